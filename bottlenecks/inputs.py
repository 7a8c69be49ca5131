"""What each move on a bottleneck asks for. Pages show these forms; the API feeds them JSON with the same names."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.facts import missing_details
from bottlenecks.models import LIVE, Bottleneck, Ladder
from cases.evidence import EvidenceField
from cases.models import Case
from escalations.models import PauseReason
from institutions.models import Body, BodyKind, Post, PostRole
from workflow.engine import Inputs
from workflow.fields import ModelByCode, ahead, day, prose
from workflow.inputs import SHORTEST_REASON

LONGEST_PROMISE = timedelta(days=730)
LONGEST_INTERIM = timedelta(days=180)
LONGEST_PAUSE = timedelta(days=180)


class Raise(Inputs):
    """Who should answer; the routing rule proposes, a person may choose another body and says why."""

    words = "reason"
    body = ModelByCode(
        Body.objects.none(),
        label=lazy("Who should answer"),
        required=False,
        help_text=lazy("Leave it as proposed by the routing rules, or choose another body and say why."),
    )
    reason = prose(lazy("Why another body"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = answering_bodies(self.subject)
        if self.subject.routed_to_id:
            self.fields["body"].initial = self.subject.routed_to.code

    def clean(self):
        data = super().clean()
        missing = missing_details(self.subject)
        if missing:
            raise forms.ValidationError(
                _("Before it is raised, fill in: %(fields)s.") % {"fields": ", ".join(str(name) for name in missing)},
                code="incomplete",
            )
        body = data.get("body")
        if body is None and self.subject.routed_to_id is None:
            self.add_error("body", _("No routing rule names a body for this. Choose who should answer."))
        if body and self.subject.routed_to_id and body.pk != self.subject.routed_to_id and not data.get("reason"):
            self.add_error("reason", _("Say why this body and not %(body)s.") % {"body": self.subject.routed_to})
        return data


def answering_bodies(bottleneck: Bottleneck):
    """The bodies that can be asked to answer: Central agencies, and the departments of the district's own State."""
    departments = Q(kind=BodyKind.STATE_DEPARTMENT, state=bottleneck.case.state_id)
    return Body.objects.active().filter(Q(kind__in=[BodyKind.CENTRAL_AGENCY, BodyKind.APEX]) | departments)


class Assign(Inputs):
    """A member of the committee or a district office, and a date."""

    post = forms.ModelChoiceField(Post.objects.none(), label=lazy("Assign to"))
    until = day(lazy("Until"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        district = self.subject.case.district_id
        self.fields["post"].queryset = (
            Post.objects.active()
            .filter(body__district=district, body__kind__in=[BodyKind.DEPC, BodyKind.DISTRICT_OFFICE])
            .exclude(role=PostRole.OBSERVER)
            .select_related("body")
        )

    def clean_until(self):
        return ahead(self.cleaned_data["until"], LONGEST_PAUSE)


class Progress(Inputs):
    words = "text"
    text = prose(lazy("What was done"))
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Remarks(Inputs):
    words = "text"
    text = prose(lazy("Note"), hint=lazy("Everybody who sees this case reads it."))
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Question(Inputs):
    words = "question"
    question = prose(lazy("What do you need to know?"), shortest=SHORTEST_REASON)


class Information(Inputs):
    words = "answer"
    answer = prose(lazy("The information asked for"))
    evidence = EvidenceField(label=lazy("Documents"), required=False)


class Interim(Inputs):
    """An interim reply with its reason and the date of the final one (CPGRAMS practice)."""

    words = "reply"
    reply = prose(lazy("Interim reply: what is being done, and why it takes longer"), shortest=SHORTEST_REASON)
    due_on = day(lazy("Final reply by"))

    def clean_due_on(self):
        return ahead(self.cleaned_data["due_on"], LONGEST_INTERIM)


class Commit(Inputs):
    """A promise: a date and a deliverable; the officer's designation is that of the post."""

    words = "note"
    due_on = day(lazy("Date"))
    deliverable = forms.CharField(
        label=lazy("What will be delivered"),
        max_length=300,
        min_length=8,
        help_text=lazy("For example: the laboratory at Guwahati tests agarwood oil; scope notified."),
    )
    note = prose(lazy("Note"), required=False)

    def clean_due_on(self):
        return ahead(self.cleaned_data["due_on"], LONGEST_PROMISE)


class Transfer(Inputs):
    """The wrong agency names the right one."""

    words = "reason"
    body = ModelByCode(Body.objects.none(), label=lazy("The right body"))
    reason = prose(lazy("Why it belongs there"), shortest=SHORTEST_REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        same = answering_bodies(self.subject).exclude(pk=self.subject.routed_to_id)
        if self.subject.ladder == Ladder.STATE:
            same = same.filter(kind=BodyKind.STATE_DEPARTMENT)
        else:
            same = same.exclude(kind=BodyKind.STATE_DEPARTMENT)
        self.fields["body"].queryset = same


class Reassign(Transfer):
    """DGFT headquarters decides which Central agency answers."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = answering_bodies(self.subject).filter(kind=BodyKind.CENTRAL_AGENCY)


class Refer(Inputs):
    """A State-owned item reaches the Centre only by this recorded referral of the SEPC."""

    words = "reason"
    body = ModelByCode(
        Body.objects.active().filter(kind__in=[BodyKind.CENTRAL_AGENCY, BodyKind.APEX]), label=lazy("Central agency")
    )
    reason = prose(lazy("Why the State cannot settle it"), shortest=SHORTEST_REASON)


class Decline(Inputs):
    words = "decision"
    decision = prose(lazy("The decision and its reasons"), shortest=SHORTEST_REASON)
    order_number = forms.CharField(label=lazy("Number of the decision"), max_length=120, required=False)
    evidence = EvidenceField(label=lazy("Copy of the decision"), required=False)


class Resolution(Inputs):
    words = "result"
    result = prose(lazy("What was done, and how the district can see it"), shortest=SHORTEST_REASON)
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Closing(Inputs):
    """Closure on the evidence the area asks for."""

    words = "outcome"
    outcome = prose(lazy("What changed for the exporters"), shortest=SHORTEST_REASON)
    proof = forms.CharField(label=lazy("Number or figure that proves it"), max_length=300, min_length=2)
    evidence = EvidenceField(label=lazy("Document"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["proof"].help_text = format_lazy("{} {}", lazy("It closes on:"), self.subject.closure_text)

    @cached_property
    def documented(self) -> bool:
        return self.subject.case.evidence.exclude(state="rejected").exists()

    def clean(self):
        data = super().clean()
        if not data.get("evidence") and not self.documented:
            self.add_error("evidence", _("Attach the document that shows it: nothing is attached to this case yet."))
        return data


class Watching(Inputs):
    words = "note"
    note = prose(lazy("What is being watched"), shortest=SHORTEST_REASON)
    watch_until = day(lazy("Look at the outcome on"))

    def clean_watch_until(self):
        return ahead(self.cleaned_data["watch_until"], LONGEST_PROMISE)


class Elevate(Inputs):
    words = "note"
    forum = forms.CharField(
        label=lazy("Forum"), max_length=160, help_text=lazy("Board of Trade, PRAGATI, a committee of Secretaries…")
    )
    review_on = day(lazy("Reviewed next on"))
    note = prose(lazy("What is asked of the forum"), shortest=SHORTEST_REASON)

    def clean_review_on(self):
        return ahead(self.cleaned_data["review_on"], LONGEST_INTERIM)


class PauseClock(Inputs):
    """A pause has a listed reason and a mandatory end."""

    words = "note"
    reason = forms.ChoiceField(
        label=lazy("Reason"),
        choices=[(r.value, r.label) for r in (PauseReason.COURT, PauseReason.CONDUCT, PauseReason.DISASTER)],
    )
    ends_on = day(lazy("Clock goes on from"))
    order_reference = forms.CharField(label=lazy("Order"), max_length=200)
    note = prose(lazy("Note"), required=False)

    def clean_ends_on(self):
        return ahead(self.cleaned_data["ends_on"], LONGEST_PAUSE)


class DuplicateOf(Inputs):
    words = "note"
    reference = forms.CharField(
        label=lazy("Reference of the other record"), max_length=40, help_text=lazy("For example MH-PUNE-2026-00042.")
    )
    note = prose(lazy("Note"), required=False)

    def clean_reference(self):
        wanted = self.cleaned_data["reference"].strip().upper()
        other = Case.objects.visible_to(self.actor).filter(reference=wanted, kind=self.subject.case.kind).first()
        if other is None or other.pk == self.subject.case.pk:
            raise forms.ValidationError(_("There is no other bottleneck %(reference)s here.") % {"reference": wanted})
        if other.status not in LIVE:
            raise forms.ValidationError(_("%(reference)s is not open any more.") % {"reference": wanted})
        self.cleaned_data["other"] = other
        return wanted
