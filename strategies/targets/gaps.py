"""What a plan's targets still lack: its part of the check of completeness."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from strategies.gap import Gap
from strategies.life.years import in_words
from strategies.models import EXPORT_TARGETS
from strategies.versions.content import targets_of


def targets(case: Case) -> Iterator[Gap]:
    """At least one quantified target of exports; every target with a figure for each year of the plan [HBP 3.05]."""
    url = reverse("plan-targets", args=[case.handle])
    rows = list(targets_of(case))
    if not any(row.kind in EXPORT_TARGETS for row in rows):
        yield Gap(_("No target of the value or quantity of exports is set."), url, "targets")
    for row in rows:
        given = {one.year for one in row.years.all()}
        lacking = [year for year in years_of(case) if year not in given]
        if lacking:
            names = {"title": row.title, "years": ", ".join(in_words(year) for year in lacking)}
            yield Gap(_("“%(title)s” has no figure for %(years)s.") % names, url, row.part)


def years_of(case: Case) -> range:
    """The financial years of a document."""
    document = case.plan if case.kind == "plan" else case.strategy
    return range(document.first_year, document.last_year + 1)
