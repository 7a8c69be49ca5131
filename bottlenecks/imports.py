"""Many bottlenecks from one Excel sheet: every row is checked before any is taken, and the same file counts once."""

import hashlib
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bottlenecks.actions import report
from bottlenecks.facts import Details
from bottlenecks.models import Area, Bottleneck, Category, ChainStage, Severity
from cases.models import Case, Receipt
from cases.receipts import once
from geography.models import District
from institutions.actors import Actor
from workflow.engine import perform

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 500
MOST_LINES = 20_000  # with empty ones between; a longer sheet is refused, never cut off in silence
EXAMPLE = "EXAMPLE"

COLUMNS = {  # field -> heading; the heading in both languages stands in the sheet
    "title": lazy("What is the bottleneck?"),
    "area": lazy("Area"),
    "affected": lazy("Who is hit?"),
    "severity": lazy("How bad is it?"),
    "category": lazy("Sub-category"),
    "description": lazy("What happens, since when, what was tried?"),
    "hs_codes": lazy("HS codes of the products"),
    "stage": lazy("Stage of the value chain"),
    "exporters_affected": lazy("Exporters affected"),
    "rupees_at_stake": lazy("₹ at stake in a year"),
    "stake_basis": lazy("How that figure was reached"),
    "noticed_on": lazy("First noticed on"),
}
CHOSEN_BY_NAME: dict[str, type[models.Model]] = {"area": Area, "category": Category, "stage": ChainStage}
SAMPLE = {
    "title": f"{EXAMPLE}: no laboratory within 400 km tests turmeric for residues",
    "affected": "About 300 growers and 9 exporters",
    "hs_codes": "0910",
    "noticed_on": "2025-11-03",
}


class Unreadable(Exception):
    """The file cannot be taken at all; the message is a sentence for its sender."""


@dataclass
class Row:
    """One row of the sheet: its number there, what it says by field, and its errors as (heading, sentence)."""

    number: int
    data: dict[str, Any]
    errors: list[tuple[str, str]] = field(default_factory=list)


def template() -> bytes:
    """The empty sheet: headings in English and Hindi, lists to choose from, one example that is skipped."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Bottlenecks"
    lists = book.create_sheet("Lists")
    sheet.append(list(_headings().values()))
    sample = SAMPLE | {name: _first_name(model) for name, model in CHOSEN_BY_NAME.items()}
    sample["severity"] = str(Severity.HIGH.label)
    sheet.append([sample.get(name, "") for name in COLUMNS])
    for number, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(number)
        cell = sheet[f"{letter}1"]
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E4E7F2")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = 40 if name in ("title", "description") else 24
        _offer(sheet, lists, name, letter)
    sheet.freeze_panes = "A2"
    lists.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(upload) -> tuple[list[Row], str]:
    """(rows, hash of the file), every row checked; Unreadable when the file is not the template."""
    content = upload.read(LARGEST_FILE + 1)
    refuse_bombs(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(max_row=MOST_LINES + 1, max_col=40, values_only=True))
    except Exception:
        raise Unreadable(
            _("This file cannot be read as an Excel sheet (.xlsx). Download the template and fill it in.")
        ) from None
    places = _places(lines[0] if lines else ())
    rows = [_row(number, line, places) for number, line in enumerate(lines[1:], start=2) if _filled(line)]
    rows = [row for row in rows if not str(row.data.get("title", "")).upper().startswith(EXAMPLE)]
    if not rows:
        raise Unreadable(_("The sheet has no row to import below its headings."))
    if len(rows) > MOST_ROWS or len(lines) > MOST_LINES:
        raise Unreadable(_("The sheet has more than %(most)s rows. Split it.") % {"most": MOST_ROWS})
    for row in rows:
        _check(row)
    return rows, hashlib.sha256(content).hexdigest()


def take(*, by: Actor, district: District, rows: list[Row], digest: str) -> tuple[Case, bool]:
    """Log every row, all or none: (the first one's case, whether this file was already taken).

    A row with a date is kept as reported: its clock starts today and nothing is sent back in time.
    """

    def log_all() -> Case:
        logged = [_log(by, district, row) for row in rows]
        return logged[0].case

    token = f"xlsx-{district.lgd_code}-{digest}"
    by_a_colleague = Receipt.objects.filter(token=token, verb="import").select_related("case").first()
    if by_a_colleague:
        return by_a_colleague.case, True
    return once(by=by, token=token, verb="import", print_=digest, operation=log_all)


def _log(by: Actor, district: District, row: Row) -> Bottleneck:
    made = report(by=by, district=district, data=row.data, historical=bool(row.data.get("noticed_on")))
    return perform(made.case, "describe", by=by, data=row.data).subject


def _headings() -> dict[str, str]:
    headings = {}
    for name, label in COLUMNS.items():
        both = []
        for language in ("en", "hi"):
            with override(language):
                both.append(str(label))
        headings[name] = " / ".join(dict.fromkeys(both))
    return headings


def _offer(sheet, lists, name: str, letter: str) -> None:
    """A drop-down list for a column of fixed choices."""
    if name == "severity":
        choices = [str(label) for label in Severity.labels]
    elif name in CHOSEN_BY_NAME:
        choices = [str(row) for row in CHOSEN_BY_NAME[name].objects.filter(retired_on=None)]
    else:
        return
    for number, choice in enumerate(choices, start=1):
        lists[f"{letter}{number}"] = choice
    rule = DataValidation(type="list", formula1=f"Lists!${letter}$1:${letter}${len(choices)}", allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{MOST_ROWS + 2}")


def _first_name(model: type[models.Model]) -> str:
    first = model.objects.filter(retired_on=None).first()
    return str(first) if first else ""


def refuse_bombs(content: bytes) -> None:
    """Refuse a workbook that is too large, none at all, or would unpack to far more than such a sheet holds."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 5 MB. Split it."))
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise Unreadable(_("This file is not an Excel sheet (.xlsx).")) from None
    if unpacked > LARGEST_UNPACKED:
        raise Unreadable(_("The file unpacks to far more than a sheet of this kind holds; it was not opened."))


def _places(head: tuple) -> dict[str, int]:
    """Where each field stands, by its heading in either language."""
    found = {}
    texts = [str(cell or "").strip().casefold() for cell in head]
    for name, heading in _headings().items():
        accepted = {heading.casefold(), *(part.strip().casefold() for part in heading.split(" / ")), name}
        for place, text in enumerate(texts):
            if text in accepted:
                found.setdefault(name, place)
    missing = [str(COLUMNS[name]) for name in ("title", "area", "affected", "severity") if name not in found]
    if missing:
        raise Unreadable(
            _("These columns are missing: %(names)s. Start from the template.") % {"names": ", ".join(missing)}
        )
    return found


def _filled(line: tuple) -> bool:
    return any(cell not in (None, "") for cell in line)


def _row(number: int, line: tuple, places: dict[str, int]) -> Row:
    data = {name: _text(line[place]) for name, place in places.items() if place < len(line)}
    for name, model in CHOSEN_BY_NAME.items():
        if data.get(name):
            data[name] = _code_of(model, data[name])
    labels = {str(value).casefold(): value for value in Severity.values}
    for language in ("en", "hi"):
        with override(language):
            labels |= {str(choice.label).casefold(): choice.value for choice in Severity}
    data["severity"] = labels.get(str(data.get("severity", "")).casefold(), data.get("severity", ""))
    return Row(number, data)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _code_of(model: type[models.Model], text: str) -> str:
    """The code behind a code or a name in either language; an unknown text stays, for the form to refuse."""
    for row in model.objects.filter(retired_on=None):
        names = {row.code, row.name, row.name_hi, f"{row.code} {row.name}", f"{row.code} {row.name_hi}"}
        if text.casefold() in {name.casefold() for name in names if name}:
            return row.code
    return text


def _check(row: Row) -> None:
    form = Details(row.data)
    if form.is_valid():
        return
    for name, sentences in form.errors.items():
        heading = str(COLUMNS.get(name, "")) or _("Row")
        row.errors += [(heading, sentence) for sentence in sentences]
