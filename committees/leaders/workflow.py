"""A traineeship: competencies signed off by the mentor, then a responsibility passes over in three steps [brief]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from cases.models import InvolvementRole
from cases.record import involve
from committees import who
from committees.constitution.seats import SeatField
from committees.models import COUNTED, HELD, Attendance, Competency, SignOff, Traineeship
from committees.models import TraineeStatus as S
from committees.procedure import posts_of, rules_of, votes
from committees.references import new_case
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body, Post
from notices.models import Purpose
from notices.outbox import NoticeTo
from workflow.engine import Inputs, Move, Workflow, start, workflow_of
from workflow.engine import Transition as T
from workflow.errors import Invalid
from workflow.fields import prose
from workflow.inputs import OptionalNote, Reason

TERMINAL = frozenset({S.LEAD, S.ENDED})
LEARNING = (S.LEARNING, S.SHADOW, S.JOINT)


class Begin(Inputs):
    """Who learns, from whom, and what they will lead."""

    trainee = SeatField(Post.objects.none(), label=lazy("Seat of the trainee"))
    mentor = SeatField(Post.objects.none(), label=lazy("Mentor"))
    responsibility = forms.CharField(label=lazy("The responsibility that passes over"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            posts = posts_of(self.subject, clock.today())
            mentors = Post.objects.filter(pk__in=[post.pk for post in posts if votes(post)])
            self.fields["mentor"].queryset = mentors.select_related("body").order_by("pk")
            local = [post.pk for post in posts if post.category in ("trainee", "local_leader", "exporter")]
            self.fields["trainee"].queryset = Post.objects.filter(pk__in=local).select_related("body").order_by("pk")

    def clean_trainee(self):
        trainee = self.cleaned_data["trainee"]
        if not trainee.appointments.holders(clock.today()).exists():
            raise forms.ValidationError(_("Nobody holds this seat yet; appoint somebody first."))
        if trainee.traineeships.filter(case__closed_at=None).exists():
            raise forms.ValidationError(_("A traineeship of this seat is going on already."))
        return trainee

    def clean(self):
        data = super().clean()
        if data.get("trainee") and data["trainee"] == data.get("mentor"):
            self.add_error("mentor", _("Nobody is their own mentor."))
        return data


class Sign(Inputs):
    words = "basis"
    competency = forms.ModelChoiceField(Competency.objects.filter(retired_on=None), to_field_name="code",
                                        label=lazy("Competency"))  # fmt: skip
    basis = prose(lazy("What it rests on"), shortest=10, hint=lazy("A course, a consignment, a document prepared."))
    evidence = EvidenceField(label=lazy("Certificate"), required=False)


def not_signed_yet(move: Move) -> str | None:
    signed = move.subject.sign_offs.filter(competency=move.inputs["competency"]).exists()
    return _("This competency is signed off already.") if signed else None


def missing_competencies(subject: Traineeship) -> list[Competency]:
    signed = subject.sign_offs.values("competency")
    return list(Competency.objects.filter(retired_on=None).exclude(pk__in=signed))


def meetings_attended(subject: Traineeship) -> int:
    """Meetings of the committee since the traineeship began at which the trainee's seat was filled."""
    rows = Attendance.objects.filter(post=subject.trainee_id, state__in=COUNTED, meeting__body=subject.body_id)
    since = clock.at(subject.began_on)
    return rows.filter(meeting__case__status__in=HELD, meeting__starts_at__gte=since).count()


def has_attended(move: Move) -> str | None:
    """Shadowing begins once the trainee has seen the committee at work."""
    asked, seen = rules_of(move.subject.body).trainee_meetings, meetings_attended(move.subject)
    if seen < asked:
        return _("The trainee has attended %(seen)s of the %(asked)s meetings the rules ask for first.") % {
            "seen": seen, "asked": asked,
        }  # fmt: skip
    return None


def is_competent(move: Move) -> str | None:
    """A responsibility passes over only when every competency is signed off."""
    missing = missing_competencies(move.subject)
    if missing:
        return _("Not signed off yet: %(names)s.") % {"names": ", ".join(str(one) for one in missing)}
    return None


def keep_sign_off(move: Move) -> None:
    SignOff.objects.create(
        traineeship=move.subject, competency=move.inputs["competency"], basis=move.inputs["basis"][:300],
        event=move.event, by_post=move.by.post, at=move.at,
    )  # fmt: skip


def the_pair(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(move.subject.trainee, Purpose.COPIED)
    yield NoticeTo(move.subject.mentor, Purpose.COPIED)


TRANSITIONS = (
    T("sign_off", lazy("Sign off a competency"), LEARNING, None, by=who.the_mentor_or_conveners, inputs=Sign,
      still=not_signed_yet, keep=keep_sign_off, notify=the_pair, tone="primary"),
    T("shadow", lazy("Begins to shadow the work"), (S.LEARNING,), S.SHADOW, by=who.the_mentor_or_conveners,
      inputs=OptionalNote, still=has_attended, notify=the_pair),
    T("join", lazy("Does the work jointly"), (S.SHADOW,), S.JOINT, by=who.the_mentor_or_conveners, inputs=OptionalNote,
      notify=the_pair),
    T("take_lead", lazy("Takes the responsibility over"), (S.JOINT,), S.LEAD, by=who.the_conveners, inputs=OptionalNote,
      still=is_competent, notify=the_pair, tone="primary",
      hint=lazy("Recorded as a handover to a local leader: it can prove the closure of a bottleneck.")),
    T("end", lazy("End the traineeship"), LEARNING, S.ENDED, by=who.the_conveners, inputs=Reason, notify=the_pair,
      tone="danger"),
)  # fmt: skip

TRAINEESHIP = Workflow(
    kind="traineeship",
    model=Traineeship,
    statuses=S,
    initial=S.LEARNING,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    page="traineeship",
)


def may_begin(actor: Actor, body: Body) -> bool:
    """A committee's own convener or chair."""
    return actor.may(roles.CONVENE) and actor.body.pk == body.pk


@transaction.atomic
def begin(*, by: Actor, body: Body, data: Any) -> Traineeship:
    """Begin a traineeship. Raises PermissionDenied (403) outside one's own committee, Invalid (422)."""
    if not may_begin(by, body):
        raise PermissionDenied(_("Only a committee's own convener or chair begins a traineeship."))
    Body.objects.select_for_update().get(pk=body.pk)  # two at once are two of one seat
    form = Begin(data, subject=body, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    fields = form.cleaned_data
    case = new_case(body, title=fields["responsibility"], letter="T", holder=fields["mentor"])
    made = Traineeship(body=body, began_on=clock.today(), **fields)
    start(workflow=workflow_of("traineeship"), case=case, subject=made, by=by, verb="begin")
    involve(case=case, body=body, role=InvolvementRole.ORIGIN)
    return made
