"""The money of a plan and of an intervention, one source of it, and the table to take away."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases import drafts
from cases.models import Case, Event
from cases.receipts import TokenReused
from institutions import clock
from products.views.records import keeps_what_is_typed
from strategies.interventions.money import shares_of_plan
from strategies.life.years import in_words
from strategies.models import DocumentKind, Funding, Intervention, Measure, MoneyEntry, Plan
from strategies.money.listing import Line, entries_of, groups_of, lines_of, shares_of
from strategies.money.standing import standing_of
from strategies.money.start import form_for, may_request, request_money, why_not
from strategies.money.sums import together
from strategies.money.workflow import FUNDING
from strategies.views.seen import document_seen, frame
from workflow.cells import plain
from workflow.errors import Invalid, NotNow
from workflow.history import timeline
from workflow.pages import CONFLICT, UNPROCESSABLE, Attempt, act_on, lost_words, panels
from workflow.submission import create

PAGE = "plan-money"
BEGINNINGS = {"request": lazy("Requested")}
TONES = {
    "sanction": "good", "release": "good", "release_more": "good", "accept": "good", "utilise": "info",
    "utilise_more": "info", "certify": "info", "ask_again": "info", "refuse": "ended", "lapse": "ended",
    "lapse_rest": "ended", "take_back": "ended", "send_back": "wait", "reverse": "wait", "escalate": "late",
    "remind": "late",
}  # fmt: skip


# Of a plan and of an intervention -------------------------------------------------------------------------------------


@require_safe
@login_required
def plan_money(request: HttpRequest, handle: str) -> HttpResponse:
    """Interventions by source and year with each step, who pays, and what is late."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    groups = groups_of(Funding.objects.filter(intervention__plan=plan), _interventions(plan))
    lines = [line for group in groups for line in group.lines]
    context = frame(request, plan, PAGE) | {
        "groups": groups,
        "total": together(line.sums for line in lines),
        "shares": shares_of(lines),
        "planned": shares_of_plan([group.intervention for group in groups]),
        "late": [line for line in lines if line.late_since],
        "may_request": may_request(request.actor, plan),
        "adopted": Measure.objects.in_force().filter(adoption__case=plan.case).exists() or bool(groups),
    }
    return render(request, "strategies/plan_money.html", context)


def _interventions(plan: Plan):
    """Those of the adopted plan, and those money was asked for before they were dropped from it."""
    adopted = Measure.objects.in_force().filter(intervention=OuterRef("pk"))
    funded = Funding.objects.filter(intervention=OuterRef("pk"))
    rows = Intervention.objects.filter(Q(Exists(adopted)) | Q(Exists(funded)), plan=plan)
    return rows.select_related("scheme")


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def intervention_money(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """The sources of an intervention's money with every entry; its convener asks for more here, once per form."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    row = get_object_or_404(_interventions(plan), code=code)
    row.plan = plan
    if request.method != "POST":
        kept = drafts.take_after_login(request, request.path)
        return _of_intervention(request, row, form_for(row, request.actor, initial=kept), opened=bool(kept))
    try:
        case, repeated = create(
            by=request.actor, verb="request_money", target=f"{plan.case.reference} {code}", data=request.POST,
            token=request.POST.get("token", "")[:120],
            operation=lambda: request_money(by=request.actor, intervention=row, data=request.POST).case,
        )  # fmt: skip
    except Invalid as refused:
        return _of_intervention(request, row, refused.form, opened=True, status=UNPROCESSABLE)
    except (TokenReused, NotNow) as refused:
        form = form_for(row, request.actor, initial=drafts.typed(request.POST))
        return _of_intervention(request, row, form, opened=True, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("This was entered already.") if repeated else _("Entered."))
    return redirect(FUNDING.page, handle=case.handle)


def _of_intervention(
    request: HttpRequest, row: Intervention, form, *, opened: bool, status: int = 200, refusal: str = ""
) -> HttpResponse:
    plan, fundings = row.plan, Funding.objects.filter(intervention=row)
    lines, around = lines_of(fundings), frame(request, plan, PAGE)
    entries: dict[int, list[MoneyEntry]] = {}
    for entry in entries_of(fundings):
        entries.setdefault(entry.funding_id, []).append(entry)
    around["crumbs"][-1]["url"] = reverse(PAGE, args=[plan.case.handle])
    context = around | {
        "crumbs": [*around["crumbs"], {"label": row.code, "url": ""}],
        "row": row,
        "lines": [(line, entries.get(line.funding.pk, [])) for line in lines],
        "total": together(line.sums for line in lines),
        "shares": shares_of(lines),
        "planned": shares_of_plan([row]),
        "form": form if may_request(request.actor, plan) and not why_not(row) else None,
        "opened": opened,
        "token": uuid.uuid4().hex,
        "refusal": refusal,
    }
    return render(request, "strategies/intervention_money.html", context, status=status)


# One source -----------------------------------------------------------------------------------------------------------


@require_safe
@login_required
def funding(request: HttpRequest, handle: str) -> HttpResponse:
    """One source of money, for the committees and for whoever releases it."""
    return page(request, find(request, handle))


def act(request: HttpRequest, handle: str, verb: str) -> HttpResponse:
    """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""
    here = reverse("funding", args=[handle])
    return act_on(request, handle=handle, verb=verb, find=find, page=page, here=here, done=_address)


def _address(case: Case) -> str:
    return reverse("funding", args=[case.handle])


def find(request: HttpRequest, handle: str) -> Case:
    """The case as far as the actor sees it, else 404."""
    case = Case.objects.visible_to(request.actor).filter(kind=FUNDING.kind).by_handle(handle).first()
    if case is None:
        raise Http404
    return case


def page(request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
    rows = Funding.objects.for_list().select_related("intervention__plan__case", "case__district", "case__state")
    subject = rows.get(pk=case.pk)
    plan_case = subject.intervention.plan.case
    shown = _panels(request, subject, tried)
    standing = standing_of(subject)
    context = {
        "nav": "plans",
        "case": subject.case,
        "funding": subject,
        "year": in_words(subject.year),
        "plan_seen": Case.objects.visible_to(request.actor).filter(pk=plan_case.pk).first(),
        "plan_case": plan_case,
        "standing": standing,
        "line": Line(subject, standing.sums),
        "entries": entries_of(Funding.objects.filter(pk=subject.pk)),
        "actions": shown,
        "refusal": tried.message if tried else "",
        "lost": lost_words(tried, shown),
        "events": timeline(subject.case, beginnings=BEGINNINGS, tones=TONES, words=_words),
    }  # fmt: skip
    return render(request, "strategies/funding.html", context, status=tried.status if tried else 200)


def _panels(request: HttpRequest, subject: Funding, tried: Attempt | None) -> list[dict[str, Any]]:
    def address(verb: str) -> str:
        return reverse("funding-act", args=[subject.case.handle, verb])

    asked = drafts.opened(request)
    kept = drafts.take_after_login(request, address(asked)) if asked else None
    return panels(
        actor=request.actor, subject=subject, address=address, attempted=tried,
        unsent={asked: kept} if kept else None, opened=asked,
    )  # fmt: skip


def _words(event: Event) -> list[str]:
    """The certificate that was sent: what counts is what was accepted of it."""
    if event.data.get("amount"):
        return [_("%(amount)s, number %(paper)s") % {"amount": event.data["amount"], "paper": event.data["paper"]}]
    return []


# To take away ---------------------------------------------------------------------------------------------------------


class _Echo:
    def write(self, line: str) -> str:
        return line


@require_safe
@login_required
def plan_money_csv(request: HttpRequest, handle: str) -> StreamingHttpResponse:
    """Every entry of a plan's money, reversals included: what the sums add up."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    fundings = Funding.objects.filter(intervention__plan=plan)
    return table_of(entries_of(fundings), f"money-{plan.case.reference}")


def table_of(entries, name: str) -> StreamingHttpResponse:
    """Entries as CSV in constant memory; no cell of it is a formula."""
    writer = csv.writer(_Echo())
    lines = (writer.writerow([plain(cell) for cell in cells]) for cells in _cells(entries))
    answer = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.csv"'
    return answer


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"  # so that spreadsheets read Hindi
    yield from lines


def _cells(entries) -> Iterator[list[Any]]:
    yield [
        _("State"), _("District"), _("Plan"), _("Intervention"), _("Title"), _("Reference"), _("Source"), _("Scheme"),
        _("Financial year"), _("Step"), _("Amount in rupees"), _("Date"), _("Number"), _("Reverses"), _("Entered by"),
        _("Entered on"),
    ]  # fmt: skip
    rows = entries.select_related(
        "funding__intervention__plan__case", "funding__case__state", "funding__case__district", "funding__scheme",
        "event__actor_post__body", "reverses",
    )  # fmt: skip
    for one in rows.iterator(chunk_size=1000):
        source, thing = one.funding, one.funding.intervention
        yield [
            str(source.case.state), str(source.case.district), thing.plan.case.reference, thing.code, thing.title,
            source.case.reference, source.get_source_display(), str(source.scheme or ""), in_words(source.year),
            one.get_step_display(), one.amount, one.on.isoformat(), one.paper, _("yes") if one.reverses_id else "",
            str(one.event.actor_post or ""), clock.local_date(one.event.recorded_at).isoformat(),
        ]  # fmt: skip
