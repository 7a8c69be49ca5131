"""Comments on a document: made, settled, opened again; open ones first."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import drafts
from cases.receipts import TokenReused
from products.views.records import keeps_what_is_typed
from strategies import comments as rules
from strategies.models import Comment, Plan, Strategy
from strategies.unread import note_opened
from strategies.views.seen import document_seen, frame
from workflow.errors import Invalid, NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE
from workflow.submission import create

ACTS = {"settle": rules.settle, "reopen": rules.reopen}


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, handle: str) -> HttpResponse:
    """All of them (?section=code: of one section), and a new one; the same form sent twice is one comment.

    Whoever has all of them before them has read them; other pages of the document do not show their texts.
    """
    document = document_seen(request, handle)
    if request.method != "POST":
        unsent = drafts.take_after_login(request, request.path)
        return _page(request, document, initial=unsent)
    try:
        _case, repeated = create(
            by=request.actor, verb="comment", target=document.case.handle, data=request.POST,
            token=request.POST.get("token", "")[:120],
            operation=lambda: rules.add(document, by=request.actor, data=request.POST).case,
        )  # fmt: skip
    except Invalid as refused:
        return _page(request, document, form=refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        return _page(request, document, initial=request.POST.dict(), refusal=str(refused), status=CONFLICT)
    messages.success(request, _("This comment was made already.") if repeated else _("Your comment is listed."))
    return redirect("document-comments", handle=document.case.handle)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, handle: str, pk: int, verb: str) -> HttpResponse:
    """Settle a comment or open it again; refused, the page has what was typed."""
    document = document_seen(request, handle)
    if verb not in ACTS or not Comment.objects.filter(pk=pk, case=document.case).exists():
        raise Http404
    here = reverse("document-comments", args=[document.case.handle])
    if request.method != "POST":
        unsent = drafts.take_after_login(request, request.path)
        return _page(request, document, tried=_Tried(pk, verb, unsent)) if unsent else redirect(f"{here}#comment-{pk}")
    try:
        ACTS[verb](document, pk, by=request.actor, data=request.POST)
    except Invalid as refused:
        tried = _Tried(pk, verb, request.POST, [error for found in refused.form.errors.values() for error in found])
        return _page(request, document, tried=tried, status=UNPROCESSABLE)
    except NotNow as refused:
        tried = _Tried(pk, verb, request.POST)
        return _page(request, document, tried=tried, refusal=refused.message, status=CONFLICT)
    messages.success(request, _("Settled.") if verb == "settle" else _("Opened again."))
    return redirect(f"{here}#comment-{pk}")


class _Tried:
    """What was typed into the form of one comment."""

    def __init__(self, pk: int, verb: str, data: Any, errors: list[str] | None = None):
        self.pk, self.verb, self.text, self.errors = pk, verb, data.get("text", ""), errors or []


def _page(
    request: HttpRequest, document: Plan | Strategy, *, form: rules.Remark | None = None, initial: Any = None,
    tried: _Tried | None = None, refusal: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    wanted = request.GET.get("section", "")
    if not wanted and request.user.is_authenticated and rules.open_comments(document.case).exists():
        note_opened(document.case, request.user)
    rows = Comment.objects.filter(case=document.case).select_related("kind", "by_post__body", "resolved_by__body")
    rows = rows.prefetch_related("steps__by_post__body")
    if wanted:
        rows = rows.filter(kind__code=wanted[:40])
    shown = [_shown(request, document, row, tried) for row in rows]
    may_comment = rules.may_comment(request.actor, document)
    asked = {"kind": wanted} if wanted else None
    context = frame(request, document, "document-comments") | {
        "open": [one for one in shown if not one["row"].resolved_at],
        "settled": [one for one in shown if one["row"].resolved_at],
        "may_comment": may_comment,
        "form": form or rules.Remark(subject=document, actor=request.actor, initial=initial or asked),
        "token": uuid.uuid4().hex,
        "refusal": refusal,
        "lost": tried.text if tried and refusal else "",
        "of": next((one["row"].kind for one in shown), None) if wanted else None,
        "wanted": wanted,
    }
    return render(request, "strategies/comments.html", context, status=status)


def _shown(request: HttpRequest, document: Plan | Strategy, row: Comment, tried: _Tried | None) -> dict[str, Any]:
    """A comment with what the reader may do about it now."""
    row.case = document.case
    verb = ""
    if row.resolved_at is None and rules.may_settle(request.actor, document):
        verb = "settle"
    elif row.resolved_at is not None and rules.may_reopen(request.actor, document, row):
        verb = "reopen"
    return {
        "row": row,
        "verb": verb,
        "typed": tried if tried and tried.pk == row.pk and tried.verb == verb else None,
        "steps": list(row.steps.all()),
    }
