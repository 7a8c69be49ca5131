"""What a document still lacks before it can be approved: listed, each with the place where it is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from strategies.assembly import gaps as of_items
from strategies.gap import Gap
from strategies.interventions import gaps as of_interventions
from strategies.life import papers
from strategies.models import Comment, DocumentKind, Section
from strategies.targets import gaps as of_targets


def gaps(case: Case) -> list[Gap]:
    """Everything that blocks submission and adoption, in the order of the document; empty when it is complete."""
    document = case.plan if case.kind == DocumentKind.PLAN else case.strategy
    if document.bringing_in:  # what a draft has to have was asked, or not, when it was adopted
        return [*papers.gaps(case), *_required_changes(case)]
    own = _of_a_plan(case) if case.kind == DocumentKind.PLAN else _of_a_strategy(case)
    return [*_sections(case), *own, *_required_changes(case)]


def _of_a_plan(case: Case) -> Iterator[Gap]:
    """Its products, interventions, schemes and targets."""
    yield from of_interventions.products(case)
    yield from of_interventions.interventions(case)
    yield from of_interventions.overlaps(case)
    yield from of_targets.targets(case)


def _of_a_strategy(case: Case) -> Iterator[Gap]:
    """Its items and targets."""
    yield from of_items.items(case)
    yield from of_targets.targets(case)


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
