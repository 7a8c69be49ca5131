"""The interventions of a plan as a workbook: to take away, and to send back filled in."""

from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bottlenecks.imports import Unreadable
from products.views.downloads import XLSX
from strategies import editing
from strategies.interventions import imports, sheet
from strategies.interventions.choices import Choices
from strategies.models import DocumentKind
from strategies.versions.content import interventions_of
from strategies.views.seen import document_seen, frame
from workflow.errors import NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE


@require_safe
@login_required
def download(request: HttpRequest, handle: str) -> FileResponse:
    """All interventions; with ?template=1 the empty template. No cell is a formula."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    empty = bool(request.GET.get("template"))
    rows = [] if empty else interventions_of(plan.case)
    content = sheet.workbook(rows, Choices(plan, request.actor))
    name = "interventions.xlsx" if empty else f"interventions-{plan.case.handle}.xlsx"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, handle: str) -> HttpResponse:
    """Every row is checked; one wrong row and nothing is taken, with a line per error."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    context = frame(request, plan, "plan-interventions") | {"most": sheet.MOST_ROWS}
    try:
        editing.refuse_unless_writable(plan, request.actor)
        if request.method != "POST":
            return render(request, "strategies/interventions_import.html", context)
        if "sheet" not in request.FILES:
            raise Unreadable(_("Choose the file to upload."))
        done = imports.take(plan, request.FILES["sheet"], by=request.actor)
    except Unreadable as problem:
        context["problem"] = str(problem)
        return render(request, "strategies/interventions_import.html", context, status=UNPROCESSABLE)
    except NotNow:
        context["problem"] = _("The plan cannot be changed now. Nothing of the file was taken.")
        return render(request, "strategies/interventions_import.html", context, status=CONFLICT)
    if done.wrong:
        context["wrong"] = done.wrong
        return render(request, "strategies/interventions_import.html", context, status=UNPROCESSABLE)
    _say(request, done)
    return redirect("plan-interventions", handle=plan.case.handle)


def _say(request: HttpRequest, done: imports.Taken) -> None:
    if not done.added and not done.changed:
        messages.info(request, _("The plan says all of this already; nothing was changed."))
        return
    parts = [
        ngettext("%(n)s added", "%(n)s added", done.added) % {"n": done.added},
        ngettext("%(n)s changed", "%(n)s changed", done.changed) % {"n": done.changed},
        ngettext("%(n)s as before", "%(n)s as before", done.unchanged) % {"n": done.unchanged},
    ]
    messages.success(request, _("Taken: %(parts)s.") % {"parts": ", ".join(parts)})
