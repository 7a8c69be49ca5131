"""A constitution order: recorded with its document, in force until a later one supersedes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField, attach
from cases.models import InvolvementRole
from cases.record import involve
from committees import who
from committees.models import Constitution
from committees.models import ConstitutionStatus as S
from committees.references import new_case
from institutions import clock
from institutions.actions import may_appoint
from institutions.actors import SYSTEM, Actor
from institutions.models import Body
from workflow.engine import Inputs, Move, Workflow, perform, start, workflow_of
from workflow.engine import Transition as T
from workflow.errors import Invalid
from workflow.fields import day, prose


class Constitute(Inputs):
    """The order: its number, date and document, and from when it is in force."""

    order_number = forms.CharField(label=lazy("Number of the order"), max_length=120)
    ordered_on = day(lazy("Date of the order"))
    in_force_from = day(lazy("In force from"))
    file_number = forms.CharField(label=lazy("e-Office file or receipt number"), max_length=80, required=False)
    note = forms.CharField(label=lazy("Note"), max_length=300, required=False)
    evidence = EvidenceField(label=lazy("The order (PDF or photograph)"))

    def clean_ordered_on(self):
        value = self.cleaned_data["ordered_on"]
        if value > clock.today():
            raise forms.ValidationError(_("An order of a day to come cannot be recorded yet."))
        return value

    def clean(self):
        data = super().clean()
        latest = self.subject.constitutions.order_by("-during").first()
        first = data.get("in_force_from")
        if latest and first and first <= latest.during.lower:
            sentence = _("Order %(number)s is in force from %(date)s; a later order begins after that.")
            said = {"number": latest.order_number, "date": latest.during.lower.isoformat()}
            self.add_error("in_force_from", sentence % said)
        return data


class Correct(Inputs):
    words = "reason"
    file_number = forms.CharField(label=lazy("e-Office file or receipt number"), max_length=80, required=False)
    note = forms.CharField(label=lazy("Note"), max_length=300, required=False)
    reason = prose(lazy("Why it is corrected"), shortest=10)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            for name in ("file_number", "note"):
                self.fields[name].initial = getattr(self.subject, name)


def is_a_correction(move: Move) -> str | None:
    same = all(move.inputs[name] == getattr(move.subject, name) for name in ("file_number", "note"))
    return _("The entry says this already.") if same else None


def correct(move: Move) -> None:
    move.subject.file_number, move.subject.note = move.inputs["file_number"], move.inputs["note"]


def end(move: Move) -> None:
    """The day before the next order's first day is its last."""
    later = move.subject.body.constitutions.filter(during__startswith__gt=move.subject.during.lower)
    first = later.order_by("during").values_list("during", flat=True).first()
    if first:
        move.data = {"until": first.lower.isoformat()}


def superseded(actor: Actor, subject: Constitution) -> bool:
    """By a later order alone."""
    return actor.is_system


TRANSITIONS = (
    T("correct", lazy("Correct the entry"), (S.IN_FORCE, S.SUPERSEDED), None, by=who.the_conveners, inputs=Correct,
      still=is_a_correction, effect=correct),
    T("supersede", lazy("Superseded by a later order"), (S.IN_FORCE,), S.SUPERSEDED, by=superseded, effect=end),
)  # fmt: skip

CONSTITUTION = Workflow(
    kind="constitution",
    model=Constitution,
    statuses=S,
    initial=S.IN_FORCE,
    terminal=frozenset({S.SUPERSEDED}),
    transitions=TRANSITIONS,
    page="constitution",
)


@transaction.atomic
def constitute(*, by: Actor, body: Body, data: Any, files: Any = None) -> Constitution:
    """Record the order a committee exists by; the one before it ends on its first day and is superseded.

    Raises PermissionDenied (403) unless the actor appoints to the body, Invalid (422) with the bound form.
    """
    if not may_appoint(by, body):
        raise PermissionDenied(_("Only the committee itself or the level above records its constitution."))
    Body.objects.select_for_update().get(pk=body.pk)
    form = Constitute(data, files, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = form.cleaned_data
    former = body.constitutions.filter(during__endswith__isnull=True).first()
    if former:
        former.during = DateRange(former.during.lower, fields["in_force_from"])
        former.save(update_fields=["during"])
    title = f"Constitution of {body.abbreviation or body.name}, order {fields['order_number']}"
    case = new_case(body, title=title, letter="K", holder=None)
    made = Constitution(
        body=body, supersedes=former, during=DateRange(fields["in_force_from"], None),
        **{name: fields[name] for name in ("order_number", "ordered_on", "file_number", "note")},
    )  # fmt: skip
    event = start(workflow=workflow_of("constitution"), case=case, subject=made, by=by, verb="constitute",
                  data={"supersedes": former.pk if former else None})  # fmt: skip
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    attach(case=case, event=event, upload=fields["evidence"], by=by)
    if former:
        perform(former.case, "supersede", by=SYSTEM)
    return made
