"""The interventions of a plan: the list, one of them, and the forms that write them without losing a word."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bottlenecks.models import Bottleneck
from bottlenecks.models import Status as BottleneckStatus
from cases import drafts
from cases.models import Case
from cases.receipts import TokenReused
from products.views.records import keeps_what_is_typed
from strategies import editing
from strategies.interventions import write
from strategies.interventions.choices import Choices
from strategies.interventions.forms import InterventionForm, content_of_row
from strategies.interventions.listing import line_of, stages_of
from strategies.interventions.money import Shares
from strategies.interventions.words import in_words, label_of
from strategies.models import DocumentKind, Edit, Intervention, Plan
from strategies.overlaps import undecided
from strategies.schemes.suggest import suggest
from strategies.views.seen import document_seen, frame, may_write
from workflow.errors import Invalid, NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE
from workflow.submission import create

PAGE = "plan-interventions"
MOST_FOUND = 15  # bottlenecks of a search
LAST_EDITS = 8


@require_safe
@login_required
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """All of them by stage of the value chain, with who bears the money and what is missing."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    stages = stages_of(plan)
    context = frame(request, plan, PAGE) | {
        "stages": stages,
        "shares": sum((stage.shares for stage in stages), Shares()),
        "count": sum(len(stage.lines) for stage in stages),
        "incomplete": sum(bool(line.missing) for stage in stages for line in stage.lines),
        "undecided": len(undecided(plan)),
        "dropped": Intervention.objects.filter(plan=plan).exclude(dropped_at=None).order_by("code"),
    }
    return render(request, "strategies/interventions.html", context)


@require_safe
@login_required
def detail(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """One intervention: what it says, who bears it, what it removes, which schemes could pay, who wrote what."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    row = _row(plan, code)
    writable = may_write(request.actor, plan) and row.dropped_at is None
    context = _frame(request, plan, row) | {
        "row": row,
        "line": line_of(row, plan),
        "writable": writable,
        "linked": row.bottlenecks.visible_to(request.actor).select_related("case").order_by("case__reference"),
        "found": _search(request, plan, row) if writable else None,
        "asked": request.GET.get("q", ""),
        "schemes": _schemes(plan, row),
        "edits": _edits(row),
    }
    return render(request, "strategies/intervention.html", context)


def _row(plan: Plan, code: str) -> Intervention:
    rows = Intervention.objects.select_related("stage", "category__area", "owner__body", "scheme", "asks_centre")
    row = get_object_or_404(rows.prefetch_related("products__case", "bottlenecks__case"), plan=plan, code=code.upper())
    row.plan = plan
    return row


def _frame(request: HttpRequest, plan: Plan, row: Intervention | None, label: str = "") -> dict[str, Any]:
    page = frame(request, plan, PAGE)
    here = [{"label": page["crumbs"][1]["label"], "url": reverse(PAGE, args=[plan.case.handle])}]
    if row is not None:
        url = reverse("intervention", args=[plan.case.handle, row.code]) if label else ""
        here.append({"label": row.code, "url": url})
    if label:
        here.append({"label": label, "url": ""})
    return page | {"crumbs": [page["crumbs"][0], *here]}


def _schemes(plan: Plan, row: Intervention) -> list:
    """Open schemes that fit its stage or its challenge area."""
    stage, area = row.stage.code if row.stage else "", row.category.area.code if row.category else ""
    return suggest(state=plan.case.state, stage=stage, area=area)


def _search(request: HttpRequest, plan: Plan, row: Intervention) -> list[Bottleneck]:
    """Bottlenecks of the district that fit what is asked and are not linked yet; open ones first."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:120]
    rows = Bottleneck.objects.visible_to(request.actor).filter(case__district=plan.case.district_id)
    rows = rows.exclude(pk__in=row.bottlenecks.values("pk")).exclude(case__status=BottleneckStatus.DRAFT)
    if asked:
        rows = rows.filter(Q(case__title__icontains=asked) | Q(case__reference__startswith=asked.upper()))
    return list(rows.for_list().order_by("case__closed_at", "-case__opened_at")[:MOST_FOUND])


def _edits(row: Intervention) -> list[tuple[Edit, list[str]]]:
    """The latest saved states, newest first: (edit, the names of what it changed)."""
    rows = Edit.objects.filter(case=row.plan_id, part=row.part).select_related("by_post__body")
    rows = list(rows.order_by("-number")[: LAST_EDITS + 1])
    found = []
    for edit, before in zip(rows, [*rows, None][1:], strict=True):
        was = before.content if before else {}
        names = [name for name, value in edit.content.items() if was.get(name) != value]
        words = [label_of(name) for name in names if name in InterventionForm.base_fields]
        found.append((edit, words + ([_taken_or_put_back(row, edit)] if editing.DROPPED in names else [])))
    return found[:LAST_EDITS]


def _taken_or_put_back(row: Intervention, edit: Edit) -> str:
    if edit.content[editing.DROPPED]:
        return _("taken out")
    return _("%(code)s is part of the plan again.") % {"code": row.code}


# Writing --------------------------------------------------------------------------------------------------------------


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, handle: str) -> HttpResponse:
    """A new one; ?bottleneck= and ?product= begin it from a page of the register. Sent twice it is one."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    if request.method == "POST":
        return _add(request, plan)
    if gone := _not_writable(request, plan):
        return gone
    choices = Choices(plan, request.actor)
    kept, saved_at = _kept(request, plan, "new")
    return _form(request, plan, choices, initial=kept or _begun(request, choices), saved_at=saved_at)


def _add(request: HttpRequest, plan: Plan) -> HttpResponse:
    choices, made = Choices(plan, request.actor), []

    def operation() -> Case:
        made.append(write.add(plan, request.POST, by=request.actor, choices=choices))
        return plan.case

    try:
        _case, repeated = create(
            by=request.actor, verb="add_intervention", target=str(plan.case.key), data=request.POST,
            token=request.POST.get("token", "")[:100], operation=operation,
        )  # fmt: skip
    except Invalid as refused:
        return _form(request, plan, choices, form=refused.form, status=UNPROCESSABLE)
    except (TokenReused, NotNow) as refused:
        return _refused(request, plan, choices, None, str(refused))
    drafts.discard(user=request.user, form=draft_name(plan, "new"))
    if repeated or not made:
        messages.info(request, _("This was entered already."))
        return redirect(PAGE, handle=plan.case.handle)
    messages.success(request, _("%(code)s is part of the plan.") % {"code": made[0].code})
    return _back(request, plan, made[0])


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Change one; what colleagues saved meanwhile is merged in, what cannot be is shown."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    row = _row(plan, code)
    if request.method == "POST":
        return _change(request, plan, row)
    if gone := _not_writable(request, plan):
        return gone
    kept, saved_at = _kept(request, plan, row.code)
    initial = kept or content_of_row(row)
    return _form(request, plan, Choices(plan, request.actor), row=row, initial=initial, saved_at=saved_at,
                 base=initial.get("base", row.edited))  # fmt: skip


def _change(request: HttpRequest, plan: Plan, row: Intervention) -> HttpResponse:
    choices, base = Choices(plan, request.actor), request.POST.get("base", "")
    number = int(base) if base.isdecimal() and len(base) < 10 else 0
    try:
        changed, saved = write.change(row, request.POST, base=number, by=request.actor, choices=choices)
    except Invalid as refused:
        return _form(request, plan, choices, row=row, form=refused.form, base=base, status=UNPROCESSABLE)
    except write.Clash as clash:
        drafts.save(user=request.user, form=draft_name(plan, row.code), data=request.POST)
        return _clash(request, plan, row, choices, clash)
    except NotNow as refused:
        return _refused(request, plan, choices, row, refused.message)
    drafts.discard(user=request.user, form=draft_name(plan, row.code))
    said = _("Saved, together with what a colleague saved meanwhile.") if saved.merged else _("Saved.")
    messages.success(request, said)
    return _back(request, plan, changed)


def _back(request: HttpRequest, plan: Plan, row: Intervention) -> HttpResponse:
    for sentence in line_of(row, plan).warnings:
        messages.warning(request, sentence)
    return redirect("intervention", handle=plan.case.handle, code=row.code)


def _begun(request: HttpRequest, choices: Choices) -> dict[str, Any]:
    """What the address names: a bottleneck of the register, a product, a scheme."""
    asked = {name: request.GET.get(name, "").upper() for name in ("bottleneck", "product")}
    found: dict[str, Any] = {}
    if row := choices.bottlenecks.get(asked["bottleneck"]):
        found = {"bottlenecks": [asked["bottleneck"]]}
        found |= {"stage": row.stage.code if row.stage else "", "category": row.category.code if row.category else ""}
    if asked["product"] in choices.products:
        found["products"] = [asked["product"]]
    if (scheme := request.GET.get("scheme", "")) in choices.schemes:
        found["scheme"] = scheme
    return found


def _not_writable(request: HttpRequest, plan: Plan) -> HttpResponse | None:
    """403 for those who never write it; back to the list with a sentence while it is locked."""
    try:
        editing.refuse_unless_writable(plan, request.actor)
    except NotNow:
        messages.error(request, _("The plan cannot be changed now: it has been submitted."))
        return redirect(PAGE, handle=plan.case.handle)
    return None


def _refused(
    request: HttpRequest, plan: Plan, choices: Choices, row: Intervention | None, sentence: str
) -> HttpResponse:
    """Nothing was taken, and nothing is lost: the form as it was sent, kept as a draft too."""
    drafts.save(user=request.user, form=draft_name(plan, row.code if row else "new"), data=request.POST)
    form = InterventionForm(request.POST, choices=choices)
    return _form(request, plan, choices, row=row, form=form, base=request.POST.get("base", ""), refusal=sentence,
                 status=CONFLICT)  # fmt: skip


def _clash(request: HttpRequest, plan: Plan, row: Intervention, choices: Choices, clash: write.Clash) -> HttpResponse:
    conflict = clash.conflict
    sides = [
        (label_of(name), *(in_words(name, side.get(name, ""), choices)
                           for side in (conflict.base, conflict.theirs, conflict.mine)))
        for name in conflict.clashes
    ]  # fmt: skip
    return _form(request, plan, choices, row=row, initial=conflict.merged, base=conflict.number, conflict=conflict,
                 sides=sides, status=CONFLICT)  # fmt: skip


def _form(
    request: HttpRequest, plan: Plan, choices: Choices, *, row: Intervention | None = None,
    form: InterventionForm | None = None, initial: dict[str, Any] | None = None, base: Any = 0, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    label = _("Change it") if row else _("New intervention")
    code = row.code if row else "new"
    context = _frame(request, plan, row, label) | {
        "row": row,
        "form": form or InterventionForm(initial=initial, choices=choices),
        "owners": choices.post_labels.values(),
        "base": base,
        "token": uuid.uuid4().hex,
        "draft_url": reverse("intervention-draft", args=[plan.case.handle, code]),
        "forget_url": reverse("intervention-draft-forget", args=[plan.case.handle, code]),
    }
    return render(request, "strategies/intervention_form.html", context | more, status=status)


# What is being typed --------------------------------------------------------------------------------------------------


def draft_name(plan: Plan, code: str) -> str:
    return f"{plan.case.key}-intervention:{code}"


def _kept(request: HttpRequest, plan: Plan, code: str) -> tuple[dict[str, Any] | None, Any]:
    """(what this person typed and never saved, since when): over a login, or kept while it was typed."""
    unsent = drafts.take_after_login(request, request.path)
    draft = None if unsent else drafts.find(user=request.user, form=draft_name(plan, code))
    fields = dict(unsent or (draft.fields if draft else {}))
    if isinstance(fields.get("products"), str):
        fields["products"] = [fields["products"]]
    return fields or None, draft.saved_at if draft else None


@login_required
@require_POST
def autosave(request: HttpRequest, handle: str, code: str) -> JsonResponse:
    """Keep what is being typed; called by the page's script every few seconds."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    saved = drafts.save(user=request.user, form=draft_name(plan, code[:12]), data=request.POST)
    return JsonResponse({"saved": saved is not None})


@login_required
@require_POST
def forget(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Throw away what was typed and not saved."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    drafts.discard(user=request.user, form=draft_name(plan, code[:12]))
    if code == "new":
        return redirect("intervention-new", handle=plan.case.handle)
    return redirect("intervention-edit", handle=plan.case.handle, code=code)


# Single moves ---------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def drop(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Take it out of the plan, or put it back."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    row = _row(plan, code)
    back = "back" in request.POST
    try:
        (write.put_back if back else write.drop)(row, by=request.actor)
    except NotNow as refused:
        messages.error(request, refused.message)
        return redirect("intervention", handle=plan.case.handle, code=row.code)
    said = _("%(code)s is part of the plan again.") if back else _("%(code)s was taken out. It can be put back.")
    messages.success(request, said % {"code": row.code})
    return redirect(PAGE, handle=plan.case.handle)


@login_required
@require_POST
def link(request: HttpRequest, handle: str, code: str) -> HttpResponse:
    """Link a bottleneck of the register, or take the link away."""
    plan = document_seen(request, handle, DocumentKind.PLAN)
    row = _row(plan, code)
    asked = {name: request.POST.get(name, "").upper()[:40] for name in ("add", "remove")}
    try:
        write.link(row, by=request.actor, **asked)
        messages.success(request, _("Linked.") if asked["add"] else _("The link is taken away."))
    except NotNow as refused:
        messages.error(request, refused.message)
    return redirect(reverse("intervention", args=[plan.case.handle, row.code]) + "#bottlenecks")
