"""What a strategy costs, by scheme, source, year and district; each breakdown adds up to the sum of the rows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strategies.assembly.budget import budget_of
from strategies.models import DocumentKind
from strategies.views.seen import document_seen, frame


@login_required
@require_safe
def index(request: HttpRequest, handle: str) -> HttpResponse:
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    context = frame(request, strategy, "strategy-budget") | {"budget": budget_of(strategy)}
    return render(request, "strategies/budget.html", context)
