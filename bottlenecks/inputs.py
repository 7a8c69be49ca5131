"""What each move on a bottleneck asks for. Pages show these forms; the API feeds them JSON with the same names."""

import re
from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.models import HS_CODE, LIVE, Area, Bottleneck, Category, ChainStage, Ladder, Severity, Tag
from cases.evidence import EvidenceField
from cases.models import Case
from escalations.models import PauseReason
from institutions import clock
from institutions.models import Body, BodyKind, Post, PostRole
from workflow.engine import Inputs

LONGEST_PROMISE = timedelta(days=730)
LONGEST_INTERIM = timedelta(days=180)
LONGEST_PAUSE = timedelta(days=180)
SHORTEST_REASON = 20  # characters: a reason is a sentence


def prose(label, *, hint="", required=True, shortest=0) -> forms.CharField:
    """A text of some sentences, kept as the event's remark."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        min_length=shortest or None,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def day(label, *, hint="", required=True, **kwargs) -> forms.DateField:
    """A date, ISO everywhere: the browser's own picker shows it in the reader's way."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **kwargs,
    )


class FutureDay:
    """Checks that a promised or planned date lies ahead, and not absurdly far."""

    @staticmethod
    def check(value, longest: timedelta):
        today = clock.today()
        if value is None:
            return value
        if value <= today:
            raise forms.ValidationError(_("Choose a date after today."))
        if value > today + longest:
            raise forms.ValidationError(
                _("Choose a date not later than %(date)s.") % {"date": (today + longest).isoformat()}
            )
        return value


class HSCodesField(forms.CharField):
    """HS codes of 2, 4, 6 or 8 digits, separated by commas or spaces; always text, "0303" is not 303."""

    many = True  # a list in JSON
    most = 60

    def to_python(self, value) -> list[str]:
        if isinstance(value, list | tuple):
            value = " ".join(str(part) for part in value)
        codes = [re.sub(r"\.", "", part) for part in re.split(r"[\s,;]+", super().to_python(value)) if part]
        wrong = [code[:20] for code in codes if not re.match(HS_CODE, code, re.ASCII)]
        if wrong:
            raise forms.ValidationError(
                _("%(codes)s: an HS code has 2, 4, 6 or 8 digits and keeps its leading zero: 0910, 09103020.")
                % {"codes": ", ".join(wrong)}
            )
        if len(set(codes)) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s codes.") % {"most": self.most})
        return sorted(set(codes))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value


class ModelByCode(forms.ModelChoiceField):
    """A choice of reference data by its natural key."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, to_field_name="code", **kwargs)


class Opening(Inputs):
    """The four fields that open a bottleneck: what, area, who is hit, how bad."""

    title = forms.CharField(
        label=lazy("What is the bottleneck?"),
        help_text=lazy("One sentence, for example: no laboratory in the State tests agarwood oil for residues."),
        max_length=200,
        min_length=8,
    )
    area = ModelByCode(
        Area.objects.filter(retired_on=None), label=lazy("Area"), empty_label=None, widget=forms.RadioSelect
    )
    affected = forms.CharField(
        label=lazy("Who is hit?"),
        help_text=lazy("Growers, processors or exporters, and roughly how many."),
        max_length=200,
    )
    severity = forms.ChoiceField(label=lazy("How bad is it?"), choices=Severity, widget=forms.RadioSelect)


class Details(Opening):
    """The rest, asked before it is raised."""

    RAISING = ("category", "description", "stage")  # what must be known before it is raised

    category = ModelByCode(
        Category.objects.filter(retired_on=None).select_related("area"),
        label=lazy("Sub-category"),
        required=False,
        help_text=lazy("It decides which agency answers."),
    )
    description = prose(lazy("What happens, since when, what was tried?"), required=False)
    hs_codes = HSCodesField(
        label=lazy("HS codes of the products"),
        required=False,
        help_text=lazy("2 to 8 digits, separated by commas, for example 0910, 12119080."),
    )
    stage = ModelByCode(
        ChainStage.objects.filter(retired_on=None), label=lazy("Stage of the value chain"), required=False
    )
    exporters_affected = forms.IntegerField(
        label=lazy("Exporters affected"), required=False, min_value=0, max_value=1_000_000
    )
    rupees_at_stake = forms.IntegerField(
        label=lazy("₹ at stake in a year"),
        required=False,
        min_value=0,
        max_value=10**15,
        help_text=lazy("In whole rupees."),
    )
    stake_basis = forms.CharField(
        label=lazy("How that figure was reached"),
        required=False,
        max_length=200,
        help_text=lazy("For example: orders refused in 2025-26, by the exporters' association."),
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.filter(retired_on=None),
        to_field_name="code",
        label=lazy("Also concerns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    noticed_on = day(lazy("First noticed on"), required=False)
    evidence = EvidenceField(label=lazy("Evidence"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.initial = _facts(self.subject) | (self.initial or {})

    def clean_noticed_on(self):
        value = self.cleaned_data["noticed_on"]
        if value and value > clock.today():
            raise forms.ValidationError(_("This date lies in the future."))
        return value

    def clean(self):
        data = super().clean()
        category, area = data.get("category"), data.get("area")
        if category and area and category.area_id != area.pk:
            self.add_error("category", _("This sub-category does not belong to the area “%(area)s”.") % {"area": area})
        if data.get("rupees_at_stake") is not None and not data.get("stake_basis"):
            self.add_error("stake_basis", _("Say how the figure was reached."))
        return data


def _facts(bottleneck: Bottleneck) -> dict:
    """What is known so far, as the fields of Details show it."""
    known = {name: getattr(bottleneck, name) for name in Details.base_fields if hasattr(bottleneck, name)}
    return known | {
        "title": bottleneck.case.title,
        "hs_codes": [row.code for row in bottleneck.hs_codes.all()],
        "tags": list(bottleneck.tags.all()),
    }


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


def missing_details(bottleneck: Bottleneck) -> list:
    """The labels of what must still be filled in before a bottleneck is raised."""
    return [Details.base_fields[name].label for name in Details.RAISING if not getattr(bottleneck, name)]


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
        return FutureDay.check(self.cleaned_data["until"], LONGEST_PAUSE)


class Progress(Inputs):
    words = "text"
    text = prose(lazy("What was done"))
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Remarks(Inputs):
    words = "text"
    text = prose(lazy("Note"), hint=lazy("Everybody who sees this case reads it."))
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Reason(Inputs):
    words = "reason"
    reason = prose(lazy("Reason"), shortest=SHORTEST_REASON)


class OptionalNote(Inputs):
    words = "note"
    note = prose(lazy("Note"), required=False)


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
        return FutureDay.check(self.cleaned_data["due_on"], LONGEST_INTERIM)


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
        return FutureDay.check(self.cleaned_data["due_on"], LONGEST_PROMISE)


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
        return FutureDay.check(self.cleaned_data["watch_until"], LONGEST_PROMISE)


class Elevate(Inputs):
    words = "note"
    forum = forms.CharField(
        label=lazy("Forum"), max_length=160, help_text=lazy("Board of Trade, PRAGATI, a committee of Secretaries…")
    )
    review_on = day(lazy("Reviewed next on"))
    note = prose(lazy("What is asked of the forum"), shortest=SHORTEST_REASON)

    def clean_review_on(self):
        return FutureDay.check(self.cleaned_data["review_on"], LONGEST_INTERIM)


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
        return FutureDay.check(self.cleaned_data["ends_on"], LONGEST_PAUSE)


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
