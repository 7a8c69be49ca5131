"""What can be wrong with a row: one sentence per code, and the collector that keeps them within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trade.models import Batch, RowProblem, Severity

KEPT = 200  # of one column and code; all are counted

# code → what is wrong and what to do, for the person who wrote the row. %(value)s is what the cell says.
SENTENCES: dict[str, str | Promise] = {
    "ragged": _("The row has more or fewer cells than the table has headings."),
    "empty": _("The cell is empty. Fill it in."),
    "bad_number": _("“%(value)s” is not a number. Write digits, with a point for decimals."),
    "shortened_number": _("“%(value)s” was shortened by the spreadsheet. Show the whole number and save again."),
    "too_large": _("“%(value)s” is too large to be true."),
    "negative": _("A value of trade is never below zero."),
    "not_utf8": _("The file is not UTF-8; it was read as %(value)s. Check the names for wrong letters."),
    "bad_date": _("“%(value)s” is not a date. Write it as 2025-03-31."),
    "too_long": _("The text is too long."),
    "duplicate": _("This row repeats an earlier one. Keep one of them."),
    "bad_period": _("“%(value)s” is not a period. Write FY2025, CY2024 or 2025-03."),
    "period_not_over": _("The period was not over on the date of the table. Check the period and the date."),
    "unknown_state": _("No State or Union Territory is called “%(value)s”."),
    "unknown_district": _("No district of the State is called “%(value)s”. It is kept and can be mapped once by hand."),
    "unknown_country": _("No country is called “%(value)s”. It is kept and can be mapped once by hand."),
    "unknown_sector": _("No sector is called “%(value)s”."),
    "bad_hs": _("“%(value)s” is not an HS code: 2, 4, 6 or 8 digits."),
    "hs_zero": _("“%(value)s” lost the zero in front of it; it was put back."),
    "unknown_hs": _("The classification has no code “%(value)s”. It is kept and can be mapped once by hand."),
    "mixed_levels": _("Most rows have longer or shorter HS codes. Send one table for each length."),
    "total_row": _("This is a row of totals. Remove it, or everything counts twice."),
    "no_place": _("The place is not filled in. Write UNSPECIFIED where the source names no district."),
    "no_value": _("The row has no value."),
    "no_partner": _("The partner is not filled in. Write WORLD where the source names none."),
    "world_row": _("“%(value)s” is all partners together: figures are computed from the rows of single partners."),
    "empty_period": _("No row has a value of %(value)s; what is known of it stays."),
    "same_place": _("Two names of this table mean one district; their values are added: %(value)s"),
}


def add_sentences(sentences: Mapping[str, str | Promise]) -> None:
    """A layout's own codes; %(value)s, %(column)s and %(suggestion)s may stand in a sentence."""
    SENTENCES.update(sentences)


def sentence(problem: RowProblem) -> str:
    """What to tell the reader of a problem, in the reader's language."""
    known = SENTENCES.get(problem.code)
    said = str(known) if known else gettext("This cell cannot be taken: %(value)s")
    return said % {"value": problem.value, "column": problem.column, "suggestion": problem.suggestion}


class Problems:
    """The problems of one file: so many of each kind, and how many there were."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin again: the file is read once more, in another way."""
        self.kept: list[RowProblem] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        self.errors = 0

    @property
    def total(self) -> int:
        return self.counts.total()

    def room(self, column: str, code: str) -> int:
        return max(KEPT - self.counts[column, code], 0)

    def count(self, column: str, code: str, *, many: int = 1, warning: bool = False) -> None:
        self.counts[column, code] += many
        self.errors += 0 if warning else many

    def keep(
        self, row: int, column: str, code: str, value: str = "", suggestion: str = "", warning: bool = False
    ) -> None:
        self.kept.append(
            RowProblem(
                row=row,
                column=column[:80],
                code=code,
                value=(value or "")[:200],
                suggestion=(suggestion or "")[:200],
                severity=Severity.WARNING if warning else Severity.ERROR,
            )
        )

    def save(self, batch: Batch) -> None:
        """Write what was kept, in the order of the file."""
        for problem in self.kept:
            problem.batch = batch
        RowProblem.objects.bulk_create(sorted(self.kept, key=lambda problem: problem.row), batch_size=1000)
        batch.problem_count = self.total
        batch.problems_cut = [[column[:80], many] for (column, _code), many in self.counts.items() if many > KEPT]
