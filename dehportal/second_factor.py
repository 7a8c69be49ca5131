"""Who needs a second factor: known here, where accounts and institutions meet."""

from django.conf import settings
from django.http import HttpRequest

STAFF = "staff"  # stands in MFA_REQUIRED_FOR_KINDS for whoever may open the administration pages


def must_have_second_factor(request: HttpRequest) -> bool:
    """Whether the person holds a post in a body of a kind that requires it, or administers the portal."""
    kinds = settings.MFA_REQUIRED_FOR_KINDS
    if request.user.is_staff and STAFF in kinds:
        return True
    return any(appointment.post.body.kind in kinds for appointment in request.appointments)
