"""What the fields of an intervention are called where a change of one is shown."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from strategies.models import Intervention


def label_of(name: str) -> str:
    """The field's own name: “amount”, “due on”; products and bottlenecks in words."""
    words = {"products": _("products"), "bottlenecks": _("bottlenecks"), "code": _("number")}
    try:
        return words.get(name) or str(Intervention._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
