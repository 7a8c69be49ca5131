"""The verb that puts a decision to the members in writing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import InvolvementRole
from cases.record import involve
from committees import ladder
from committees.models import Circulation
from committees.procedure import calendar_for, members_of, rules_of
from committees.references import new_case
from escalations import clocks, workdays
from escalations.models import DeadlineKind
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body
from notices.models import Purpose
from notices.outbox import NoticeTo, write
from workflow.engine import Inputs, start, workflow_of
from workflow.errors import Invalid
from workflow.fields import ahead, day, prose

LONGEST = timedelta(days=60)


class Circulate(Inputs):
    """The text, what lies behind it, and until when answers are taken."""

    title = forms.CharField(label=lazy("What it is about"), max_length=200)
    text = prose(lazy("Text of the decision"), shortest=20, hint=lazy("As it would stand in the minutes."))
    background = prose(lazy("What the members should know"), required=False)
    closes_on = day(lazy("Answers until"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            first = self.fields["closes_on"].initial = earliest_close(self.subject)
            self.fields["closes_on"].help_text = _("Members have until %(date)s at least.") % {
                "date": date_format(first, "j M Y")
            }

    def clean_closes_on(self):
        value = ahead(self.cleaned_data["closes_on"], LONGEST)
        first = earliest_close(self.subject)
        if value < first:
            sentence = _("The rules give members until %(date)s at least.")
            raise forms.ValidationError(sentence % {"date": first.isoformat()})
        return value


def earliest_close(body: Body):
    """The first day on which answers may end by the committee's rules."""
    days = rules_of(body).circulation_days
    return clock.local_date(workdays.due(clock.now(), days, calendar_for(body), []))


def may_circulate(actor: Actor, body: Body) -> bool:
    """A committee's own convener or chair."""
    return actor.may(roles.CONVENE) and actor.body.pk == body.pk


@transaction.atomic
def circulate(*, by: Actor, body: Body, data: Any) -> Circulation:
    """Put a decision to every member; their answers are counted on its date.

    Raises PermissionDenied (403) for a committee that is not the actor's own, Invalid (422) with the bound form.
    """
    if not may_circulate(by, body):
        raise PermissionDenied(_("Only a committee's own convener or chair puts a decision to its members."))
    form = Circulate(data, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = form.cleaned_data
    case = new_case(body, title=fields["title"], letter="C", holder=ladder.convener(body) or by.post)
    circulation = Circulation(
        body=body, text=fields["text"], background=fields["background"], closes_on=fields["closes_on"],
        silence_is_consent=rules_of(body).silence_is_consent,
    )  # fmt: skip
    event = start(workflow=workflow_of("circulation"), case=case, subject=circulation, by=by, verb="circulate")
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    deadline = clocks.start(case=case, kind=DeadlineKind.ANSWERS, post=case.holder, body=body,
                            started_at=clock.now(), promised_on=fields["closes_on"])  # fmt: skip
    told = [NoticeTo(post, Purpose.FOR_ACTION, reply_by=deadline.due_at) for post in members_of(body)]
    write(event=event, to=told)
    return circulation
