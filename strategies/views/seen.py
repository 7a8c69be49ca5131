"""Which document an address names, as far as its reader may see it, and the tabs of its pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from cases.models import Case
from institutions.actors import Actor
from strategies.comments import open_comments
from strategies.life import who
from strategies.models import DocumentKind, Plan, Strategy

MODELS = {DocumentKind.PLAN: Plan, DocumentKind.STRATEGY: Strategy}
BOTH = (DocumentKind.PLAN, DocumentKind.STRATEGY)
TABS: list[tuple[str, Any, tuple[str, ...]]] = [  # page, label, kinds of documents that have it
    ("plan", lazy("Plan"), (DocumentKind.PLAN,)),
    ("strategy", lazy("Strategy"), (DocumentKind.STRATEGY,)),
    ("document-text", lazy("Text"), BOTH),
    ("plan-products", lazy("Products"), (DocumentKind.PLAN,)),
    ("plan-interventions", lazy("Interventions"), (DocumentKind.PLAN,)),
    ("strategy-items", lazy("Items"), (DocumentKind.STRATEGY,)),
    ("plan-targets", lazy("Targets"), BOTH),
    ("strategy-asks", lazy("Asks of the Centre"), (DocumentKind.STRATEGY,)),
    ("strategy-budget", lazy("Budget"), (DocumentKind.STRATEGY,)),
    ("strategy-matrix", lazy("Monitoring matrix"), (DocumentKind.STRATEGY,)),
    ("document-progress", lazy("Progress"), BOTH),
    ("plan-money", lazy("Money"), (DocumentKind.PLAN,)),
    ("plan-mechanisms", lazy("Mechanisms"), (DocumentKind.PLAN,)),
    ("document-comments", lazy("Comments"), BOTH),
    ("document-check", lazy("Completeness"), BOTH),
    ("document-versions", lazy("Versions"), BOTH),
    ("document-pdf", lazy("PDF"), BOTH),
]


def document_seen(request: HttpRequest, handle: str, *kinds: str) -> Plan | Strategy:
    """The plan or strategy of an address, for those who see all of it; 404 for everybody else.

    kinds: only of these kinds; none named: of either.
    """
    cases = Case.objects.visible_to(request.actor).filter(kind__in=kinds or list(MODELS))
    case = cases.by_handle(handle).first()
    if case is None:
        raise Http404
    return MODELS[case.kind].objects.for_list().get(pk=case.pk)


def may_write(actor: Actor, document: Plan | Strategy) -> bool:
    """Whether somebody can change the text, interventions and targets now: a writer of its committee, while it is open.

    Locked from submission until it is taken back or returned; nobody above writes in it.
    """
    return document.is_writable and who.a_writer(actor, document)


def frame(request: HttpRequest, document: Plan | Strategy, current: str) -> dict[str, Any]:
    """What every page about a document shows around its subject."""
    case = document.case
    comments = open_comments(case).count()
    home = reverse(case.kind, args=[case.handle])
    here = next((label for name, label, kinds in TABS if name == current and case.kind in kinds), "")
    return {
        "nav": "plans" if case.kind == DocumentKind.PLAN else "strategies",
        "document": document,
        "case": case,
        "may_write": may_write(request.actor, document),
        "tabs": [
            {
                "label": label,
                "url": reverse(name, args=[case.handle]),
                "current": name == current,
                "count": comments or None if name == "document-comments" else None,
            }
            for name, label, kinds in TABS
            if case.kind in kinds
        ],
        "crumbs": [{"label": case.title, "url": home}, {"label": here, "url": ""}],
    }
