"""Special focus: the list of what districts were asked, one question with its answer, and answering it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases import drafts
from cases.models import Case, Event
from geography.models import State
from trade.focus.bar import bar
from trade.focus.standing import standing_of
from trade.focus.workflow import SPECIAL_FOCUS
from trade.indicators import read
from trade.models import FocusStatus, SpecialFocus
from trade.money import dollars, percent, whole
from workflow.history import timeline
from workflow.pages import Attempt, act_on, lost_words, panels

PER_PAGE = 25
PAGE = SPECIAL_FOCUS.page
BEGINNINGS = {"ask": lazy("Asked, by rule")}
TONES = {"add": "good", "decline": "ended", "withdraw": "ended", "escalate": "late", "ask": "wait"}
OPEN, ALL = "open", "all"
STATES = [(OPEN, lazy("To be answered")), *FocusStatus.choices, (ALL, lazy("All"))]


class Filter(forms.Form):
    """What the list can be narrowed by; a wrong value narrows nothing."""

    status = forms.ChoiceField(label=lazy("Show"), choices=STATES, required=False)
    state = forms.ModelChoiceField(
        State.objects.order_by("name"),
        label=lazy("State"),
        to_field_name="code",
        required=False,
        empty_label=lazy("All"),
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        if not actor.scope.everything:
            self.fields["state"].widget = forms.HiddenInput()  # one's own alone

    def narrow(self, rows):
        self.is_valid()
        wanted = self.cleaned_data
        status = wanted.get("status") or OPEN
        if status == OPEN:
            rows = rows.standing()
        elif status != ALL:
            rows = rows.filter(case__status=status)
        if wanted.get("state"):
            rows = rows.filter(case__state=wanted["state"])
        return rows.order_by("-usd", "pk")


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """What one sees of it, the largest value first: a district its own, a State its districts', DGFT all."""
    seen = SpecialFocus.objects.visible_to(request.actor)
    form = Filter({"status": OPEN} | request.GET.dict(), actor=request.actor)
    context = {
        "form": form,
        "page_obj": Paginator(form.narrow(seen).for_list(), PER_PAGE).get_page(request.GET.get("page")),
        "tiles": _tiles(seen),
        **_rule(),
        "filtered": any(value for name, value in request.GET.items() if name != "page"),
    }
    return render(request, "trade/focuses.html", context)


def _rule() -> dict[str, Any]:
    """The bar in force, in words, and what every figure of origin has to say."""
    rule = bar()
    return {"bar_percent": f"{100 * rule.share:.0f}", "bar_floor": dollars(rule.floor_usd), "origin": read.ORIGIN}


def _url(name: str, *args: str) -> str:
    """The address of a page, if this portal has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _lede(focus: SpecialFocus) -> str:
    sentence = _("%(share)s of India’s exports of this product come from %(district)s: %(money)s in %(period)s.")
    said = {"district": focus.case.district, "share": percent(focus.share), "money": focus.money}
    return sentence % (said | {"period": focus.in_words})


def _tiles(seen) -> list[dict[str, Any]]:
    """How many were asked and what became of it (one query)."""
    counts = seen.aggregate(
        asked=Count("pk"),
        **{status.value: Count("pk", filter=Q(case__status=status)) for status in FocusStatus},
    )
    here = reverse("special-focuses")
    return [
        {"value": counts["asked"], "label": _("asked"), "url": f"{here}?status=all"},
        {"value": counts["waiting"] + counts["overdue"], "label": _("to be answered"), "url": here},
        {"value": counts["overdue"], "label": _("overdue"), "url": f"{here}?status=overdue",
         "tone": "late" if counts["overdue"] else ""},
        {"value": counts["added"], "label": _("added to the products"), "url": f"{here}?status=added"},
        {"value": counts["left"], "label": _("not taken up"), "url": f"{here}?status=left"},
    ]  # fmt: skip


def _find(request: HttpRequest, handle: str) -> Case:
    """The case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=SPECIAL_FOCUS.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


@login_required
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    """Its page; another spelling of its reference leads to the one address."""
    case = _find(request, handle)
    return redirect(PAGE, handle=case.handle) if handle != case.handle else _page(request, case)


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Answer it. Refused: the same page with the panel open and everything typed (409, 422)."""
    return act_on(request, handle=handle, verb=verb, find=_find, page=_page, here=reverse(PAGE, args=[handle]),
                  done=lambda case: reverse(PAGE, args=[case.handle]))  # fmt: skip


def _page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    focus = SpecialFocus.objects.for_list().select_related(
        "body", "slice__batch", "slice__computation", "product__case"
    ).get(pk=case.pk)  # fmt: skip
    shown = _panels(request, focus, tried)
    context = {
        "nav": "special-focuses",
        "case": focus.case,
        "focus": focus,
        "body": focus.body,
        "status_label": focus.status_label,
        "standing": standing_of(focus),
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "events": timeline(focus.case, beginnings=BEGINNINGS, tones=TONES, words=_words),
        "districts": _districts(focus),
        "source": read.source_of(focus.slice, read.TOTAL),
        "period": focus.in_words,
        "place": f"{focus.case.district}, {focus.case.state}",
        "lede": _lede(focus),
        "hs_url": _url("hs-code", focus.code) if focus.hs_id else "",
        "district_url": _url("district", focus.case.district.lgd_code),
        "product_url": _url("product", focus.product.case.handle) if focus.product_id else "",
        **_rule(),
    }
    return render(request, "trade/focus.html", context, status=tried.status if tried else 200)


def _panels(request: HttpRequest, focus: SpecialFocus, tried: Attempt | None) -> list[dict]:
    def address(verb: str) -> str:
        return reverse(f"{PAGE}-act", args=[focus.case.handle, verb])

    asked = drafts.opened(request)
    kept = drafts.take_after_login(request, address(asked)) if asked else None
    return panels(actor=request.actor, subject=focus, address=address, attempted=tried,
                  unsent={asked: kept} if kept else None, opened=asked)  # fmt: skip


def _districts(focus: SpecialFocus) -> list[dict[str, Any]]:
    """The five largest exporters of the product: what the share is a share of."""
    rows = read.districts_of_item(focus.slice, focus.item, 5)
    return [{"label": f"{row.district}, {row.district.state}", "value": round(100 * row.share_of_item, 1),
             "usd": row.usd, "own": row.district_id == focus.case.district_id} for row in rows]  # fmt: skip


def _words(event: Event) -> list[str]:
    """The figures that were asked about, or are newer."""
    if "share" not in event.data:
        return []
    said = {"percent": f"{100 * event.data['share']:.1f}", "usd": whole(float(event.data["usd"]))}
    return [_("%(percent)s %% of India’s exports of it, USD %(usd)s") % said]
