"""Taking interventions of adopted plans into a strategy, and again what was adopted anew."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases.receipts import TokenReused
from products.views.records import keeps_what_is_typed
from strategies.assembly import pulling
from strategies.assembly.adopted import Changed, changed
from strategies.assembly.grouping import RULE
from strategies.assembly.labels import label_of
from strategies.assembly.rollup import roll_up
from strategies.models import DocumentKind, Strategy
from strategies.templatetags.assembly import rupees_whole
from strategies.views.once import done_once
from strategies.views.seen import document_seen, frame
from workflow.errors import NotNow
from workflow.pages import CONFLICT

PER_PAGE = 30
MONEY = ("amount", "own_contribution", "private_committed", "private_spent")
MOST_CHANGES = 25  # shown at once; all are pulled again together


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def pull(request: HttpRequest, handle: str) -> HttpResponse:
    """What can be taken, what has changed since, and the taking itself."""
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    if request.method != "POST":
        return _page(request, strategy)
    act = ACTS.get(request.POST.get("do", ""), _take)
    try:
        said, repeated = done_once(request, strategy.case, "pull", lambda: act(request, strategy))
    except (NotNow, TokenReused) as refused:
        return _page(request, strategy, refusal=str(refused), status=CONFLICT)
    messages.success(request, _("This was done already.") if repeated else said)
    return redirect("strategy-pull", handle=strategy.case.handle)


def _take(request: HttpRequest, strategy: Strategy) -> str:
    """The ticked proposals, or all of them."""
    everything = request.POST.get("do") == "all"
    keys = request.POST.getlist("key")
    if not everything and not keys:
        raise NotNow(_("Tick what is to be taken, or take everything."))
    done = pulling.pull(strategy, None if everything else keys, by=request.actor)
    rows = ngettext("%(n)s intervention taken", "%(n)s interventions taken", done.rows) % {"n": done.rows}
    return _("%(rows)s into %(items)s items, %(new)s of them new.") % {
        "rows": rows, "items": done.items, "new": done.new
    }  # fmt: skip


def _again(request: HttpRequest, strategy: Strategy) -> str:
    """What was adopted anew, all of it or one row."""
    done = pulling.pull_again(strategy, _rows(request), by=request.actor)
    said = ngettext("%(n)s row was brought up to date.", "%(n)s rows were brought up to date.", done) % {"n": done}
    if codes := pulling.dated_otherwise(strategy):
        stays = _("Dates that were set by hand stay as they are: %(items)s.") % {"items": ", ".join(codes)}
        return f"{said} {stays}"
    return said


def _take_out(request: HttpRequest, strategy: Strategy) -> str:
    """Rows that their plans do not have any more."""
    rows = _rows(request)
    if rows is None:
        rows = [one.source for one in changed(strategy) if one.now is None]
    done = pulling.take_out(strategy, rows, by=request.actor)
    return ngettext("%(n)s row was taken out.", "%(n)s rows were taken out.", done) % {"n": done}


ACTS = {"again": _again, "take-out": _take_out}


def _rows(request: HttpRequest) -> list[int] | None:
    """One row by its id; None for all."""
    said = request.POST.get("row", "")
    return [int(said)] if said.isdigit() and len(said) < 19 else None


def _page(request: HttpRequest, strategy: Strategy, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = frame(request, strategy, "strategy-items")
    found, told = pulling.proposals(strategy), changed(strategy)
    here = context["crumbs"]
    context |= {
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "rows": sum(len(one.rows) for one in found),
        "opened": request.GET.get("open", ""),
        "rule": RULE,
        "changes": [_words(one) for one in told if one.now is not None][:MOST_CHANGES],
        "changed": sum(one.now is not None for one in told),
        "gone": [one for one in told if one.now is None][:MOST_CHANGES],
        "gone_count": sum(one.now is None for one in told),
        "common": roll_up(strategy),
        "token": uuid.uuid4().hex,
        "refusal": refusal,
        "crumbs": [here[0], {"label": _("Items"), "url": reverse("strategy-items", args=[strategy.case.handle])},
                   {"label": _("From the districts' plans"), "url": ""}],
    }  # fmt: skip
    return render(request, "strategies/pull.html", context, status=status)


def _words(one: Changed) -> dict[str, Any]:
    """A changed row with its fields as they are called, and what stands in them."""
    fields = [(label_of(name), _value(name, then), _value(name, now)) for name, then, now in one.fields]
    return {"row": one, "fields": fields}


def _value(name: str, value: Any) -> str:
    if name in MONEY and value:
        return rupees_whole(Decimal(value))
    return ", ".join(value or []) or "–" if isinstance(value, list) else str(value or "–")
