"""Evidence is served to whoever sees its case, as a download, and never before the scanner found it clean."""

from http import HTTPStatus

import structlog
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.evidence import stored
from cases.models import Case, Evidence, EvidenceState

log = structlog.get_logger()

POLICY = "sandbox; default-src 'none'"


@login_required
@require_safe
def evidence(request, key):
    seen = Evidence.objects.filter(case__in=Case.objects.visible_to(request.actor))
    row = get_object_or_404(seen, key=key)
    if row.state == EvidenceState.QUARANTINED:
        return _unavailable(request, HTTPStatus.CONFLICT, _("The virus scan of this file is not over. Try again soon."))
    if row.state != EvidenceState.CLEAN:
        return _unavailable(request, HTTPStatus.GONE, _("The virus scan rejected this file; it is not given out."))
    try:
        file = stored(row)
    except OSError as problem:
        log.error("evidence_missing", evidence=str(row.key), problem=str(problem))
        return _unavailable(request, HTTPStatus.GONE, _("The file is not there any more. Tell the administrator."))
    response = FileResponse(file, as_attachment=True, filename=row.name, content_type=row.content_type)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _unavailable(request, status: int, message: str):
    return render(request, "cases/evidence_unavailable.html", {"message": message}, status=status)
