"""Imports: the list, a new one, one of them with its problems, and its revocation."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutions import roles
from trade.importer import actions
from trade.importer.layout import Layout, WrongFile, layout_of, layouts
from trade.importer.problems import sentence
from trade.importer.run import SameFile
from trade.models import Batch, BatchState
from trade.names.mapping import UNRESOLVED, unresolved
from trade.views.alike import as_alike, grouped, left_out
from trade.views.forms import Revoke, Upload
from workflow.cells import plain

PER_PAGE = 25
TONES = {"uploaded": "wait", "working": "info", "refused": "late", "applied": "good"}


def _face(batch: Batch, labels: dict[str, str]) -> dict[str, object]:
    return {"batch": batch, "kind": labels.get(batch.layout, batch.layout), "tone": TONES.get(batch.state, "ended")}


def _labels() -> dict[str, str]:
    return {layout.name: str(layout.label) for layout in layouts()}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Tables brought so far, newest first."""
    may_import = request.actor.may(roles.IMPORT)
    bring = actions.layouts_for(request.actor)
    if not bring and not may_import:
        raise PermissionDenied(_("Your post brings no tables."))
    rows = Batch.objects.visible_to(request.actor).select_related("uploaded_post__body")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    labels = _labels()
    context = {
        "nav": "imports",
        "page_obj": page,
        "rows": [_face(batch, labels) for batch in page.object_list],
        "may_bring": bool(bring),
        "may_map": may_import,
        "names": sum(unresolved(kind).count() for kind in UNRESOLVED) if may_import else 0,
    }
    return render(request, "trade/imports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First which kind of table, then the table; 422 keeps what was typed and the file that was sent."""
    bring = actions.layouts_for(request.actor)
    if not bring:
        raise PermissionDenied(_("Your post brings no tables."))
    name = request.POST.get("layout") or request.GET.get("layout", "")
    layout = next((one for one in bring if one.name == name), None)
    if layout is None:
        if name and any(one.name == name for one in layouts()):
            raise PermissionDenied(_("Your post does not bring tables of this kind."))
        return render(request, "trade/import_kinds.html", {"nav": "imports", "layouts": bring})
    if request.method != "POST":
        return _form(request, layout, Upload(layout, owner=request.user.pk))
    form = Upload(layout, request.POST, request.FILES, owner=request.user.pk)
    if not form.is_valid():
        return _form(request, layout, form, status=422)
    said = {key: form.cleaned_data[key] for key in ("source", "source_url", "licence", "as_of")}
    try:
        batch = actions.upload(
            by=request.actor, layout=layout, kept=form.kept, file_name=form.file_name, options=form.options, **said
        )
    except SameFile as same:
        messages.warning(request, str(same))
        return redirect("import", key=same.batch.key)
    return redirect("import", key=batch.key)


def _form(request: HttpRequest, layout: Layout, form: Upload, status: int = 200) -> HttpResponse:
    context = {"nav": "imports", "layout": layout, "form": form, "columns": layout.columns, "token": form.kept_token}
    return render(request, "trade/import_new.html", context, status=status)


@login_required
@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The headings of a kind of table, with an example row, as a CSV that spreadsheets read as UTF-8."""
    layout = next((one for one in actions.layouts_for(request.actor) if one.name == name), None)
    if layout is None:
        raise Http404
    headings = [column.name for column in layout.columns]
    headings += [key for row in layout.example for key in row if key not in headings]
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{layout.name}.csv"'
    writer = csv.writer(answer)
    writer.writerow(headings)
    writer.writerows([plain(row.get(heading, "")) for heading in headings] for row in layout.example)
    return answer


def _batch(request: HttpRequest, key: uuid.UUID) -> Batch:
    seen = Batch.objects.visible_to(request.actor)
    return get_object_or_404(
        seen.select_related("uploaded_post__body", "revoked_post__body", "superseded_by", "body"), key=key
    )


@login_required
@require_safe
def detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One import: how far it is, what is wrong, what it took the place of."""
    return _detail(request, _batch(request, key), Revoke())


def _detail(request: HttpRequest, batch: Batch, form: Revoke, status: int = 200) -> HttpResponse:
    page = Paginator(grouped(batch), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "imports",
        **_face(batch, _labels()),
        "facts": _facts(batch),
        "is_moving": batch.state in (BatchState.UPLOADED, BatchState.WORKING),
        "page_obj": page,
        "problems": as_alike(page.object_list),
        "left_out": left_out(batch),
        "slices": batch.slices.order_by("period", "level"),
        "supersedes": batch.supersedes.all(),
        "form": form if actions.may_revoke(request.actor, batch) else None,
    }
    return render(request, "trade/import.html", context, status=status)


def _facts(batch: Batch) -> list[tuple[str, object]]:
    asks = {ask.name: ask for ask in layout_of(batch.layout).asks}
    said = [
        (asks[name].label, dict(asks[name].choices).get(value, value))
        for name, value in batch.options.items()
        if name in asks
    ]
    return [
        (_("Source"), batch.source),
        (_("As of"), batch.as_of.isoformat()),
        *said,
        (_("File"), batch.file_name),
        (_("Sent by"), batch.uploaded_post or _("the portal")),
        (_("Rows taken"), batch.rows_taken if batch.state != BatchState.REFUSED else 0),
    ]


@login_required
@require_safe
def problems(request: HttpRequest, key: uuid.UUID) -> StreamingHttpResponse:
    """All problems that were kept, as CSV; the last row says how many more there are, if any.

    What a file smuggles in is text here.
    """
    batch = _batch(request, key)
    answer = StreamingHttpResponse(_lines(batch), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="problems-{batch.key}.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(batch: Batch) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(
        [_("Row"), _("Column"), _("What it says"), _("What is wrong"), _("Suggestion"), _("Severity")]
    )
    for one in batch.problems.order_by("row", "pk").iterator(chunk_size=2000):
        cells = (one.row, one.column, one.value, sentence(one), one.suggestion, one.get_severity_display())
        yield writer.writerow([plain(cell) for cell in cells])
    if said := left_out(batch):
        yield writer.writerow(["", "", "", plain(said), "", ""])


@login_required
@require_POST
def revoke(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a table back with a reason: 422 without one, 409 when it is not in force."""
    batch, form = _batch(request, key), Revoke(request.POST)
    if not actions.may_revoke(request.actor, batch) and batch.state not in (BatchState.APPLIED, BatchState.SUPERSEDED):
        messages.error(request, _("Only a table that was taken can be revoked."))
        return _detail(request, batch, form, status=409)
    if not form.is_valid():
        return _detail(request, batch, form, status=422)
    try:
        actions.revoke(by=request.actor, batch=batch, why=form.cleaned_data["why"])
    except WrongFile as wrong:
        messages.error(request, str(wrong))
        return _detail(request, batch, form, status=409)
    messages.success(request, _("The table is revoked; its figures are gone."))
    return redirect("import", key=batch.key)
