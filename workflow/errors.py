"""Why a move was refused, in sentences: 403 not yours, 409 not now, 422 not filled in."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class NotPermitted(PermissionDenied):
    """The actor sees the case and may not make this move (403)."""

    def __init__(self, label: str):
        super().__init__(_("Your post cannot do this here: %(action)s.") % {"action": label})


class NotNow(Exception):
    """The case has moved on, or is in a state that does not allow this move (409)."""

    def __init__(self, message: str, *, case=None):
        super().__init__(message)
        self.message = message
        self.case = case


class Invalid(Exception):
    """What was filled in is not enough or not right (422); the bound form tells where."""

    def __init__(self, form):
        super().__init__(form.errors.as_json())
        self.form = form
