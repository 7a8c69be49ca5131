"""The problems of a table as its page and its file list them: alike ones in one line, and how many are not listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from trade.importer.problems import KEPT, sentence
from trade.models import Batch, RowProblem
from trade.money import whole

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
    rows = rows.annotate(count=Count("pk"), first=Min("pk"), row_no=Min("row"), rows=ArrayAgg("row", order_by="row"))
    return rows.order_by("severity", "row_no", "first")


def as_alike(groups: Iterable[dict]) -> list[Alike]:
    """The groups of a page as the page shows them; one query."""
    groups = list(groups)
    firsts = RowProblem.objects.in_bulk([group["first"] for group in groups])
    return [Alike(firsts[group["first"]], group["count"], group["rows"][:FIRST]) for group in groups]


def left_out(batch: Batch) -> str:
    """How often a problem came of which only the first are listed, a sentence for each; empty where all are."""
    return " ".join(_cut(column, {"total": whole(many), "listed": whole(KEPT)}) for column, many in batch.problems_cut)


def _cut(column: str, said: dict[str, str]) -> str:
    if not column:
        return _("%(total)s times; the first %(listed)s are listed.") % said
    return _("Column “%(column)s”: %(total)s times; the first %(listed)s are listed.") % {"column": column, **said}
