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
    rows = rows.annotate(count=Count("pk"), first=Min("pk"), row_no=Min("row"), rows=ArrayAgg("row", ordering="row"))
    return rows.order_by("severity", "row_no", "first")


def as_alike(groups: Iterable[dict]) -> list[Alike]:
    """The groups of a page as the page shows them; one query."""
    groups = list(groups)
    firsts = RowProblem.objects.in_bulk([group["first"] for group in groups])
    return [Alike(firsts[group["first"]], group["count"], group["rows"][:FIRST]) for group in groups]


def left_out(batch: Batch) -> str:
    """How many problems there are where not all are listed, in a sentence; empty where all are.

    A batch keeps the first of each kind, and counts all together: the total of one kind is known where it alone has
    more than are kept.
    """
    kinds = list(batch.problems.order_by().values_list("column", "code").annotate(n=Count("pk")))
    listed = sum(count for *_kind, count in kinds)
    missing = batch.problem_count - listed
    if missing <= 0:
        return ""
    full = [(column, count) for column, _code, count in kinds if count >= KEPT]
    if len(full) != 1:
        return _("%(total)s problems; %(listed)s are listed: the first %(kept)s of each kind.") % {
            "total": whole(batch.problem_count), "listed": whole(listed), "kept": whole(KEPT),
        }  # fmt: skip
    column, count = full[0]
    said = {"column": column, "total": whole(count + missing), "listed": whole(count)}
    if not column:
        return _("%(total)s rows; the first %(listed)s are listed.") % said
    return _("Column “%(column)s”: %(total)s rows; the first %(listed)s are listed.") % said
