"""The policy brief's figures, open to all: as published, as computed, and why they differ; and the same as a file."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import clock
from trade.brief import charts
from trade.brief.computed import Loaded
from trade.brief.rows import rows, sections
from trade.indicators import read
from workflow.cells import plain


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The table, the drawings, and where everything comes from."""
    loaded = Loaded()
    found = rows(loaded)
    slice = loaded.any
    context = {
        "nav": "brief",
        "sections": sections(found),
        "computed": sum(bool(row.computed.value) for row in found),
        "all": len(found),
        "source": read.source_of(slice, read.TOTAL) if slice else None,
        "named": read.source_of(slice) if slice else None,
        "curve": charts.curve(loaded),
        "groups": charts.broad_sectors(loaded),
        "lines_of": charts.lines_in_words(loaded),
        "origin": read.ORIGIN,
    }
    return render(request, "trade/brief.html", context)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV; no cell of it is a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="brief-{clock.today().isoformat()}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([
        _("Figure"), _("Published"), _("Year"), _("Source of the published figure"), _("Computed"),
        _("Source of the computed figure"), _("Compared"), _("Why they differ, or what is missing"),
    ])  # fmt: skip
    for row in rows():
        told, found = row.published, row.computed
        value = f"{found.value}; {found.also}" if found.also else found.value
        cells = [told.sentence, told.shown, told.year, told.source, value, found.source, row.verdict[1], found.why]
        writer.writerow([plain(cell) for cell in cells])
    return answer
