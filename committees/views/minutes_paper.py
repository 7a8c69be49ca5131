"""The minutes on paper and elsewhere: PDF, a page to print, a note for e-Office, and how each text came to be."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.paper.pdf import Unavailable, is_available
from cases.views import evidence
from committees.access import is_member
from committees.minutes import desk, document, pdf
from committees.minutes.sealing import errata_of, make_file
from committees.models import Meeting, MeetingStatus, Seal
from committees.views.minutes import readable


@login_required
@require_safe
def file(request: HttpRequest, handle: str, language: str) -> HttpResponse:
    """The PDF: the sealed file, made now if no worker came by yet; before confirmation a draft, never kept."""
    if language not in Seal.Language.values:
        raise Http404
    meeting = readable(request, handle)
    seal = meeting.seals.filter(language=language).first()
    try:
        if seal is not None:
            return evidence(request, make_file(seal).evidence.key)
        content = pdf.render_draft(meeting, language)
    except Unavailable:
        return redirect(reverse("minutes-print", args=[meeting.case.handle]) + f"?language={language}")
    name = f"{meeting.case.reference}-{language}-draft.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@login_required
@require_safe
def paper(request: HttpRequest, handle: str) -> HttpResponse:
    """The same document as a page that a browser prints."""
    meeting = readable(request, handle)
    language = request.GET.get("language") or get_language()
    if language not in Seal.Language.values:
        language = Seal.Language.ENGLISH
    context = _document(meeting, language) | {
        "on_screen": True,
        "meeting": meeting,
        "errata": errata_of(meeting),
        "can_make_pdf": is_available(),
        "languages": Seal.Language.choices,
    }
    with override(language):
        return render(request, "committees/minutes_print.html", context)


@login_required
@require_safe
def note(request: HttpRequest, handle: str) -> HttpResponse:
    """A plain text to paste into the e-Office file."""
    meeting = readable(request, handle)
    shown = _document(meeting, get_language() if get_language() in Seal.Language.values else Seal.Language.ENGLISH)
    text = desk.noting(shown, status=MeetingStatus(meeting.case.status).label)
    context = {
        "nav": "committees", "case": meeting.case, "meeting": meeting, "text": text,
        "rows": min(text.count("\n") + 4, 40),
    }  # fmt: skip
    return render(request, "committees/minutes_noting.html", context)


@login_required
@require_safe
def history(request: HttpRequest, handle: str) -> HttpResponse:
    """Every text that was saved, by item, the newest first; for those who sit on the committee."""
    meeting = readable(request, handle)
    if not is_member(request.actor, meeting.body):
        raise PermissionDenied(_("Earlier texts are for those who sit on the committee."))
    texts: dict[int, list] = {}
    for row in desk.revisions_of(meeting):
        texts.setdefault(row.item_id or 0, []).insert(0, row)
    sheets = [(sheet, texts[sheet.key]) for sheet in desk.sheets_of(meeting) if sheet.key in texts]
    context = {"nav": "committees", "case": meeting.case, "meeting": meeting, "sheets": sheets}
    return render(request, "committees/minutes_history.html", context)


def _document(meeting: Meeting, language: str) -> dict:
    """Sealed where it is, else as it would be now."""
    seal = meeting.seals.filter(language=language).first()
    return document.of_seal(seal) if seal else document.of_draft(meeting, language)
