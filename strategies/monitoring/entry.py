"""Entering a quarter's progress: row by row, each correction a new numbered entry, nothing overwritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField, attach
from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies.life import who
from strategies.models import Adoption, Measure, Plan, Progress, Strategy
from strategies.monitoring.measures import standing
from strategies.monitoring.quarters import Quarter
from strategies.monitoring.rule import planned
from workflow.errors import NotNow


class FigureField(forms.DecimalField):
    """A figure, typed with or without commas."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(max_digits=20, decimal_places=4, required=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value.replace(",", "").replace(" ", "") if isinstance(value, str) else value)


class ProgressForm(forms.Form):
    """One row of a quarter: what was achieved so far, and where it differs from the default path, what was planned.

    seen: the number of the entry the writer had before them.
    """

    actual = FigureField(label=lazy("Achieved so far"))
    planned = FigureField(label=lazy("Planned until then"))
    note = forms.CharField(
        label=lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = EvidenceField(label=lazy("Evidence (PDF or photograph)"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, quarter: Quarter, **kwargs):
        self.quarter = quarter
        super().__init__(*args, **kwargs)

    def clean_actual(self):
        actual = self.cleaned_data["actual"]
        if actual is not None and self.quarter.starts_on > clock.today():
            raise forms.ValidationError(_("This quarter has not begun: only what is planned can be entered."))
        return actual


@dataclass
class Row:
    """A measure in one quarter: the last entry, what the default path says, and its form."""

    measure: Measure
    last: Progress | None
    form: ProgressForm | None = None
    saved: bool = False

    @property
    def default(self) -> Decimal | None:
        return self.measure.path

    @property
    def name(self) -> str:
        return f"m{self.measure.pk}"

    @property
    def initial(self) -> dict[str, Any]:
        if self.last is None:
            return {"seen": 0}
        said = {"actual": self.last.actual, "planned": self.last.planned, "note": self.last.note}
        return said | {"seen": self.last.number}


def may_enter(actor: Actor, document: Plan | Strategy) -> bool:
    """A writer of the committee whose document it is."""
    return who.a_writer(actor, document)


def rows_of(case: Case, quarter: Quarter) -> list[Row]:
    """What a quarter has to say of a document: interventions begun by then, and the targets of its year (two queries).

    Each measure has `path`, the default figure of the quarter.
    """
    due = Q(intervention__isnull=False) & (Q(first_quarter=None) | Q(first_quarter__lte=quarter.index))
    measures = Measure.objects.in_force().filter(due | Q(year=quarter.year), adoption__case=case)
    measures = measures.annotate(path=planned(Value(quarter.year), Value(quarter.number)))
    entries = Progress.objects.filter(case=case, year=quarter.year, quarter=quarter.number)
    last = {(one.intervention_id, one.target_id): one for one in entries.select_related("evidence").order_by("number")}
    return [Row(one, last.get((one.intervention_id, one.target_id))) for one in measures]


@transaction.atomic
def save_rows(
    *, by: Actor, document: Plan | Strategy, quarter: Quarter, data: Any, files: Any, only: str = ""
) -> list[Row]:
    """Save what was typed for a quarter: every row, or the one named; returns all rows, with the forms of those tried.

    data: the fields of `ProgressForm` with the row's name before them ("m12-actual"). A row that is not right keeps
    its form with the errors; the others are saved. What does not change a row makes no entry. A row somebody else
    wrote meanwhile is an error of that row, with what they wrote. Raises PermissionDenied (403), NotNow (409).
    """
    if not may_enter(by, document):
        raise PermissionDenied(_("Only those who write for the committee enter the progress of its document."))
    case = Case.objects.select_for_update().get(pk=document.pk)  # two at once take turns
    if not Adoption.objects.filter(case=case, ended_at=None).exists():
        raise NotNow(_("Progress is entered once the document is adopted."), case=case)
    rows = rows_of(case, quarter)
    changed = []
    for row in rows:
        if only and row.name != only:
            continue
        row.form = ProgressForm(data, files, prefix=row.name, quarter=quarter)
        if row.form.is_valid() and _is_new(row) and _is_free(row):
            _write(row, case, quarter, by)
            changed.append(row)
    _point_to_latest(changed)
    return rows


def _said(row: Row) -> dict[str, Any]:
    """What the form says; a planned figure that is that of the default path is none."""
    said = row.form.cleaned_data
    planned_ = said["planned"] if said["planned"] != row.default else None
    return {"actual": said["actual"], "planned": planned_, "note": said["note"]}


def _is_new(row: Row) -> bool:
    said, last, upload = _said(row), row.last, row.form.cleaned_data["evidence"]
    if upload and not (last and last.evidence and last.evidence.sha256 == _sha256(upload)):
        return True
    before = {name: getattr(last, name) for name in said} if last else {"actual": None, "planned": None, "note": ""}
    return said != before


def _is_free(row: Row) -> bool:
    """Nobody wrote the row since its writer read it; else an error says what they wrote, and a second save holds."""
    number = row.last.number if row.last else 0
    if number == (row.form.cleaned_data["seen"] or 0):
        return True
    sentence = _("Meanwhile %(who)s entered %(figure)s. Save again if yours is right.")
    figure = "–" if row.last is None or row.last.actual is None else f"{row.last.actual.normalize():f}"
    row.form.add_error(None, sentence % {"who": row.last.by_post if row.last else "–", "figure": figure})
    row.form.data = row.form.data.copy()
    row.form.data[row.form.add_prefix("seen")] = str(number)
    return False


def _write(row: Row, case: Case, quarter: Quarter, by: Actor) -> None:
    upload, last, measure = row.form.cleaned_data["evidence"], row.last, row.measure
    paper = attach(case=case, event=None, upload=upload, by=by) if upload else (last and last.evidence)
    row.last = Progress.objects.create(
        case=case, intervention_id=measure.intervention_id, target_id=measure.target_id, year=quarter.year,
        quarter=quarter.number, evidence=paper, number=last.number + 1 if last else 1, by_post=by.post,
        by_user=by.user, at=clock.now(), **_said(row),
    )  # fmt: skip
    row.saved = True


def _point_to_latest(rows: list[Row]) -> None:
    """Each measure points to the entry that counts now: of the last quarter with a figure."""
    if not rows:
        return
    things = Q(intervention__in=[row.measure.intervention_id for row in rows if row.measure.intervention_id])
    things |= Q(target__in=[row.measure.target_id for row in rows if row.measure.target_id])
    latest: dict[tuple, Progress] = {}
    for entry in standing(Progress.objects.filter(things)):
        latest[entry.intervention_id, entry.target_id, entry.year if entry.target_id else None] = entry
    for row in rows:
        one = row.measure
        one.latest = latest.get((one.intervention_id, one.target_id, one.year))
    Measure.objects.bulk_update([row.measure for row in rows], ["latest"])


def _sha256(upload) -> str:
    upload.seek(0)
    found = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    return found
