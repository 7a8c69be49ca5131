"""The list of identified products as a table to take away: CSV and XLSX, no cell of which is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from institutions import clock
from products.identified.public import own_face, public_face
from products.search import Search
from workflow.cells import plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    def write(self, line: str) -> str:
        return line


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All rows that fit the filters, in constant memory."""
    writer = csv.writer(_Echo())
    lines = (writer.writerow(cells) for cells in _table(request))
    answer = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="products-{clock.today().isoformat()}.csv"'
    return answer


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"  # so that spreadsheets read Hindi
    yield from lines


@require_safe
def as_xlsx(request: HttpRequest) -> FileResponse:
    """The same rows as a workbook; codes are text, "0303" stays "0303"."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Products")[:31])
    for cells in _table(request):
        sheet.append(cells)
    held = io.BytesIO()
    book.save(held)
    held.seek(0)
    name = f"products-{clock.today().isoformat()}.xlsx"
    return FileResponse(held, as_attachment=True, filename=name, content_type=XLSX)


def _table(request: HttpRequest) -> Iterator[list[str]]:
    search = Search(request.GET, actor=request.actor)
    face = public_face if search.is_public else own_face
    yield [
        _("Reference"), _("Product"), _("State"), _("District"), _("LGD code"), _("Goods or service"), _("Status"),
        _("HS codes"), _("Suggested, unconfirmed"), _("ODOP"), _("GI number"), _("List"),
    ]  # fmt: skip
    for product in search.rows().iterator(chunk_size=1000):
        one = face(product)
        cells = [
            one.reference, one.name, str(product.case.state), str(one.district), one.district.lgd_code, one.kind_label,
            str(one.status_label), " ".join(one.codes), " ".join(one.pending), _("yes") if one.is_odop else "", one.gi,
            one.listed_in,
        ]  # fmt: skip
        yield [plain(cell) for cell in cells]
