"""The interventions of a plan as a workbook: to take away, to fill in off-line, and to send back.

One sheet has the rows under headings in both languages, a second one what may be written into them. The column
“Edit” holds the state a row was taken away in: what colleagues changed since is merged, never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from strategies.interventions.choices import LANGUAGES, Choices
from strategies.interventions.forms import LABELS, LISTS, content_of_row
from strategies.interventions.write import DATES, FIGURES
from strategies.models import Delivery, EvidenceType, Intervention, Mechanism
from workflow.cells import plain

EXAMPLE = "EXAMPLE"
MOST_ROWS = 300
WIDE = ("title", "description", "ask", "owner", "scheme")
COLUMNS = {
    "code": lazy("Code"),
    "edited": lazy("Edit"),
    "title": lazy("Title"),
    "description": lazy("Description"),
    "mechanism": lazy("Mechanism"),
    "stage": lazy("Value-chain stage"),
    "category": lazy("Challenge sub-category"),
    "products": lazy("Products (references)"),
    "bottlenecks": lazy("Bottlenecks (references)"),
    "owner": lazy("Owner"),
    "starts_on": lazy("Starts on"),
    "due_on": lazy("Due on"),
    "amount": lazy("Amount (₹)"),
    "budget_head": lazy("Budget head"),
    "scheme": lazy("Scheme"),
    "scheme_share": lazy("Share asked of the scheme (per cent)"),
    "own_contribution": lazy("Own contribution (₹)"),
    "delivery": lazy("Delivery"),
    "investor": lazy("Investor"),
    "private_committed": lazy("Private money committed (₹)"),
    "private_spent": lazy("Private money spent (₹)"),
    "indicator": lazy("Indicator"),
    "unit": lazy("Unit"),
    "baseline": lazy("Baseline"),
    "target": lazy("Target"),
    "evidence_type": lazy("Shown by"),
    "asks_centre": lazy("Central agency"),
    "ask": lazy("What is asked of it"),
}


def headings() -> dict[str, str]:
    """field -> heading, in English and Hindi."""
    found: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for language in LANGUAGES:
        with override(language):
            for name, label in COLUMNS.items():
                found[name].append(str(label))
    return {name: " / ".join(dict.fromkeys(both)) for name, both in found.items()}


def allowed(choices: Choices) -> dict[str, list[str]]:
    """What may be written into each column that takes nothing else."""
    return {
        "mechanism": [str(label) for label in Mechanism.labels],
        "stage": [str(row) for row in choices.stages.values()],
        "category": [str(row) for row in choices.categories.values()],
        "products": [f"{key} · {row}" for key, row in choices.products.items()],
        "owner": list(choices.post_labels.values()),
        "scheme": [str(row) for row in choices.schemes.values()],
        "delivery": [str(label) for label in Delivery.labels],
        "evidence_type": [str(label) for label in EvidenceType.labels],
        "asks_centre": [str(row) for row in choices.agencies.values()],
    }


def workbook(rows: Iterable[Intervention], choices: Choices) -> bytes:
    """The workbook of some interventions; of none: the empty template, with one example that is left out again."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet("Allowed values")
    sheet.title = "Interventions"
    offered, names = allowed(choices), headings()
    sheet.append(list(names.values()))
    lines = [_cells(row, choices) for row in rows]
    for cells in lines or [_example(offered)]:
        sheet.append([cell if isinstance(cell, date | Decimal) else plain(cell) for cell in cells])
    lists.append([names[name] for name in offered])
    for number in range(max(map(len, offered.values()))):
        lists.append([plain(some[number]) if number < len(some) else "" for some in offered.values()])
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 42 if name in WIDE else 20
    for one in (sheet, lists):
        _head(one)
    sheet.freeze_panes = "D2"
    _offer(sheet, offered)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _cells(row: Intervention, choices: Choices) -> list[Any]:
    said = content_of_row(row) | {"code": row.code, "edited": Decimal(row.edited)}
    said["owner"] = choices.post_labels.get(said["owner"], str(row.owner or ""))
    for name, labels in LABELS.items():
        said[name] = str(labels(said[name]).label) if said[name] else ""
    for name, kept in (("stage", row.stage), ("category", row.category), ("scheme", row.scheme),
                       ("asks_centre", row.asks_centre)):  # fmt: skip
        said[name] = str(kept or "")
    for name in LISTS:
        said[name] = ", ".join(said[name])
    for name in FIGURES:
        said[name] = Decimal(said[name]) if said[name] else ""
    for name in DATES:
        said[name] = date.fromisoformat(said[name]) if said[name] else ""
    return [said[name] for name in COLUMNS]


def _example(offered: dict[str, list[str]]) -> list[Any]:
    said = {name: values[0] for name, values in offered.items() if values and name != "products"}
    said |= {
        "title": f"{EXAMPLE}: a laboratory that tests turmeric for residues", "starts_on": date(2026, 4, 1),
        "due_on": date(2027, 3, 31), "amount": Decimal(24_000_000), "indicator": "Samples tested in a year",
        "unit": "samples", "baseline": Decimal(0), "target": Decimal(1200),
    }  # fmt: skip
    return [said.get(name, "") for name in COLUMNS]


def _head(sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E4E7F2")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _offer(sheet: Any, offered: dict[str, list[str]]) -> None:
    """A drop-down list for the columns of fixed choices; references are several and are written."""
    columns = list(COLUMNS)
    for place, (name, values) in enumerate(offered.items(), start=1):
        if name == "products" or not values:
            continue
        source, column = get_column_letter(place), get_column_letter(columns.index(name) + 1)
        rule = DataValidation(
            type="list", formula1=f"'Allowed values'!${source}$2:${source}${len(values) + 1}", allow_blank=True
        )
        rule.showErrorMessage = False  # the portal says better what is wrong
        sheet.add_data_validation(rule)
        rule.add(f"{column}2:{column}{MOST_ROWS + 1}")
