"""The Excel way in: download the template, fill it in off-line, upload it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bottlenecks import imports
from bottlenecks.actions import districts_reportable_by

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def template(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(imports.template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="bottlenecks.xlsx"'
    return answer


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Upload: every row is checked; one wrong row and nothing is taken, with a line per error."""
    reportable = districts_reportable_by(request.actor).select_related("state").order_by("name")
    if not reportable.exists():
        raise PermissionDenied(_("Only a district's committee, or the State's committee for it, logs a bottleneck."))
    if request.method != "POST":
        return _page(request, reportable)
    chosen = request.POST.get("district", "")
    district = get_object_or_404(reportable, lgd_code=chosen[:8]) if chosen else None
    if district is None and len(reportable[:2]) == 1:
        district = reportable[0]
    upload = request.FILES.get("sheet")
    if upload is None or district is None:
        sentence = _("Choose the district.") if upload else _("Choose the file to upload.")
        return _page(request, reportable, problem=sentence, status=422)
    try:
        rows, digest = imports.read(upload)
    except imports.Unreadable as problem:
        return _page(request, reportable, problem=str(problem), status=422)
    wrong = [row for row in rows if row.errors]
    if wrong:
        return _page(request, reportable, wrong=wrong, total=len(rows), status=422)
    case, repeated = imports.take(by=request.actor, district=district, rows=rows, digest=digest)
    if repeated:
        messages.warning(
            request,
            _("This file was already imported; nothing was added. It began with %(reference)s.")
            % {"reference": case.reference},
        )
    else:
        sentence = ngettext("%(n)s bottleneck logged.", "%(n)s bottlenecks logged.", len(rows)) % {"n": len(rows)}
        messages.success(request, sentence)
    return redirect("bottlenecks")


def _page(request: HttpRequest, reportable, *, problem="", wrong=(), total=0, status=200) -> HttpResponse:
    context = {
        "nav": "bottleneck-new",
        "districts": reportable if len(reportable[:2]) > 1 else [],
        "district": reportable[0],
        "chosen": request.POST.get("district", ""),
        "problem": problem,
        "wrong": wrong,
        "total": total,
        "most": imports.MOST_ROWS,
    }
    return render(request, "bottlenecks/import.html", context, status=status)
