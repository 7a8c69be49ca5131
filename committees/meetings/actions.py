"""Verbs that make a meeting; every later move is a row of the workflow table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import InvolvementRole
from cases.record import involve
from committees import ladder
from committees.meetings import agenda
from committees.meetings.clocks import start_notice_clock
from committees.meetings.effects import title_of
from committees.meetings.inputs import LONGEST_AHEAD, WhenAndWhere
from committees.models import AgendaItem, Meeting, MeetingKind, Series
from committees.procedure import calendar_for
from committees.recurrence import occurrences
from committees.references import new_case
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body
from workflow.engine import start, workflow_of
from workflow.errors import Invalid
from workflow.fields import day

EVERY = [("", lazy("once")), ("1", lazy("every month")), ("2", lazy("every two months")),
         ("3", lazy("every quarter")), ("6", lazy("every half-year")), ("12", lazy("every year"))]  # fmt: skip


class Schedule(WhenAndWhere):
    """A meeting, or several of a series."""

    kind = forms.ChoiceField(
        label=lazy("Kind"), initial=MeetingKind.ORDINARY,
        choices=[(kind, label) for kind, label in MeetingKind.choices if kind != MeetingKind.ADJOURNED],
    )  # fmt: skip
    every = forms.ChoiceField(label=lazy("Repeats"), choices=EVERY, required=False)
    until = day(lazy("Until"), required=False, hint=lazy("For meetings that repeat."))

    def body(self) -> Body:
        return self.subject

    def clean(self):
        data = super().clean()
        if data.get("every") and not data.get("until"):
            self.add_error("until", _("Say until when the meetings repeat."))
        if data.get("every") and data.get("until"):
            if data.get("on") and data["until"] < data["on"]:
                self.add_error("until", _("This is before the first meeting."))
            elif data["until"] > clock.today() + LONGEST_AHEAD:  # holidays are known no longer ahead
                self.add_error("until", _("Choose a date within two years."))
        return data


@transaction.atomic
def schedule(*, by: Actor, body: Body, data: Any) -> list[Meeting]:
    """Plan a meeting, or those of a series, each with the agenda as it stands.

    Raises PermissionDenied (403) for a committee that is not the actor's own, Invalid (422) with the bound form.
    """
    if not (by.may(roles.CONVENE) and by.body.pk == body.pk):
        raise PermissionDenied(_("Only a committee's own convener or chair calls its meetings."))
    form = Schedule(data, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = form.cleaned_data
    if not fields["every"]:
        return [plan(by=by, body=body, fields=fields)]
    series = Series.objects.create(
        body=body, every_months=int(fields["every"]), first_at=fields["starts_at"], until=fields["until"],
        by_post=by.post, created_at=clock.now(),
    )  # fmt: skip
    days = occurrences(
        fields["on"], every_months=series.every_months, until=fields["until"], calendar=calendar_for(body)
    )
    length = fields["ends_at"] - fields["starts_at"]
    made = []
    for on in days:
        starts = clock.at(on, fields["at"].hour, fields["at"].minute)
        made.append(plan(by=by, body=body, fields=fields | {"starts_at": starts, "ends_at": starts + length},
                         series=series))  # fmt: skip
    return made


def plan(*, by: Actor, body: Body, fields: dict, series: Series | None = None, adjourned_from: Meeting | None = None):
    """One planned meeting with its agenda and the clock for its notice; used under a transaction."""
    case = new_case(
        body, title=title_of(body, fields["starts_at"]), letter="M", holder=ladder.convener(body) or by.post
    )
    meeting = Meeting(
        body=body, series=series, adjourned_from=adjourned_from,
        kind=MeetingKind.ADJOURNED if adjourned_from else fields.get("kind", MeetingKind.ORDINARY),
        **{name: fields[name] for name in ("starts_at", "ends_at", "mode", "venue", "online_link")},
    )  # fmt: skip
    start(workflow=workflow_of("meeting"), case=case, subject=meeting, by=by, verb="schedule",
          data={"series": series.pk if series else None})  # fmt: skip
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    if adjourned_from:
        copy_agenda(adjourned_from, meeting)
    else:
        agenda.build(meeting)
    start_notice_clock(meeting)
    return meeting


def copy_agenda(former: Meeting, meeting: Meeting) -> None:
    """An adjourned meeting takes up the items nothing was settled on, in their order."""
    left = former.items.filter(dropped_at=None, decisions=None).order_by("position")
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, position=number, kind=item.kind, title=item.title, note=item.note, about_id=item.about_id,
            ratifies_id=item.ratifies_id, proposed_by_id=item.proposed_by_id,
        )
        for number, item in enumerate(left, start=1)
    )  # fmt: skip
