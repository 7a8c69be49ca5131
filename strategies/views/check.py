"""What a document still lacks: each content with its state, each gap with the place where it is filled in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strategies.completeness import gaps
from strategies.gap import Gap
from strategies.models import Plan, Section, Strategy
from strategies.views.seen import document_seen, frame


@dataclass(frozen=True)
class Content:
    """One content of the outline. state: "filled", "empty" or "optional" (empty and not required)."""

    name: str
    url: str
    state: str
    words: int
    gaps: list[Gap]


@login_required
@require_safe
def check(request: HttpRequest, handle: str) -> HttpResponse:
    """The outline with its state, then everything else that blocks submission and adoption."""
    document = document_seen(request, handle)
    found = gaps(document.case)
    contents = _contents(document, found)
    placed = {id(gap) for content in contents for gap in content.gaps}
    page = frame(request, document, "document-check") | {
        "contents": contents,
        "others": [gap for gap in found if id(gap) not in placed],
        "count": len(found),
        "filled": sum(one.state == "filled" for one in contents),
    }
    return render(request, "strategies/check.html", page)


def _contents(document: Plan | Strategy, found: list[Gap]) -> list[Content]:
    case, demanded = document.case, not document.bringing_in
    rows = Section.objects.filter(case=case, kind__retired_on=None).select_related("kind").order_by("kind__position")
    return [
        Content(
            str(row.kind), reverse("document-section", args=[case.handle, row.kind.code]),
            "filled" if row.text else "empty" if row.kind.required and demanded else "optional", len(row.text.split()),
            [gap for gap in found if gap.part == row.part],
        )
        for row in rows
    ]  # fmt: skip
