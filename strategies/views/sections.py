"""One section of a document: read, written with colleagues at once, and never lost while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import drafts
from cases.models import Case, Draft
from products.views.records import keeps_what_is_typed
from strategies.comments import open_comments
from strategies.editing import Conflict, Saved, latest, save
from strategies.facts import facts_of
from strategies.models import Plan, Section, Strategy
from strategies.views.seen import document_seen, frame
from workflow.errors import NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE

LONGEST = 50_000  # characters: some twenty printed pages


class SectionText(forms.Form):
    """The text, and the number of the state its writer had before them."""

    text = forms.CharField(label=lazy("Text"), required=False, max_length=LONGEST)
    base = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def clean_base(self) -> int:
        """Without one nothing is taken for seen: whatever is saved is merged or shown."""
        return self.cleaned_data["base"] or 0


@login_required
@require_safe
def text(request: HttpRequest, handle: str) -> HttpResponse:
    """All sections one after the other, to be read."""
    document = document_seen(request, handle)
    rows = Section.objects.filter(case=document.case).select_related("kind").order_by("kind__position")
    return render(request, "strategies/text.html", frame(request, document, "document-text") | {"sections": rows})


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Read it; write it (?write=1); save it."""
    document = document_seen(request, handle)
    row = _row(document, code)
    if request.method == "POST":
        return _save(request, document, row)
    unsent = drafts.take_after_login(request, request.path)
    kept = None if unsent else _kept(request, row)
    page = _frame(request, document, row)
    if page["may_write"] and (unsent or request.GET.get("write")):
        typed = unsent or (kept.fields if kept else {"text": row.text, "base": row.number})
        return _form(request, page, typed, saved_at=kept.saved_at if kept else None)
    page |= {
        "facts": facts_of(document, code, request.actor),
        "draft": kept,
        "comments": open_comments(document.case).filter(kind=row.kind),
    }
    return render(request, "strategies/section.html", page)


def _save(request: HttpRequest, document: Plan | Strategy, row: Section) -> HttpResponse:
    form = SectionText(request.POST)
    typed = {"text": request.POST.get("text", ""), "base": request.POST.get("base", "0")}
    if not form.is_valid():
        return _form(request, _frame(request, document, row), typed, form=form, status=UNPROCESSABLE)
    try:
        result = write_section(document.case, row, by=request.actor, **form.cleaned_data)
    except NotNow as refused:
        drafts.save(user=request.user, form=draft_name(row), data=request.POST)
        page = _frame(request, document, row) | {"refusal": refused.message, "lost": typed["text"]}
        return render(request, "strategies/section_refused.html", page, status=CONFLICT)
    if isinstance(result, Conflict):
        drafts.save(user=request.user, form=draft_name(row), data=request.POST)
        page = _frame(request, document, row) | {"conflict": result, "longest": LONGEST}
        return render(request, "strategies/conflict.html", page, status=CONFLICT)
    drafts.discard(user=request.user, form=draft_name(row))
    said = _("Saved, together with what a colleague saved meanwhile.") if result.merged else _("Saved.")
    messages.success(request, said)
    return redirect("document-section", handle=document.case.handle, code=row.kind.code)


def write_section(case: Case, row: Section, *, text: str, base: int, by) -> Saved | Conflict:
    """Save a section's text: merged with its colleagues', the row following its latest edit."""
    with transaction.atomic():
        result = save(case, row.part, {"text": text}, base=min(base, row.number), by=by)
        if isinstance(result, Saved):
            Section.objects.filter(pk=row.pk).update(text=result.content["text"], number=result.number)
    return result


# What is being typed --------------------------------------------------------------------------------------------------


def draft_name(row: Section) -> str:
    return f"{row.case.key}-{row.part}"


def _kept(request: HttpRequest, row: Section) -> Draft | None:
    """What this person typed and never saved, unless it says what is saved anyway."""
    kept = drafts.find(user=request.user, form=draft_name(row))
    return kept if kept and kept.fields.get("text", "").replace("\r\n", "\n").strip() != row.text else None


@login_required
@require_POST
def autosave(request: HttpRequest, handle: str, code: str) -> JsonResponse:
    """Keep what is being typed; called by the page's script every few seconds."""
    row = _row(document_seen(request, handle), code)
    saved = drafts.save(user=request.user, form=draft_name(row), data=request.POST)
    return JsonResponse({"saved": saved is not None})


@login_required
@require_POST
def forget(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Throw away what was typed and not saved."""
    row = _row(document_seen(request, handle), code)
    drafts.discard(user=request.user, form=draft_name(row))
    return redirect("document-section", handle=handle, code=code)


# The page -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One section among the others of its document."""

    name: str
    url: str
    written: bool
    current: bool
    code: str


def _row(document: Plan | Strategy, code: str) -> Section:
    row = get_object_or_404(Section.objects.select_related("kind"), case=document.case, kind__code=code)
    row.case = document.case
    return row


def places(case: Case, current: str = "") -> list[Place]:
    """The sections of a document in order."""
    rows = Section.objects.filter(case=case).select_related("kind").order_by("kind__position")
    return [
        Place(
            str(row.kind), reverse("document-section", args=[case.handle, row.kind.code]), bool(row.text),
            row.kind.code == current, row.kind.code,
        )
        for row in rows
    ]  # fmt: skip


def _frame(request: HttpRequest, document: Plan | Strategy, row: Section) -> dict[str, Any]:
    case = document.case
    found = places(case, row.kind.code)
    at = next(n for n, place in enumerate(found) if place.current)
    page = frame(request, document, "document-text")
    page["crumbs"] = [page["crumbs"][0], {"label": str(row.kind), "url": ""}]
    return page | {
        "section": row,
        "last": latest(case, row.part),
        "places": found,
        "number": at + 1,
        "before": found[at - 1] if at else None,
        "after": found[at + 1] if at + 1 < len(found) else None,
        "here": found[at].url,
    }


def _form(
    request: HttpRequest, page: dict[str, Any], typed: dict[str, Any], *, form: SectionText | None = None,
    saved_at: datetime | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The box with what was typed. behind: colleagues saved since its writer began; saving merges both."""
    row = page["section"]
    page |= {
        "typed": typed,
        "errors": [said for found in form.errors.values() for said in found] if form else [],
        "saved_at": saved_at,
        "behind": str(typed.get("base", "")) != str(row.number),
        "longest": LONGEST,
        "lines": min(max(10, sum(len(line) // 80 + 1 for line in typed.get("text", "").split("\n")) + 2), 30),
        "facts": facts_of(page["document"], row.kind.code, request.actor),
    }
    return render(request, "strategies/section_form.html", page, status=status)
