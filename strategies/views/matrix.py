"""The monitoring matrix of a strategy: who shows which figure by when, and with which evidence."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strategies.assembly.listing import listed
from strategies.assembly.matrix import matrix_of
from strategies.models import DocumentKind
from strategies.views.seen import document_seen, frame

PER_PAGE = 30


@login_required
@require_safe
def index(request: HttpRequest, handle: str) -> HttpResponse:
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    page = Paginator(listed(strategy), PER_PAGE).get_page(request.GET.get("page"))
    context = frame(request, strategy, "strategy-matrix") | {"page_obj": page, "rows": matrix_of(page.object_list)}
    return render(request, "strategies/matrix.html", context)
