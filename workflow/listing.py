"""Lists of cases for systems: filters that refuse what they do not know, pages that hold still while rows arrive.

A page starts after the last row seen, by (changed_at, id), instead of counting rows from the start: as quick at the
end as at the beginning, and a row that comes in between moves nothing.
"""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import orjson
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import CaseQuerySet
from geography.models import District, State
from institutions.models import Body
from workflow.engine import workflows
from workflow.payload import json_type, unknown
from workflow.problems import Refused, error, errors_of

PAGE, LARGEST_PAGE = 25, 100


class Codes(forms.MultipleChoiceField):
    """One or several of a list of codes; the parameter may be repeated."""

    def __init__(self, choices, **kwargs):
        super().__init__(choices=choices, required=False, **kwargs)


class PlaceField(forms.CharField):
    """A place by LGD code or by the code that stands in references ("MH", "MH-PUNE")."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        found = place(self.model, code)
        if found is None:
            raise forms.ValidationError(_("There is no place with the code %(code)s.") % {"code": code})
        return found


def place(model, code: str) -> State | District | None:
    """The State or district a code stands for, or None."""
    if code.isascii() and code.isdigit():
        return model.objects.filter(lgd_code=code).first()
    if model is State:
        return State.objects.filter(code=code.upper()).first()
    state, _dash, rest = code.upper().partition("-")
    return District.objects.select_related("state").filter(state__code=state, code=rest).first()


class CaseFilters(forms.Form):
    """What a list of cases can be narrowed by, and where its page starts."""

    kind = forms.ChoiceField(choices=[], required=False)
    status = forms.CharField(max_length=32, required=False)
    level = forms.IntegerField(min_value=0, max_value=9, required=False)
    state = PlaceField(State, help_text=lazy("LGD code or code, for example 27 or MH."))
    district = PlaceField(District, help_text=lazy("LGD code or code, for example 490 or MH-PUNE."))
    holder = forms.ModelChoiceField(
        Body.objects.all(), to_field_name="code", required=False, help_text=lazy("Code of the body that has it now.")
    )
    changed_since = forms.CharField(
        max_length=40, required=False, help_text=lazy("An instant with its offset, for example 2026-03-02T05:00:00Z.")
    )
    q = forms.CharField(
        max_length=200, required=False, help_text=lazy("Words of the title, or the start of a reference.")
    )
    order = forms.ChoiceField(
        choices=[("-changed_at", "-changed_at"), ("changed_at", "changed_at")],
        required=False,
        help_text=lazy("Newest change first; to synchronise use changed_since and changed_at."),
    )
    limit = forms.IntegerField(min_value=1, max_value=LARGEST_PAGE, required=False)
    cursor = forms.CharField(max_length=200, required=False, help_text=lazy("Where to go on: taken from “next”."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [(workflow.kind, workflow.kind) for workflow in workflows()]

    def clean_changed_since(self) -> datetime | None:
        value = self.cleaned_data["changed_since"]
        return instant(value) if value else None

    def clean_cursor(self) -> tuple[datetime, int] | None:
        value = self.cleaned_data["cursor"]
        return read_cursor(value) if value else None

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Cases that fit every filter given."""
        wanted = self.cleaned_data
        for name in ("kind", "level", "state", "district"):
            if wanted.get(name) not in (None, ""):
                cases = cases.filter(**{name: wanted[name]})
        if wanted["status"]:
            chosen = wanted["status"] if isinstance(wanted["status"], list) else [wanted["status"]]
            cases = cases.filter(status__in=chosen)
        if wanted["holder"]:
            cases = cases.filter(holder__body=wanted["holder"])
        if wanted["changed_since"]:
            cases = cases.filter(changed_at__gte=wanted["changed_since"])
        if wanted["q"]:
            cases = cases.filter(Q(title__icontains=wanted["q"]) | Q(reference__startswith=wanted["q"].upper()))
        return cases


def filters_from(form_class: type[CaseFilters], query: QueryDict) -> CaseFilters:
    """The filters of a query string; refused (422) when one is unknown, repeated or not understood."""
    fields = form_class.base_fields
    errors = unknown(query, fields)
    for name, values in query.lists():
        if any("\x00" in value for value in values):
            errors.append(error(name[:80].replace("\x00", ""), "null_character", _("Null characters are not allowed.")))
        elif name in fields and len(values) > 1 and json_type(fields[name]) != "array":
            errors.append(error(name, "repeated", _("This was sent more than once.")))
    if errors:
        raise Refused(*errors)
    form = form_class(query)
    if not form.is_valid():
        raise Refused(*errors_of(form))
    return form


def instant(value: str) -> datetime:
    """An aware instant from ISO 8601, within reason."""
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is not None and 2000 <= at.year <= 2100:
            return at.astimezone(UTC)
    except ValueError:
        pass
    raise forms.ValidationError(_("Write an instant with its offset, for example 2026-03-02T05:00:00Z."))


def write_cursor(changed_at: datetime, pk: int) -> str:
    """Where the next page starts; opaque to its reader."""
    return base64.urlsafe_b64encode(orjson.dumps([changed_at.isoformat(), pk])).decode().rstrip("=")


def read_cursor(value: str) -> tuple[datetime, int]:
    try:
        at, pk = orjson.loads(base64.urlsafe_b64decode(value.encode("ascii") + b"=" * (-len(value) % 4)))
        if isinstance(at, str) and type(pk) is int and 0 <= pk < 2**63:
            return instant(at), pk
    except (ValueError, TypeError, binascii.Error, forms.ValidationError):
        pass
    raise forms.ValidationError(_("This cursor is not one of ours. Start again from the first page."))


def page(cases: CaseQuerySet, filters: CaseFilters, columns: list) -> tuple[list[tuple], tuple | None]:
    """(rows, last row or None): one page of cases as bare column values; the first two are changed_at and id.

    The last row is given when another page follows it.
    """
    wanted = filters.cleaned_data
    oldest_first = wanted["order"] == "changed_at"
    side = "gt" if oldest_first else "lt"
    if wanted["cursor"]:
        at, pk = wanted["cursor"]
        further = Q(**{f"changed_at__{side}": at}) | Q(**{f"id__{side}": pk})
        cases = cases.filter(further, **{f"changed_at__{side}e": at})
    order = ("changed_at", "id") if oldest_first else ("-changed_at", "-id")
    limit = wanted["limit"] or PAGE
    rows: list[Any] = list(cases.order_by(*order).values_list("changed_at", "id", *columns)[: limit + 1])
    return rows[:limit], rows[limit - 1] if len(rows) > limit else None


def next_url(request, last: tuple | None) -> str | None:
    """The address of the following page, with the same filters."""
    if last is None:
        return None
    query = request.GET.copy()
    query["cursor"] = write_cursor(last[0], last[1])
    return f"{request.path}?{query.urlencode()}"
