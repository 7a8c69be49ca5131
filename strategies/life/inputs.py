"""What each move of a plan or strategy asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from institutions import clock
from strategies.life.years import FIRST_YEAR, LONGEST, financial_year, in_words
from workflow.engine import Inputs
from workflow.fields import ahead, day, prose
from workflow.inputs import SHORTEST_REASON, Reason

LONGEST_CONSULTATION = timedelta(days=90)
LONGEST_CONDITION = timedelta(days=5 * 366)


class Opening(Inputs):
    """What is asked before a document is begun."""

    title = forms.CharField(label=lazy("Title"), max_length=200, min_length=5)
    first_year = forms.TypedChoiceField(label=lazy("From the financial year"), coerce=int)
    last_year = forms.TypedChoiceField(label=lazy("To the financial year"), coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        this = financial_year(clock.today())
        years = [(year, in_words(year)) for year in range(FIRST_YEAR, this + LONGEST + 1)]
        for name, first in (("first_year", this), ("last_year", this + 4)):
            self.fields[name].choices = years
            self.fields[name].initial = first

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_year"), data.get("last_year")
        if first and last and not 0 <= last - first < LONGEST:
            self.add_error("last_year", _("Choose the same year or a later one, at most ten years in all."))
        return data


class Description(Opening):
    """The same again, as they are now."""

    def __init__(self, *args, subject: Any = None, **kwargs):
        super().__init__(*args, subject=subject, **kwargs)
        if subject is not None:
            self.fields["title"].initial = subject.case.title
            self.fields["first_year"].initial = subject.first_year
            self.fields["last_year"].initial = subject.last_year


class Consultation(Inputs):
    """Until when colleagues are asked to comment, and on what."""

    words = "note"
    until = day(lazy("Comments until"))
    note = prose(lazy("What to look at"), required=False)

    def clean_until(self):
        return ahead(self.cleaned_data["until"], LONGEST_CONSULTATION)


class RequiredChanges(Reason):
    """Why a document goes back: each line is one change, to be settled before it is sent again."""

    reason = prose(
        lazy("What has to change"), shortest=SHORTEST_REASON,
        hint=lazy("One change a line. Each is listed until it is settled."),
    )  # fmt: skip

    @property
    def changes(self) -> list[str]:
        return [line.strip(" \t-•") for line in self.cleaned_data["reason"].splitlines() if line.strip(" \t-•")]


class ConditionOfApproval(Inputs):
    """A condition the State sets: what has to be done, and until when."""

    words = "condition"
    condition = prose(lazy("Condition"), shortest=SHORTEST_REASON)
    due_on = day(lazy("To be met until"))

    def clean_due_on(self):
        return ahead(self.cleaned_data["due_on"], LONGEST_CONDITION)


class Notification(Inputs):
    """The order by which an approved document is notified: it is adopted from then on."""

    words = "note"
    order_number = forms.CharField(label=lazy("Order number"), max_length=120)
    order_date = day(lazy("Date of the order"))
    eoffice_number = forms.CharField(label=lazy("e-Office file number"), max_length=120, required=False)
    evidence = EvidenceField(label=lazy("The order (PDF)"))
    note = prose(lazy("Note"), required=False)

    def clean_order_date(self):
        """Not in the future, and not before the approval the order speaks of."""
        on = self.cleaned_data["order_date"]
        if on > clock.today():
            raise forms.ValidationError(_("The order is of a day that has not come yet."))
        submitted = self.subject.case.versions.order_by("-number").first()
        if submitted and on < clock.local_date(submitted.at):
            raise forms.ValidationError(_("The order is older than the version that was approved."))
        return on

    def clean_evidence(self):
        upload = self.cleaned_data["evidence"]
        if upload and upload.sniffed != "application/pdf":
            raise forms.ValidationError(_("The order has to be a PDF."))
        return upload
