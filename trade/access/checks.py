"""What the tables of market access have in common: countries, HS codes and dates as people write them, checked in SQL.

Table names and column names come from the code, never from a file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from geography.countries import countries_by_name
from geography.models import Country
from geography.names import name_key
from products.codes import EDITION, HS_CODE
from products.models import HSCode
from trade.importer.layout import Staged
from trade.importer.problems import add_sentences
from trade.models import Batch

SERIES_LENGTH = 200
DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")

add_sentences(
    {
        "unknown_market": _("No country is called “%(value)s”. Write its name or its three letters, such as USA."),
        "not_hs6": _("“%(value)s” is not an HS subheading. Write its six digits, such as 091030."),
        "other_edition": _(
            "“%(value)s” is not in HS 2022: it is of another edition. It is kept as written, and no page of a code of "
            "HS 2022 shows it."
        ),
    }
)


def cell(column: str) -> str:
    """SQL: a code without points and spaces, with the zero a spreadsheet took away."""
    bare = f"regexp_replace({column}, '[. ]', '', 'g')"
    return f"(CASE WHEN length({bare}) IN (1, 3, 5, 7) THEN '0' || {bare} ELSE {bare} END)"


def check_codes(staged: Staged, column: str, *, six: bool = False) -> None:
    """HS codes: well-formed (of six digits where asked), a lost zero put back and said, other editions said."""
    code = cell(column)
    wrong = f"{code} !~ %s" + (f" OR length({code}) <> 6" if six else "")
    staged.note_where(wrong, [HS_CODE], column=column, code="not_hs6" if six else "bad_hs")
    lost = f"{code} ~ '^0[0-9]+$' AND left({column}, 1) <> '0'"
    staged.note_where(f"{lost} AND length({code}) <= 8", column=column, code="hs_zero", suggestion=code, warning=True)
    if HSCode.objects.filter(edition=EDITION, level=6).exists():
        staged.note_where(
            f"{code} ~ %s AND NOT EXISTS (SELECT 1 FROM products_hscode WHERE edition = %s AND code = {code})",  # noqa: S608
            [HS_CODE, EDITION],
            column=column,
            code="other_edition",
            warning=True,
        )


def check_countries(staged: Staged, column: str, *, all_of_them: frozenset[str] = frozenset()) -> dict[str, int]:
    """Each written name of the column with its country's key; unknown ones are kept as errors.

    all_of_them: words, as `name_key` writes them, that stand for every country; they and an empty cell are left out.
    """
    staged.cursor.execute(f"SELECT DISTINCT {column} FROM {staged.table}")  # noqa: S608
    written = [name for (name,) in staged.cursor.fetchall()]
    known = countries_by_name()
    named = {name: known[name_key(name)].pk for name in written if name_key(name) in known}
    left = [name for name in written if name and name not in named and name_key(name) not in all_of_them]
    if left:
        staged.note_where(f"{column} = ANY(%s)", [left], column=column, code="unknown_market")
    return named


def codes_of(countries: Iterable[int]) -> list[str]:
    return sorted(Country.objects.filter(pk__in=countries).values_list("iso3", flat=True))


def series_of(batch: Batch, *parts: object) -> str:
    """The kind of table, its source and what it covers: a later table of the same series supersedes this one."""
    said = " · ".join([batch.layout, batch.source, *map(str, parts)])
    if len(said) <= SERIES_LENGTH:
        return said
    return f"{said[: SERIES_LENGTH - 17]} {hashlib.sha256(said.encode()).hexdigest()[:16]}"


def day_of(cell: str) -> date | None:
    """A date written 2025-03-31 or, day first, 31-03-2025; None where it is neither."""
    try:
        if found := DAY_FIRST.match(cell.strip()):
            return date(*(int(part) for part in reversed(found.groups())))
        return date.fromisoformat(cell.strip())
    except ValueError:
        return None


def by_batch_alone(batch: Batch) -> None:
    """Nothing to undo and nothing to bring back: these rows count while their batch is in force (ADR 0026)."""
