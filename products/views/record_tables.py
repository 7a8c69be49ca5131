"""The records of a product as tables to take away: what a reader sees on the pages, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import clock
from products.models import IdentifiedProduct, Opportunity, OpportunityKind, QualityRecord
from products.records.summary import MarketSteps, markets_of, quality_rows
from products.views.seen import login_for_what_is_not_public, published_or_seen
from workflow.cells import csv_file


@require_safe
@login_for_what_is_not_public
def quality(request: HttpRequest, handle: str) -> HttpResponse:
    """Samples, failures and rejections by year; withheld figures are withheld here too."""
    product, everything = published_or_seen(request, handle)
    rows = quality_rows(product, everything=everything)
    return csv_file(_name(product, "quality"), _quality(rows, everything=everything))


@require_safe
@login_for_what_is_not_public
def opportunities(request: HttpRequest, handle: str) -> HttpResponse:
    """Every step for those who look after the product, sums per market for everybody else."""
    product, everything = published_or_seen(request, handle)
    markets, steps = markets_of(product, everything=everything)
    return csv_file(_name(product, "opportunities"), _steps(steps) if everything else _markets(markets))


def _name(product: IdentifiedProduct, what: str) -> str:
    return f"{what}-{slugify(product.case.handle)}-{clock.today().isoformat()}"


def _quality(rows: list[QualityRecord], *, everything: bool) -> Iterator[list[object]]:
    inside = [_("Exporters"), _("Note")] if everything else []
    yield [
        _("Financial year"), _("Market"), _("Tested"), _("Failed"), _("Failure rate, %"), _("Consignments shipped"),
        _("Rejected at the border"), _("Source"), _("As of"), *inside,
    ]  # fmt: skip
    for row in rows:
        market = str(row.market or _("All markets together"))
        if row.is_withheld:
            yield [row.year_label, market, *[_("withheld")] * 6, row.as_of.isoformat()]
            continue
        more = [row.exporters, row.note] if everything else []
        yield [
            row.year_label, market, row.samples_tested, row.samples_failed, row.failure_rate, row.consignments,
            row.rejections, row.source, row.as_of.isoformat(), *more,
        ]  # fmt: skip


def _markets(rows: list[MarketSteps]) -> Iterator[list[object]]:
    yield [_("Market"), _("Existing or new"), *OpportunityKind.labels, _("Value, US dollars"), _("Latest step")]
    for row in rows:
        first = [str(row.market), _("existing market") if row.is_existing else _("new market")]
        if row.is_withheld:
            yield [*first, *[_("withheld")] * (len(OpportunityKind) + 2)]
        else:
            yield [*first, *row.cells, row.value_usd, row.last_on.isoformat()]


def _steps(steps: list[Opportunity]) -> Iterator[list[object]]:
    yield [
        _("Step"), _("Market"), _("Existing or new"), _("Date"), _("Value, US dollars"), _("Exporters"), _("Source"),
        _("As of"), _("Note"),
    ]  # fmt: skip
    for step in steps:
        where = _("existing market") if step.is_existing else _("new market")
        yield [
            step.get_kind_display(), str(step.market), where, step.happened_on.isoformat(), step.value_usd,
            step.exporters, step.source, step.as_of.isoformat(), step.note,
        ]  # fmt: skip
