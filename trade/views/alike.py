"""The problems of a table as its page lists them: those that say the same of the same column in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, QuerySet

from trade.importer.problems import sentence
from trade.models import Batch, RowProblem

FIRST = 8  # rows named of problems that are alike


@dataclass(frozen=True)
class Alike:
    """Problems with one sentence: how many were kept, and in which rows the first of them are."""

    problem: RowProblem
    count: int
    rows: list[int]

    @property
    def sentence(self) -> str:
        return sentence(self.problem)

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def grouped(batch: Batch) -> QuerySet:
    """Errors first, then in the order of the file."""
    rows = batch.problems.order_by().values("severity", "column", "code", "value", "suggestion")
    rows = rows.annotate(count=Count("pk"), first=Min("pk"), row_no=Min("row"), rows=ArrayAgg("row", ordering="row"))
    return rows.order_by("severity", "row_no", "first")


def as_alike(groups: Iterable[dict]) -> list[Alike]:
    """The groups of a page as the page shows them; one query."""
    groups = list(groups)
    firsts = RowProblem.objects.in_bulk([group["first"] for group in groups])
    return [Alike(firsts[group["first"]], group["count"], group["rows"][:FIRST]) for group in groups]
