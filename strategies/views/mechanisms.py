"""What the mechanisms of a plan achieved: its records, the forms that write them, and its aggregation rounds."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import drafts
from cases.models import Case
from cases.receipts import TokenReused
from institutions import roles
from products.views.records import keeps_what_is_typed
from strategies.mechanisms import entries
from strategies.mechanisms.aggregation.inputs import Posting
from strategies.mechanisms.aggregation.sums import Sums, sees_firms, standing_lots, sums_of, sums_of_all
from strategies.mechanisms.aggregation.workflow import AGGREGATION, post_round
from strategies.mechanisms.forms import FORMS, MechanismForm
from strategies.models import AggregationRound, DocumentKind, Intervention, Mechanism, Plan, RecognitionRule
from strategies.views.seen import document_seen, frame
from workflow.errors import Invalid, NotNow
from workflow.history import timeline
from workflow.pages import CONFLICT, UNPROCESSABLE, Attempt, act_on, lost_words, panels
from workflow.submission import create

TONES = {
    "post": "info", "pledge": "info", "close": "wait", "close_on_the_day": "wait", "lot": "good", "reverse": "late",
    "dispatch": "good", "settle": "good", "cancel": "ended",
}  # fmt: skip


@require_safe
@login_required
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """All that the plan's mechanisms have to show, one section for each that it has interventions of."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    context = frame(request, plan, "plan-mechanisms") | {
        "may_enter": entries.may_enter(request.actor, plan),
        "may_post": entries.may_enter(request.actor, plan) and request.actor.may(roles.SUBMIT),
        "packaging": entries.records(plan, FORMS["packaging"]),
        "training": entries.records(plan, FORMS["training"]).select_related("stage", "intervention"),
        "recognition": entries.records(plan, FORMS["recognition"]).select_related("rule", "intervention"),
        "rules": RecognitionRule.objects.filter(retired_on=None),
        "rounds": _rounds(plan),
        "of": _mechanisms(plan),
    }
    return render(request, "strategies/mechanisms.html", context)


def _mechanisms(plan: Plan) -> set[str]:
    """The mechanisms that interventions of the plan set up."""
    rows = Intervention.objects.current().filter(plan=plan).exclude(mechanism=Mechanism.OTHER)
    return set(rows.values_list("mechanism", flat=True))


def _rounds(plan: Plan) -> list[tuple[AggregationRound, Sums]]:
    rows = AggregationRound.objects.filter(intervention__plan=plan).select_related("case", "product__case", "dry_port")
    found = list(rows.order_by("-case__opened_at"))
    sums = sums_of_all(found)
    return [(row, sums[row.pk]) for row in found]


# Records --------------------------------------------------------------------------------------------------------------


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, handle: str, kind: str) -> HttpResponse:
    """A new record of a mechanism; the same form sent twice is one record."""
    plan, form_class = _writable(request, handle, kind)
    if request.method != "POST":
        return _form(request, plan, form_class(plan=plan, initial=drafts.take_after_login(request, request.path)))
    token = request.POST.get("token", "")[:100]
    try:
        _case, repeated = entries.enter(by=request.actor, plan=plan, kind=form_class, data=request.POST, token=token)
    except Invalid as refused:
        return _form(request, plan, refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        form = form_class(plan=plan, initial=request.POST.dict())
        return _form(request, plan, form, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("This was entered already.") if repeated else _("Entered."))
    return redirect("plan-mechanisms", handle=plan.case.handle)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, handle: str, kind: str, pk: int) -> HttpResponse:
    """Correct a record, or withdraw it with a reason; what it said before stays on record."""
    plan, form_class = _writable(request, handle, kind)
    row = get_object_or_404(entries.records(plan, form_class), pk=pk)
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _form(request, plan, form_class(plan=plan, instance=row, initial=kept), row=row)
    here = {"by": request.actor, "plan": plan, "kind": form_class, "pk": pk, "seen": request.POST.get("seen", "")}
    try:
        if "withdraw" in request.POST:
            entries.withdraw(**here, reason=request.POST.get("withdrawn_reason", ""))
            messages.success(request, _("Withdrawn. It stays on record with your reason."))
        else:
            entries.correct(**here, data=request.POST)
            messages.success(request, _("Corrected. What it said before stays on record."))
    except Invalid as refused:
        return _form(request, plan, refused.form, row=row, status=UNPROCESSABLE)
    except NotNow as refused:
        form = form_class(plan=plan, instance=row, initial=request.POST.dict())
        return _form(request, plan, form, row=row, status=CONFLICT, refusal=refused.message)
    return redirect("plan-mechanisms", handle=plan.case.handle)


def _writable(request: HttpRequest, handle: str, kind: str) -> tuple[Plan, type[MechanismForm]]:
    """The plan and the form, for those who may write: 404 unseen, 403 not theirs or not adopted yet."""
    if kind not in FORMS:
        raise Http404
    plan = document_seen(request, handle, DocumentKind.PLAN)
    if not entries.may_enter(request.actor, plan):
        raise PermissionDenied(_("The plan's own committee enters this, once the plan is adopted."))
    return plan, FORMS[kind]


def _form(
    request: HttpRequest, plan: Plan, form: MechanismForm, *, row: Any = None, status: int = 200, refusal: str = ""
) -> HttpResponse:
    if row is not None:
        row = type(row).objects.get(pk=row.pk)  # as it is, without what a refused form wrote into it
    context = frame(request, plan, "plan-mechanisms") | {
        "form": form,
        "row": row,
        "seen": entries.stamp(row) if row else "",
        "token": uuid.uuid4().hex,
        "refusal": refusal,
    }
    return render(request, "strategies/mechanism_form.html", context, status=status)


# Aggregation rounds ---------------------------------------------------------------------------------------------------


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: HttpRequest, handle: str) -> HttpResponse:
    """Post a round: what is asked for, until when, who aggregates, which dry port."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    if not (entries.may_enter(request.actor, plan) and request.actor.may(roles.SUBMIT)):
        raise PermissionDenied(_("Only the convener of the committee posts a round, once its plan is adopted."))
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _round_form(request, plan, Posting(subject=plan, actor=request.actor, initial=kept))
    try:
        case, _repeated = create(
            by=request.actor, verb="post_round", target=str(plan.case.key), data=request.POST,
            token=request.POST.get("token", "")[:100],
            operation=lambda: post_round(by=request.actor, plan=plan, data=request.POST).case,
        )  # fmt: skip
    except Invalid as refused:
        return _round_form(request, plan, refused.form, status=UNPROCESSABLE)
    except TokenReused as refused:
        form = Posting(subject=plan, actor=request.actor, initial=request.POST.dict())
        return _round_form(request, plan, form, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("Posted: pledges can be entered."))
    return redirect("aggregation", handle=case.handle)


def _round_form(
    request: HttpRequest, plan: Plan, form: Posting, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = frame(request, plan, "plan-mechanisms") | {"form": form, "token": uuid.uuid4().hex, "refusal": refusal}
    return render(request, "strategies/round_new.html", context, status=status)


def find(request: HttpRequest, handle: str) -> Case:
    """The round's case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=AGGREGATION.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


@require_safe
@login_required
def round_detail(request: HttpRequest, handle: str) -> HttpResponse:
    return round_page(request, find(request, handle))


def round_act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move on a round. Refused: the same page with its panel open and everything typed (409, 422)."""
    here = reverse("aggregation", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=round_page, here=here, done=lambda _case: here)


def round_page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    """A round: tonnes asked for, pledged, procured and dispatched; by firm for those who run it."""
    round_ = AggregationRound.objects.select_related(*AGGREGATION.reads, "intervention__plan__case").get(pk=case.pk)

    def address(verb: str) -> str:
        return reverse("aggregation-act", args=[case.handle, verb])

    shown = panels(actor=request.actor, subject=round_, address=address, attempted=tried, opened=drafts.opened(request))
    plan = round_.intervention.plan
    sees = sees_firms(request.actor, round_)
    sums = sums_of(round_)
    names = {firm.key: firm.name for firm in sums.firms}
    bars = list(_bars(round_, sums))
    context = {
        "nav": "plans",
        "case": round_.case,
        "round": round_,
        "plan": plan,
        "plan_seen": Case.objects.visible_to(request.actor).filter(pk=plan.pk).exists(),
        "sums": sums,
        "bars": bars,
        "largest": max(value for _label, value, _tone in bars),
        "sees_firms": sees,
        "lots": [(lot, names[lot.key]) for lot in standing_lots(round_)] if sees else [],
        "dispatches": round_.dispatches.select_related("to"),
        "status_label": AGGREGATION.statuses(round_.case.status).label,
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "events": timeline(round_.case, beginnings={"post": _("Posted by the committee")}, tones=TONES),
    }
    return render(request, "strategies/round.html", context, status=tried.status if tried else 200)


def _bars(round_: AggregationRound, sums: Sums) -> Iterator[tuple[str, Any, str]]:
    yield _("Asked for"), round_.quantity, "neutral"
    yield _("Pledged"), sums.pledged, "info"
    yield _("Offered"), sums.offered, "info"
    yield _("Procured"), sums.procured, "good"
    yield _("Rejected"), sums.rejected, "late"
    yield _("Dispatched"), sums.dispatched, "good"
