"""What each move of money asks for; amounts are checked against the sums under the lock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from institutions import clock
from institutions.models import Post
from strategies.models import MoneyEntry, Scheme, SourceKind, Step
from strategies.money import posts, who
from strategies.money.sums import refused, rupees, sums_of
from workflow.engine import Inputs
from workflow.fields import ModelByCode, ahead, day, prose
from workflow.inputs import SHORTEST_REASON

LONGEST_RELEASE = timedelta(days=3 * 366)
SMALLEST = Decimal("0.01")
STEPS = list(Step.values)


class RupeesField(forms.DecimalField):
    """Rupees, typed with or without commas and the sign: 1,25,000.50."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(max_digits=16, decimal_places=2, min_value=SMALLEST, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace(",", "").replace("₹", "").replace(" ", "").replace("\u00a0", "")
        return super().to_python(value)


class Entry(Inputs):
    """An amount of one step with its date and paper."""

    step: str
    words = "note"
    amount = RupeesField(label=lazy("Amount in rupees"))
    on = day(lazy("Date"))
    paper = forms.CharField(label=lazy("Order number"), max_length=120)
    evidence = EvidenceField(label=lazy("The paper (PDF or photograph)"), required=False)
    note = prose(lazy("Note"), required=False)

    def clean_on(self):
        """Not in the future, and not before the step it follows."""
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        before = STEPS[STEPS.index(self.step) - 1]
        first = MoneyEntry.objects.filter(funding=self.subject, step=before, amount__gt=0, reversal=None)
        begun = first.order_by("on").values_list("on", flat=True).first()
        if begun and on < begun:
            raise forms.ValidationError(
                _("That is before it was %(step)s (%(date)s).")
                % {"step": Step(before).label.lower(), "date": begun.isoformat()}
            )
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "amount" in data and (sentence := self.why_not(data["amount"])):
            self.add_error("amount", sentence)
        return data

    def why_not(self, amount: Decimal) -> str:
        return refused(sums_of(self.subject), self.step, amount)


class Sanction(Entry):
    """The order by which money is granted: how much, who releases it, and until when."""

    step = Step.SANCTIONED
    on = day(lazy("Date of the order"))
    release_due_on = day(lazy("To be released until"))
    releasing = forms.ModelChoiceField(
        Post.objects.none(), label=lazy("Released by"), required=False, help_text=lazy("Empty: as it is now.")
    )
    note = prose(lazy("Why more than was asked for, and other remarks"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["releasing"].queryset = posts.choices(self.subject.case)

    def clean_release_due_on(self):
        return ahead(self.cleaned_data["release_due_on"], LONGEST_RELEASE)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        asked = sums_of(self.subject).requested
        if data.get("amount", asked) > asked and len(data.get("note", "")) < SHORTEST_REASON:
            sentence = _("This is more than the %(asked)s asked for: say why.")
            self.add_error("note", sentence % {"asked": rupees(asked)})
        return data


class Release(Entry):
    """Money handed over: all that was sanctioned, or a part with the day by which the rest follows."""

    step = Step.RELEASED
    on = day(lazy("Released on"))
    rest_due_on = day(
        lazy("The rest follows until"), required=False, hint=lazy("Only when this is a part of what was sanctioned.")
    )

    def clean_rest_due_on(self):
        return ahead(self.cleaned_data["rest_due_on"], LONGEST_RELEASE)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "amount" in data and "amount" not in self.errors and "rest_due_on" in data and not data["rest_due_on"]:
            rest = sums_of(self.subject).to_release - data["amount"]
            if rest > 0:
                sentence = _("%(rest)s are left of what was sanctioned: say until when they are released.")
                self.add_error("rest_due_on", sentence % {"rest": rupees(rest)})
        return data


class Utilisation(Entry):
    """What was spent, and on what."""

    step = Step.UTILISED
    on = day(lazy("Used until"))
    paper = forms.CharField(label=lazy("Bill or voucher number"), max_length=120, required=False)
    note = prose(lazy("What it was used for"), shortest=SHORTEST_REASON)


class Certificate(Entry):
    """The utilisation certificate (GFR form 12) as the district sends it."""

    step = Step.CERTIFIED
    on = day(lazy("Date of the certificate"))
    paper = forms.CharField(label=lazy("Number of the certificate"), max_length=120)
    evidence = EvidenceField(label=lazy("The certificate (PDF or photograph)"), required=False)


class Lapse(Inputs):
    """Why what was sanctioned and not released is gone."""

    words = "reason"
    reason = prose(lazy("Reason"), shortest=SHORTEST_REASON)
    on = day(lazy("Lapsed on"))

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return on


class Again(Inputs):
    """A request made once more after a refusal: with what it asks now."""

    words = "note"
    amount = RupeesField(label=lazy("Amount in rupees"))
    on = day(lazy("Date of the request"))
    paper = forms.CharField(label=lazy("Number of the letter"), max_length=120, required=False)
    note = prose(lazy("What is different now"), shortest=SHORTEST_REASON)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return on


class EntryChoice(forms.ModelChoiceField):
    def label_from_instance(self, entry: MoneyEntry) -> str:
        return f"{entry.on.isoformat()} · {entry.get_step_display()} · {rupees(entry.amount)} · {entry.paper or '–'}"


class Reversal(Inputs):
    """Which entry was made in error, and why; it stays on record with its negative."""

    words = "reason"
    entry = EntryChoice(MoneyEntry.objects.none(), label=lazy("Entry"))
    reason = prose(lazy("What was wrong with it"), shortest=SHORTEST_REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None and self.actor is not None:
            self.fields["entry"].queryset = reversible(self.subject, self.actor)

    def clean_entry(self):
        entry = self.cleaned_data["entry"]
        if sentence := refused(sums_of(self.subject), entry.step, -entry.amount):
            raise forms.ValidationError(sentence)
        return entry


def reversible(funding, actor):
    """The entries somebody can take back: of the steps their side enters, once each."""
    mine = Q(pk=None)
    if who.the_district(actor, funding):
        mine |= Q(step=Step.UTILISED)
    if who.who_releases(actor, funding):
        mine |= Q(step__in=(Step.SANCTIONED, Step.RELEASED, Step.CERTIFIED))
    return MoneyEntry.objects.filter(mine, funding=funding, reverses=None, reversal=None).order_by("-pk")


class Request(Inputs):
    """What is asked before a source of money is entered."""

    words = "note"
    source = forms.ChoiceField(label=lazy("Source"), choices=SourceKind.choices)
    scheme = ModelByCode(Scheme.objects.filter(retired_on=None), label=lazy("Scheme"), required=False)
    year = forms.TypedChoiceField(label=lazy("Financial year"), coerce=int)
    amount = RupeesField(label=lazy("Amount in rupees"))
    on = day(lazy("Date of the request"))
    paper = forms.CharField(label=lazy("Number of the letter"), max_length=120, required=False)
    releasing = forms.ModelChoiceField(
        Post.objects.none(), label=lazy("Decides on it"), required=False,
        help_text=lazy(
            "Empty: whoever runs the scheme, else the State's committee; for money of the district, a bank, an "
            "investor or the producers the committee's chair."
        ),
    )  # fmt: skip
    note = prose(lazy("Note"), required=False)

    def __init__(self, *args, years: list[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = years
        if self.subject is not None:
            self.fields["releasing"].queryset = posts.choices(self.subject.plan.case)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return on

    def clean_scheme(self):
        scheme = self.cleaned_data["scheme"]
        if scheme and scheme.closes_on and scheme.closes_on < clock.today():
            raise forms.ValidationError(
                _("%(scheme)s closed on %(date)s.") % {"scheme": scheme, "date": scheme.closes_on.isoformat()}
            )
        return scheme

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("source") in posts.OF_THE_DISTRICT:
            for name in ("scheme", "releasing"):
                if data.get(name):
                    self.add_error(name, _("Leave this empty: the committee's chair confirms money of this source."))
        return data
