"""The fields that take a post and rows of the register as people write them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from products.identified.fields import Several
from strategies.interventions.choices import Choices, nearest

SEPARATORS = re.compile(r"[,;\s]+")


class OwnerField(forms.CharField):
    """A post by its name, searched while it is typed; cleaned to its key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.widget.attrs |= {"list": "owners", "autocomplete": "off"}
        self.among: Choices | None = None

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text or text in self.among.posts:
            return text
        key = self.among.owner_names.get(text.casefold())
        if key is None:
            raise forms.ValidationError(self._unknown(text))
        return key

    def _unknown(self, text: str) -> str:
        close = nearest(text, self.among.post_labels.values())
        if close:
            return _("No post is called “%(text)s”. Did you mean “%(close)s”?") % {"text": text[:80], "close": close}
        return _("No post is called “%(text)s”. Choose one of the list: a body, a comma and the post.") % {
            "text": text[:80]
        }

    def prepare_value(self, value: Any) -> Any:
        return self.among.post_labels.get(str(value), value) if self.among and value else value


class ReferencesField(forms.CharField):
    """Rows of a register by reference, separated by commas; cleaned to a list of references, each once."""

    widget = Several
    most = 60

    def __init__(self, *, unknown: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unknown = unknown
        self.known: dict[str, Any] = {}

    def clean(self, value: Any) -> list[str]:
        wanted = sorted({part.upper() for part in SEPARATORS.split(super().clean(value) or "") if part})
        wrong = [part[:40] for part in wanted if part not in self.known]
        if wrong:
            close = nearest(wrong[0], self.known)
            hint = " " + _("Did you mean %(close)s?") % {"close": close} if close else ""
            raise forms.ValidationError(self.unknown % {"references": ", ".join(wrong)} + hint)
        if len(wanted) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s.") % {"most": self.most})
        return wanted

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
