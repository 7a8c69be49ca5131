"""Small tables of market access for the tests, taken through the importer like any other file."""

import csv
from datetime import date
from itertools import count
from pathlib import Path

from django.conf import settings

from geography.countries import load_countries
from products.models import HSCode
from trade.access.classification import load_chapters
from trade.importer.run import take_file
from trade.layouts import ntm, requirements, tariffs  # noqa: F401  (registered by being imported)
from trade.models import Batch

numbers = count(1)
TARIFF = {
    "importer": "USA", "partner": "IND", "regime": "MFN", "year": "2025", "hs6": "091030", "lines": "2",
    "avg_pct": "1.5", "min_pct": "0", "max_pct": "3", "duty_free_lines": "1", "specific_lines": "0",
}  # fmt: skip
MEASURE = {
    "measure_id": "1", "importer": "USA", "affected": "World", "ntm_code": "A21", "ntm_description": "Residue limits",
    "measure": "Residues of 40 substances are limited.", "product": "Spices", "agency": "Food agency",
    "regulation": "Title 21", "symbol": "21 CFR", "implemented": "15-03-2012", "objective": "Health",
}  # fmt: skip
REQUIREMENT = {
    "hs6": "091030", "market": "USA", "kind": "limit", "sentence": "Lead in turmeric stays below", "limit": "2",
    "unit": "mg/kg", "source": "Import alert 99-21", "source_date": "2025-01-31",
}  # fmt: skip


def world() -> None:
    """Countries, the chapters of measures, and three codes of the classification."""
    load_countries()
    load_chapters()
    made: dict[str, HSCode] = {}
    for code, text in (("09", "Coffee, tea, spices"), ("0910", "Ginger, saffron, turmeric"), ("091030", "Turmeric")):
        made[code] = HSCode.objects.create(
            edition="HS2022", code=code, level=len(code), description=text, source="Test", parent=made.get(code[:-2])
        )


def write(folder: Path, rows: list[dict]) -> Path:
    path = folder / f"table-{next(numbers)}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(folder: Path, layout: str, rows: list[dict], *, source: str = "Test source") -> Batch:
    """A table of these rows, taken in; applied or refused."""
    return take_file(write(folder, rows), layout=layout, source=source, as_of=date(2025, 6, 30))


def problems(batch: Batch) -> set[tuple[int, str, str]]:
    """(row, column, code) of every problem kept."""
    return set(batch.problems.values_list("row", "column", "code"))


def pack(name: str) -> Path | None:
    """A file of the operator's data pack, where there is one."""
    path = Path(settings.DATA_PACK or "/nowhere") / name
    return path if path.exists() else None
