"""Interventions from a workbook: every row is checked before any is taken, and the same file changes nothing twice.

A row with a code changes that intervention, on the state it was taken away in; a row without one adds one.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bottlenecks.imports import LARGEST_FILE, Unreadable, refuse_bombs
from institutions.actors import Actor
from strategies.editing import plain as kept_text
from strategies.interventions.choices import Choices, labels_of, names_of, nearest
from strategies.interventions.forms import CODED, LABELS, InterventionForm
from strategies.interventions.sheet import COLUMNS, EXAMPLE, MOST_ROWS, headings
from strategies.interventions.words import in_words
from strategies.interventions.write import DATES, FIGURES, Clash, add, change, locked
from strategies.models import Edit, Intervention, Plan
from trade.importer.layout import WrongFile
from trade.importer.xlsx import XlsxFile
from workflow.cells import FORMULAS
from workflow.errors import Invalid, NotNow

PARTS = re.compile(r"[,;\n]+")
INDIAN_DAY = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, and what would be right where the portal has an idea."""

    column: str
    reason: str
    suggestion: str = ""


@dataclass
class Row:
    """One row of the sheet: its number there, its fields, and what is wrong with it."""

    number: int
    code: str
    base: str
    data: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, reason: str, suggestion: str = "") -> None:
        self.problems.append(Problem(str(COLUMNS.get(name, "")) or _("Row"), reason, suggestion))


@dataclass
class Taken:
    """What became of a file: nothing at all where a row is wrong."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: list[Row] = field(default_factory=list)


class _Refused(Exception):
    """Undo what was written of the file."""


def take(plan: Plan, upload: Any, *, by: Actor) -> Taken:
    """Take a workbook in, all of it or nothing.

    Raises Unreadable for what is no such workbook, PermissionDenied (403) and NotNow (409) for a plan that cannot be
    written now.
    """
    choices = Choices(plan, by)
    rows = read(upload, choices)
    done = Taken(wrong=[row for row in rows if row.problems])
    if done.wrong:
        return done
    try:
        with transaction.atomic():
            held = locked(plan, by)
            _write(held, rows, choices, by, done)
            done.wrong = [row for row in rows if row.problems]
            if done.wrong:
                raise _Refused
    except _Refused:
        pass
    return done


def read(upload: Any, choices: Choices) -> list[Row]:
    """The rows of the first sheet, each with what is wrong in it by itself."""
    lines = _lines(upload)
    places = _places(lines[0][1])
    known = {name: names_of(getattr(choices, rows)) for name, rows in CODED.items()}
    known |= {name: labels_of(labels.choices) for name, labels in LABELS.items()}
    rows = [_row(number, cells, places, choices, known) for number, cells in lines[1:]]
    rows = [row for row in rows if row.code or not row.data["title"].upper().startswith(EXAMPLE)]
    if not rows:
        raise Unreadable(_("The sheet has no row to take below its headings."))
    seen: dict[str, int] = {}
    for row in rows:
        if row.code and row.code in seen:
            row.wrong("code", _("%(code)s stands in row %(row)s already.") % {"code": row.code, "row": seen[row.code]})
        seen.setdefault(row.code, row.number)
    return rows


def _lines(upload: Any) -> list[tuple[int, list[str]]]:
    content = upload.read(LARGEST_FILE + 1)
    refuse_bombs(content)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as held:
        held.write(content)
        held.flush()
        try:
            lines = []
            for number, cells in XlsxFile(Path(held.name)).rows():
                lines.append((number, cells))
                if len(lines) > MOST_ROWS + 1:
                    raise Unreadable(_("The sheet has more than %(most)s rows. Split it.") % {"most": MOST_ROWS})
        except WrongFile as wrong:
            raise Unreadable(str(wrong)) from wrong
    if not lines:
        raise Unreadable(_("The first sheet is empty. Start from the template."))
    return lines


def _places(head: list[str]) -> dict[str, int]:
    """Where each field stands, by its heading in either language."""
    texts = [cell.strip().casefold() for cell in head]
    found: dict[str, int] = {}
    for name, heading in headings().items():
        accepted = {name, heading.casefold(), *(part.strip().casefold() for part in heading.split(" / "))}
        for place, text in enumerate(texts):
            if text in accepted:
                found.setdefault(name, place)
    missing = [str(label) for name, label in COLUMNS.items() if name not in found]
    if missing:
        raise Unreadable(
            _("These columns are missing: %(names)s. Start from the template.") % {"names": ", ".join(missing)}
        )
    return found


def _row(
    number: int, cells: list[str], places: dict[str, int], choices: Choices, known: dict[str, dict[str, str]]
) -> Row:
    said = {name: _text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
    row = Row(number, code=said.pop("code").upper(), base=said.pop("edited"), data=said)
    for name, names in known.items():
        said[name] = _key(row, name, names)
    for name in FIGURES:
        said[name] = re.sub(r"[₹,\s]", "", said[name])
    said["products"] = [_reference(part) for part in PARTS.split(said["products"]) if part.strip()]
    for one in said["products"]:
        if one not in choices.products:
            reason = _("%(reference)s is no product of the district that a plan can name.") % {"reference": one[:40]}
            row.wrong("products", reason, nearest(one, choices.products))
    for name in DATES:
        if found := INDIAN_DAY.match(said[name]):
            said[name] = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    kept = said["scheme"] if row.code else ""  # of a row that is changed, `change` knows the scheme it has
    form = InterventionForm(said, choices=choices, kept_scheme=kept)
    told = {problem.column for problem in row.problems}
    for name, sentences in form.errors.items():
        if str(COLUMNS.get(name, "")) not in told:
            for sentence in sentences:
                row.wrong(name, sentence)
    return row


def _text(cell: str) -> str:
    """What was written, less the apostrophe the download put before what looked like a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULAS) else text


def _key(row: Row, name: str, known: dict[str, str]) -> str:
    """The key of a choice written by code or by name; what is unknown is a problem of the row."""
    text = row.data[name]
    if not text:
        return ""
    key = known.get(text.casefold())
    if key is None:
        reason = _("“%(text)s” is not one of the allowed values.") % {"text": text[:80]}
        row.wrong(name, reason, nearest(text, known))
        return ""
    return key


def _reference(part: str) -> str:
    return part.split(" · ")[0].strip().upper()


# Writing --------------------------------------------------------------------------------------------------------------


def _write(plan: Plan, rows: list[Row], choices: Choices, by: Actor, done: Taken) -> None:
    known = {row.code: row for row in Intervention.objects.filter(plan=plan).select_related("plan__case")}
    entered = _as_entered(plan)
    for row in rows:
        try:
            if row.code:
                _change(row, known, choices, by, done)
            else:
                _add(plan, row, entered, choices, by, done)
        except Invalid as refused:
            for name, sentences in refused.form.errors.items():
                for sentence in sentences:
                    row.wrong(name, sentence)
        except NotNow as refused:
            row.wrong("code", refused.message)
        except Clash as clash:
            _tell(row, clash, choices)


def _as_entered(plan: Plan) -> list[dict[str, Any]]:
    """What each intervention said when it was entered: a row that says the same was taken before."""
    rows = Edit.objects.filter(case=plan.pk, part__startswith="intervention:", number=1)
    return list(rows.values_list("content", flat=True))


def _change(row: Row, known: dict[str, Intervention], choices: Choices, by: Actor, done: Taken) -> None:
    kept = known.get(row.code)
    if kept is None:
        reason = _("The plan has no intervention %(code)s. Leave the code empty to add one.") % {"code": row.code[:20]}
        row.wrong("code", reason, nearest(row.code, known))
        return
    if not row.base.isdigit():
        row.wrong("edited", _("It is empty: download the sheet again, so that nobody’s changes are lost."))
        return
    _kept, saved = change(kept, row.data, base=int(row.base), by=by, choices=choices)
    done.changed += saved.number != kept.edited
    done.unchanged += saved.number == kept.edited


def _add(plan: Plan, row: Row, entered: list, choices: Choices, by: Actor, done: Taken) -> None:
    form = InterventionForm(row.data, choices=choices)
    if form.is_valid() and kept_text(form.content()) in entered:
        done.unchanged += 1
        return
    made = add(plan, row.data, by=by, choices=choices)
    entered.append(kept_text(form.content()))
    done.added += bool(made.pk)


def _tell(row: Row, clash: Clash, choices: Choices) -> None:
    """A colleague changed the same cells since the sheet was taken away."""
    for name in clash.conflict.clashes:
        theirs = in_words(name, clash.conflict.theirs.get(name, ""), choices)
        reason = _("%(post)s changed this after you downloaded the sheet. It says now: “%(text)s”.")
        row.wrong(name, reason % {"post": clash.conflict.by.by_post, "text": theirs[:200]})
