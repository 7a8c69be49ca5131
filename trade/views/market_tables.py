"""The tables of market access to take away: duties, measures and buyers of a code, each line with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geography.models import Country
from institutions import clock
from trade.access.duties import Duty, duties_of
from trade.access.measures import Rule, rules_of
from trade.access.sales import Sales, sales_of
from trade.views.market import code_of
from workflow.cells import csv_file

Rows = Iterator[list[object]]


@require_safe
def tariffs(request: HttpRequest, code: str, iso3: str = "") -> HttpResponse:
    """The duties on a code, subheading by subheading: of one market, or of all that were loaded."""
    found = code_of(code)
    importers = [_country(iso3)] if iso3 else None
    return csv_file(_name("tariffs", found.code, iso3), _tariffs(duties_of(found.code, importers=importers)))


@require_safe
def measures(request: HttpRequest, code: str, iso3: str) -> HttpResponse:
    """The non-tariff measures of a market that touch goods of India under a code."""
    found, country = code_of(code), _country(iso3)
    rules = rules_of(found.code, country)
    return csv_file(_name("measures", found.code, iso3), _measures(rules.all, rules.unclear))


@require_safe
def partners(request: HttpRequest, code: str) -> HttpResponse:
    """What India sells of a code by year, and to whom in the newest one."""
    found = code_of(code)
    return csv_file(_name("exports", found.code), _partners(sales_of(found.code)))


def _country(iso3: str) -> Country:
    return get_object_or_404(Country, iso3=iso3.upper()[:3])


def _name(what: str, code: str, iso3: str = "") -> str:
    return "-".join(part for part in (what, code, iso3.upper()[:3], clock.today().isoformat()) if part)


def _tariffs(duties: Iterable[Duty]) -> Rows:
    yield [
        _("Market"), _("HS code"), _("Edition"), _("Regime"), _("Agreement"), _("Year"), _("Lowest, %"),
        _("Average, %"), _("Highest, %"), _("National lines"), _("Lines by weight or number"), _("Source"), _("As of"),
    ]  # fmt: skip
    for duty in duties:
        for one in duty.tariffs:
            yield [
                str(one.importer), one.code, one.edition, one.get_regime_display(), one.agreement, one.year,
                one.lowest, one.average, one.highest, one.lines, one.specific_lines, one.batch.source,
                one.batch.as_of.isoformat(),
            ]  # fmt: skip


def _measures(rules: Iterable[Rule], unclear: Iterable[Rule]) -> Rows:
    yield [
        _("Code of the measure"), _("Kind"), _("As the source words it"), _("Whose goods"), _("Which part"),
        _("Only these codes below"), _("Agency"), _("Regulation"), _("In force since"), _("Meets goods of India"),
        _("Source"), _("As of"),
    ]  # fmt: skip
    for rule in [*rules, *unclear]:
        one = rule.measure
        yield [
            one.ntm, rule.name, one.text, one.affected, "; ".join(rule.parts), " ".join(rule.below), one.agency,
            one.regulation, one.implemented_on.isoformat() if one.implemented_on else "",
            _("yes") if one.met_by_india else _("not clear"), one.batch.source, one.batch.as_of.isoformat(),
        ]  # fmt: skip


def _partners(sales: Sales | None) -> Rows:
    yield [_("HS code"), _("Period"), _("Country"), _("US dollars"), _("Share"), _("Source"), _("As of")]
    if sales is None:
        return
    last = [sales.batch.source, sales.batch.as_of.isoformat()]
    for year in sales.years:
        yield [sales.code, year.period, _("All countries"), year.usd, "", *last]
    for partner in sales.partners:
        yield [sales.code, sales.newest.period, partner.name, partner.usd, round(partner.share, 4), *last]
