"""The register: what one may see, searched, sorted, page by page, and as CSV."""

import csv
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bottlenecks.models import Bottleneck, BottleneckQuerySet, Status
from bottlenecks.rows import rows_by_id
from bottlenecks.search import Search
from institutions import clock, roles

PER_PAGE = 25
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """The list; every filter and the order stand in the address."""
    search = Search(request.GET)
    found = search.narrow(Bottleneck.objects.visible_to(request.actor), post=request.actor.post)
    page = Paginator(found.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "nav": "bottlenecks",
        "search": search,
        "chips": search.chips(),
        "page_obj": page,
        "rows": rows_by_id(list(page.object_list)),
        "csv_url": f"{reverse('bottlenecks-csv')}?{query.urlencode()}",
        "may_report": request.actor.may(roles.REPORT),
        "filtered": any(value for name, value in request.GET.items() if name not in ("page", "sort")),
    }
    return render(request, "bottlenecks/list.html", context)


@login_required
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, all of it, as CSV in constant memory; no cell is a formula."""
    found = Search(request.GET).narrow(Bottleneck.objects.visible_to(request.actor), post=request.actor.post)
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bottlenecks-{clock.today().isoformat()}.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(found: BottleneckQuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(
        [
            _("Reference"), _("Title"), _("State"), _("District"), _("Area"), _("How bad"), _("Status"), _("Level"),
            _("With"), _("Logged on"),
        ]
    )  # fmt: skip
    for one in found.for_list().iterator(chunk_size=2000):
        case = one.case
        opened = clock.local_date(case.opened_at).isoformat() if case.opened_at else ""
        cells = [
            case.reference or "", case.title, case.state, case.district, one.area, one.get_severity_display(),
            Status(case.status).label, case.level, case.holder or "", opened,
        ]  # fmt: skip
        yield writer.writerow([_plain(str(cell)) for cell in cells])


def _plain(cell: str) -> str:
    """A cell that a spreadsheet shows and does not execute."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
