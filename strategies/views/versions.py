"""Submitted versions: which there are, what each said, and what changed from one to another or to the draft."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strategies.models import Approval, Plan, Strategy, Version
from strategies.versions.content import content_of, fingerprint
from strategies.versions.diff import compare
from strategies.versions.wording import kinds, said_of, title_of
from strategies.views.seen import document_seen, frame

DRAFT = "draft"


@login_required
@require_safe
def versions(request: HttpRequest, handle: str) -> HttpResponse:
    """Every submitted version with who submitted and approved it, newest first, and two of them to be compared."""
    document = document_seen(request, handle)
    rows = _versions(document)
    context = frame(request, document, "document-versions") | {"rows": rows, "choices": _choices(document, rows)}
    return render(request, "strategies/versions.html", context)


@login_required
@require_safe
def version(request: HttpRequest, handle: str, number: int) -> HttpResponse:
    """A version as it was submitted, and whether its fingerprint still fits."""
    document = document_seen(request, handle)
    row = get_object_or_404(Version.objects.select_related("by_post__body"), case=document.case, number=number)
    page = frame(request, document, "document-versions")
    page["crumbs"].append({"label": _("Version %(number)s") % {"number": number}, "url": ""})
    content = row.content
    lists = [
        (name, [(title_of(one), said_of(kind, one)) for one in content[kind]])
        for kind, name in kinds().items() if content.get(kind)
    ]  # fmt: skip
    page |= {
        "row": row, "content": content, "lists": lists, "approvals": _approvals([row])[row.pk],
        "fits": fingerprint(content) == row.sha256,
    }  # fmt: skip
    return render(request, "strategies/version.html", page)


@login_required
@require_safe
def diff(request: HttpRequest, handle: str) -> HttpResponse:
    """?from=1&to=2 (or to=draft): side by side; by default the last version against what the document says now."""
    document = document_seen(request, handle)
    rows = _versions(document)
    if not rows:
        raise Http404
    chosen = request.GET.get("from", str(rows[0].number)), request.GET.get("to", DRAFT)
    old, new = (_content(document, one) for one in chosen)
    page = frame(request, document, "document-versions")
    page["crumbs"].append({"label": _("Compared"), "url": ""})
    page |= {
        "choices": _choices(document, rows), "chosen": chosen, "diff": compare(old, new),
        "from_label": _label(chosen[0]), "to_label": _label(chosen[1]),
    }  # fmt: skip
    return render(request, "strategies/diff.html", page)


def _versions(document: Plan | Strategy) -> list[Version]:
    rows = Version.objects.filter(case=document.case).defer("content").select_related("by_post__body", "adoption")
    found = list(rows.order_by("-number"))
    approvals = _approvals(found)
    for row in found:
        row.given = approvals[row.pk]
    return found


def _approvals(rows: list[Version]) -> dict[int, list[Approval]]:
    found: dict[int, list[Approval]] = {row.pk: [] for row in rows}
    for one in Approval.objects.filter(version__in=rows).select_related("post__body", "user"):
        found[one.version_id].append(one)
    return found


def _content(document: Plan | Strategy, chosen: str) -> dict[str, Any]:
    """What a version said, or what the document says now; 404 for what there is not."""
    if chosen == DRAFT:
        return content_of(document.case)
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) <= 5):
        raise Http404
    return get_object_or_404(Version, case=document.case, number=int(chosen)).content


def _choices(document: Plan | Strategy, rows: list[Version]) -> list[tuple[str, str]]:
    return [*((str(row.number), _label(str(row.number))) for row in rows), (DRAFT, _label(DRAFT))]


def _label(chosen: str) -> str:
    return _("What it says now") if chosen == DRAFT else _("Version %(number)s") % {"number": chosen}
