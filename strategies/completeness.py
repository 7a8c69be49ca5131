"""What a document still lacks before it can be approved: listed, each with the place where it is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from strategies.models import Comment, Section


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: a sentence, and the address where it is put right. part: "section:<code>" …"""

    sentence: str
    url: str
    part: str


def gaps(case: Case) -> list[Gap]:
    """Everything that blocks submission and adoption, in the order of the document; empty when it is complete."""
    return [*_sections(case), *_required_changes(case)]


def _sections(case: Case) -> Iterator[Gap]:
    rows = Section.objects.filter(case=case, kind__required=True, kind__retired_on=None, text="")
    for row in rows.select_related("kind"):
        url = reverse("document-section", args=[case.handle, row.kind.code])
        yield Gap(_("“%(section)s” is empty.") % {"section": row.kind}, url, row.part)


def _required_changes(case: Case) -> Iterator[Gap]:
    url = reverse("document-comments", args=[case.handle])
    for row in Comment.objects.filter(case=case, required=True, resolved_at=None):
        said = row.text if len(row.text) <= 120 else row.text[:119].rstrip() + "…"
        yield Gap(_("A required change is not settled: %(text)s") % {"text": said}, url, f"comment:{row.pk}")
