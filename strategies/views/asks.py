"""What a strategy asks of the Centre, by agency; to be read and to be taken away."""

from __future__ import annotations

import csv
import io

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import clock
from strategies.assembly.asks import Asked, asking, asks_of, table
from strategies.models import DocumentKind
from strategies.views.seen import document_seen, frame
from workflow.cells import plain

PER_PAGE = 40


@login_required
@require_safe
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """Agencies with what is asked of each in all, and the asks one by one (?agency=: of one agency)."""
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    everything = asks_of(asking(strategy), request.actor)
    chosen = request.GET.get("agency", "")[:48]
    shown = [group for group in everything if not chosen or group.agency.code == chosen]
    page = Paginator([(group.agency, one) for group in shown for one in group.asks], PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    context = frame(request, strategy, "strategy-asks") | {
        "agencies": everything,
        "chosen": chosen,
        "page_obj": page,
        "groups": _grouped(page.object_list),
    }
    return render(request, "strategies/asks.html", context)


def _grouped(rows: list) -> list[Asked]:
    groups: dict[int, Asked] = {}
    for agency, one in rows:
        groups.setdefault(agency.pk, Asked(agency, [])).asks.append(one)
    return list(groups.values())


@login_required
@require_safe
def as_csv(request: HttpRequest, handle: str) -> HttpResponse:
    """All asks as a table for spreadsheets; no cell is a formula."""
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    asked = asks_of(asking(strategy, request.GET.get("agency", "")[:48]), request.actor, with_districts=True)
    text = io.StringIO("\ufeff")  # so that spreadsheets read Hindi
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text)
    writer.writerow([
        _("Central agency"), _("Item"), _("Title"), _("What is asked"), _("Scheme"), _("Number of districts"),
        _("Districts"), _("Cost in the districts' plans (₹)"), _("Number of bottlenecks"), _("Bottlenecks"),
        _("Export at stake (₹ a year)"),
    ])  # fmt: skip
    for cells in table(asked):
        writer.writerow([plain(cell) for cell in cells])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"asks-{strategy.case.reference}-{clock.today().isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
