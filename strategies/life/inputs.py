"""What each move of a plan or strategy asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from institutions import clock
from strategies.life.papers import works_here_since
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
        return a_pdf(self.cleaned_data["evidence"], _("The order has to be a PDF."))


class BringingIn(Opening):
    """A plan or strategy that was adopted on paper: its order, and both papers."""

    order_number = forms.CharField(label=lazy("Order number"), max_length=120)
    order_date = day(lazy("Date of the order"))
    issued_by = forms.CharField(
        label=lazy("Issued by"), max_length=160, min_length=3,
        help_text=lazy("The office or post that signed the order, for example “Deputy Commissioner, Ri Bhoi”."),
    )  # fmt: skip
    plan_paper = EvidenceField(label=lazy("The plan as it was adopted (PDF)"), help_text=lazy("At most 5 MB."))
    order_paper = EvidenceField(label=lazy("The order that adopted it (PDF)"), help_text=lazy("At most 5 MB."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_year", "last_year"):  # those of the paper; none is likelier than another
            field = self.fields[name]
            field.choices, field.initial = [("", _("Choose")), *field.choices], ""

    def clean_order_date(self):
        """Older than the committee's work here: since then a plan is approved and notified in this portal."""
        on, body = self.cleaned_data["order_date"], self.subject.body if self.subject else self.actor.body
        if on > clock.today():
            raise forms.ValidationError(_("The order is of a day that has not come yet."))
        since = works_here_since(body)
        if on >= since:
            raise forms.ValidationError(_(
                "The committee has worked in this portal since %(day)s. A plan adopted since then is approved and "
                "notified here; begin it as a new one."
            ) % {"day": date_format(since, "j M Y")})  # fmt: skip
        if financial_year(on) < FIRST_YEAR:
            raise forms.ValidationError(_("The order is older than the first export plans of districts."))
        return on

    def clean_plan_paper(self):
        return a_pdf(self.cleaned_data["plan_paper"], _("The plan has to be a PDF."))

    def clean_order_paper(self):
        return a_pdf(self.cleaned_data["order_paper"], _("The order has to be a PDF."))


class Correction(BringingIn):
    """The same again, as it is now; a paper that is not chosen anew stays."""

    def __init__(self, *args, subject: Any = None, **kwargs):
        super().__init__(*args, subject=subject, **kwargs)
        for name in ("plan_paper", "order_paper"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Only to put another one in its place.")
        if subject is None:
            return
        papers = subject.case.paper_adoption
        now = {name: getattr(papers, name) for name in ("order_number", "order_date", "issued_by")}
        now |= {"title": subject.case.title, "first_year": subject.first_year, "last_year": subject.last_year}
        for name, value in now.items():
            self.fields[name].initial = value


def a_pdf(upload, sentence: str):
    """An upload that is a PDF by its content, or the sentence as an error."""
    if upload and upload.sniffed != "application/pdf":
        raise forms.ValidationError(sentence)
    return upload
