"""The items of a strategy: listed along the value chain, entered, changed, merged, split and dropped."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bottlenecks.models import ChainStage
from cases.receipts import TokenReused
from products.views.records import keeps_what_is_typed
from strategies.assembly import items, parts, pulling
from strategies.assembly.adopted import changed
from strategies.assembly.listing import adopted_anew, listed, totals
from strategies.editing import Conflict
from strategies.life import who
from strategies.models import DocumentKind, ItemSource, SectionKind, Strategy, StrategyItem
from strategies.naming import named
from strategies.views.once import done_once
from strategies.views.seen import document_seen, frame
from workflow.errors import Invalid, NotNow
from workflow.fields import ModelByCode
from workflow.pages import CONFLICT, UNPROCESSABLE

PER_PAGE = 40
ROWS_PER_PAGE = 50
PAGE = "strategy-items"


class Filter(forms.Form):
    """Which items are shown; everything stands in the address."""

    section = ModelByCode(SectionKind.objects.none(), label=lazy("Section"), required=False, empty_label=lazy("All"))
    stage = ModelByCode(ChainStage.objects.none(), label=lazy("Value-chain stage"), required=False,
                        empty_label=lazy("All"))  # fmt: skip
    q = forms.CharField(label=lazy("Words of the title"), required=False, max_length=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = SectionKind.objects.filter(document=DocumentKind.STRATEGY, retired_on=None)
        self.fields["stage"].queryset = ChainStage.objects.filter(retired_on=None)

    def rows(self, found: QuerySet[StrategyItem]) -> QuerySet[StrategyItem]:
        """The items that fit; a value that cannot be chosen shows all."""
        self.is_valid()
        asked = self.cleaned_data
        for name in ("section", "stage"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        return found.filter(title__icontains=asked["q"]) if asked.get("q") else found


@login_required
@require_safe
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """All items along the value chain with the districts and the money behind each."""
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    search = Filter(request.GET)
    context = frame(request, strategy, PAGE) | {
        "search": search,
        "page_obj": Paginator(search.rows(listed(strategy)), PER_PAGE).get_page(request.GET.get("page")),
        "totals": totals(strategy),
        "adopted_anew": adopted_anew(strategy),
        "filtered": any(request.GET.get(name) for name in search.fields),
    }
    return render(request, "strategies/items.html", context)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, handle: str) -> HttpResponse:
    """An item of the State's own; the same form sent twice is one item."""
    strategy = _writable(request, handle)
    if request.method != "POST":
        return _form(request, strategy, items.ItemForm.of(StrategyItem(strategy=strategy)))
    try:
        item, repeated = done_once(
            request, strategy.case, "add_item", lambda: items.enter(strategy, request.POST, by=request.actor)
        )
    except Invalid as refused:
        return _form(request, strategy, refused.form, status=UNPROCESSABLE)
    except (NotNow, TokenReused) as refused:
        form = items.ItemForm(request.POST, instance=StrategyItem(strategy=strategy), strategy=strategy)
        return _form(request, strategy, form, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("This item was entered already.") if repeated else _("Entered as %s.") % item.code)
    return redirect(PAGE, handle=strategy.case.handle)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """One item with its district rows; ?write=1 its form; POST saves it, merged with what colleagues saved."""
    if request.method == "POST" or "write" in request.GET:
        strategy = _writable(request, handle)
        item = _item(strategy, code)
        return _save(request, item) if request.method == "POST" else _item_form(request, item)
    return _page(request, _item(document_seen(request, handle, DocumentKind.STRATEGY), code))


def _save(request: HttpRequest, item: StrategyItem) -> HttpResponse:
    said = request.POST.get("base", "")
    base = int(said) if said.isdigit() and len(said) < 10 else 0
    try:
        result = items.change(item, request.POST, base=base, by=request.actor)
    except Invalid as refused:
        return _item_form(request, item, refused.form, base=base, status=UNPROCESSABLE)
    except NotNow as refused:
        form = items.ItemForm(request.POST, instance=item, strategy=item.strategy)
        return _item_form(request, item, form, base=base, status=CONFLICT, refusal=refused.message)
    if isinstance(result, Conflict):
        form = items.ItemForm.of(item, result.merged)
        return _item_form(request, item, form, base=result.number, status=CONFLICT, clash=result)
    messages.success(
        request, _("Saved, together with what a colleague saved meanwhile.") if result.merged else _("Saved.")
    )
    return redirect("strategy-item", handle=item.strategy.case.handle, code=item.code)


@keeps_what_is_typed
@require_POST
def act(request: HttpRequest, handle: str, code: str, verb: str) -> HttpResponse:
    """Merge another item into it, split rows off, take rows out, or drop it."""
    strategy = _writable(request, handle)
    item = _item(strategy, code)
    if verb not in ACTS:
        raise Http404
    try:
        done, _repeated = done_once(request, strategy.case, f"item_{verb}", lambda: ACTS[verb](request, item))
    except (NotNow, TokenReused) as refused:
        return _page(request, item, refusal=str(refused), status=CONFLICT)
    if done:
        messages.success(request, done)
    if verb == "drop":
        return redirect(PAGE, handle=strategy.case.handle)
    return redirect("strategy-item", handle=strategy.case.handle, code=item.code)


def _merge(request: HttpRequest, item: StrategyItem) -> str:
    other = items.living(item.strategy).filter(code=request.POST.get("other", "")).first()
    if other is None:
        raise NotNow(_("Choose the item to be merged into this one."))
    other.strategy = item.strategy
    items.merge(item, other, by=request.actor)
    return _("%(other)s is part of %(item)s now.") % {"other": other.code, "item": item.code}


def _split(request: HttpRequest, item: StrategyItem) -> str:
    made = items.split(item, _ticked(request), request.POST.get("title", ""), by=request.actor)
    return _("The rows ticked are in %(item)s now.") % {"item": made}


def _take_out(request: HttpRequest, item: StrategyItem) -> str:
    rows = ItemSource.objects.filter(item=item, pk__in=_ticked(request)).values_list("pk", flat=True)
    if not (taken := pulling.take_out(item.strategy, list(rows), by=request.actor)):
        raise NotNow(_("Tick the districts' rows to be taken out."))
    return _("Taken out: %(n)s. They can be pulled again while their plan has them.") % {"n": taken}


def _drop(request: HttpRequest, item: StrategyItem) -> str:
    items.drop(item, by=request.actor)
    return _("%(item)s is dropped. Its district rows can be pulled again.") % {"item": item}


ACTS = {"merge": _merge, "split": _split, "take-out": _take_out, "drop": _drop}


def _ticked(request: HttpRequest) -> list[int]:
    return [int(value) for value in request.POST.getlist("row") if value.isdigit() and len(value) < 19]


def _writable(request: HttpRequest, handle: str) -> Strategy:
    """The strategy for its writers: 404 unseen, 403 not theirs. Whether it is open is asked under its lock."""
    strategy = document_seen(request, handle, DocumentKind.STRATEGY)
    if not who.a_writer(request.actor, strategy):
        raise PermissionDenied(_("Only the writers of the State's committee change its strategy."))
    return strategy


def _item(strategy: Strategy, code: str) -> StrategyItem:
    item = get_object_or_404(listed(strategy), code=code.upper())
    item.strategy = strategy
    return item


def _page(request: HttpRequest, item: StrategyItem, *, refusal: str = "", status: int = 200) -> HttpResponse:
    strategy = item.strategy
    rows = ItemSource.objects.filter(item=item).annotate(district=named("intervention__plan__case__district"))
    rows = rows.select_related("intervention__plan__case").order_by("district", "intervention__code")
    told = {one.source: one for one in changed(strategy, item.pk)}
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.changed, row.due_on = told.get(row.pk), parse_date(row.said.get("due_on") or "")
    context = frame(request, strategy, PAGE)
    context |= {
        "item": item,
        "page_obj": page,
        "changed": len(told),
        "rows_due_on": parts.latest_date(item) if item.due_by_hand else item.due_on,
        "others": items.others(item) if context["may_write"] else [],
        "token": uuid.uuid4().hex,
        "refusal": refusal,
        "crumbs": _crumbs(context, item.code),
    }
    return render(request, "strategies/item.html", context, status=status)


def _item_form(
    request: HttpRequest, item: StrategyItem, form: Any = None, *, base: int | None = None, status: int = 200,
    refusal: str = "", clash: Conflict | None = None,
) -> HttpResponse:  # fmt: skip
    form = form or items.ItemForm.of(item)
    more = {"item": item, "base": item.edited if base is None else base, "clash": clash and _clashes(form, clash)}
    return _form(request, item.strategy, form, status=status, refusal=refusal, **more)


def _clashes(form: items.ItemForm, clash: Conflict) -> dict[str, Any]:
    """Who saved what meanwhile, field by field, in the words of the form."""
    return {
        "by": clash.by.by_post,
        "fields": [(form.fields[name].label, clash.theirs.get(name), clash.mine.get(name)) for name in clash.clashes],
    }


def _form(
    request: HttpRequest, strategy: Strategy, form: Any, *, status: int = 200, refusal: str = "", **more: Any
) -> HttpResponse:
    context = frame(request, strategy, PAGE)
    item = more.get("item")
    context |= {"form": form, "token": uuid.uuid4().hex, "refusal": refusal, **more}
    context["crumbs"] = _crumbs(context, item.code if item else _("New item"))
    return render(request, "strategies/item_form.html", context, status=status)


def _crumbs(context: dict[str, Any], label: str) -> list[dict[str, str]]:
    home = context["crumbs"][0]
    listing = {"label": _("Items"), "url": reverse(PAGE, args=[context["case"].handle])}
    return [home, listing, {"label": label, "url": ""}]
