"""The targets of a plan or strategy: the grid of figures by year, and the form of one target."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import drafts
from cases.models import Case
from cases.receipts import TokenReused
from products.views.records import keeps_what_is_typed
from strategies import editing
from strategies.life.years import in_words
from strategies.models import Plan, Strategy, Target, TargetKind
from strategies.targets import write
from strategies.targets.baselines import baselines_of
from strategies.targets.forms import UNITS, Grid, TargetForm, content_of_row, typed
from strategies.targets.gaps import years_of
from strategies.versions.content import targets_of
from strategies.views.seen import document_seen, frame
from workflow.errors import Invalid, NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE
from workflow.submission import create

PAGE = "plan-targets"


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, handle: str) -> HttpResponse:
    """All targets with their figures by year; writers change the figures here, all in one go."""
    document = document_seen(request, handle)
    if request.method == "POST":
        return _save_grid(request, document)
    kept = drafts.take_after_login(request, request.path)
    return _page(request, document, initial=kept)


def _page(
    request: HttpRequest, document: Plan | Strategy, *, grid: Grid | None = None, initial: Any = None,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    targets, years = list(targets_of(document.case)), list(years_of(document.case))
    context = frame(request, document, PAGE) | {
        "grid": grid or Grid(initial=initial, targets=targets, years=years),
        "years": [in_words(year) for year in years],
        "baselines": baselines_of(document),
        "dropped": Target.objects.filter(case=document.case).exclude(dropped_at=None),
    }
    return render(request, "strategies/targets.html", context | more, status=status)


def _save_grid(request: HttpRequest, document: Plan | Strategy) -> HttpResponse:
    try:
        changed = write.save_grid(document, request.POST, by=request.actor)
    except Invalid as refused:
        return _page(request, document, grid=refused.form, status=UNPROCESSABLE)
    except write.Clash as clash:
        return _page(request, document, grid=_on_theirs(request, clash), clashes=_said(clash), status=CONFLICT)
    except NotNow as refused:
        grid = _as_sent(request, document)
        return _page(request, document, grid=grid, refusal=refused.message, status=CONFLICT)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect(PAGE, handle=document.case.handle)


def _as_sent(request: HttpRequest, document: Plan | Strategy) -> Grid:
    return Grid(request.POST, targets=list(targets_of(document.case)), years=list(years_of(document.case)))


def _on_theirs(request: HttpRequest, clash: write.Clash) -> Grid:
    """The grid as it was sent, to be saved on what colleagues have saved once its writer has seen it."""
    data = request.POST.copy()
    for pk, conflict in clash.conflicts.items():
        data[f"base_{pk}"] = str(conflict.number)
    return Grid(data, targets=clash.form.targets, years=clash.form.years)


def _said(clash: write.Clash) -> list[dict[str, Any]]:
    """Per target: who changed it, and the figures that are theirs."""
    titles = {row.pk: row.title for row in clash.form.targets}
    return [
        {
            "title": titles[pk],
            "by": conflict.by.by_post,
            "figures": [(in_words(int(year)), value) for year, value in conflict.theirs.get("years", {}).items()],
        }
        for pk, conflict in clash.conflicts.items()
    ]


# One target -----------------------------------------------------------------------------------------------------------


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, handle: str) -> HttpResponse:
    """A new target; the address may carry a suggested baseline. Sent twice it is one."""
    document = document_seen(request, handle)
    if request.method == "POST":
        return _add(request, document)
    if gone := _not_writable(request, document):
        return gone
    kept = drafts.take_after_login(request, request.path)
    return _form(request, document, TargetForm(document=document, initial=kept or request.GET.dict()))


def _add(request: HttpRequest, document: Plan | Strategy) -> HttpResponse:
    def operation() -> Case:
        write.add(document, request.POST, by=request.actor)
        return document.case

    try:
        create(
            by=request.actor, verb="add_target", target=str(document.case.key), data=request.POST,
            token=request.POST.get("token", "")[:100], operation=operation,
        )  # fmt: skip
    except Invalid as refused:
        return _form(request, document, refused.form, status=UNPROCESSABLE)
    except (TokenReused, NotNow) as refused:
        form = TargetForm(request.POST, document=document)
        return _form(request, document, form, refusal=str(refused), status=CONFLICT)
    messages.success(request, _("The target is set."))
    return redirect(PAGE, handle=document.case.handle)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """Change one; what colleagues saved meanwhile is merged in, what cannot be is shown."""
    document = document_seen(request, handle)
    row = _row(document, pk)
    if request.method == "POST":
        return _change(request, document, row)
    if gone := _not_writable(request, document):
        return gone
    kept = drafts.take_after_login(request, request.path)
    initial = kept or typed(content_of_row(row))
    return _form(request, document, TargetForm(document=document, initial=initial), row=row,
                 base=initial.get("base", row.edited))  # fmt: skip


def _change(request: HttpRequest, document: Plan | Strategy, row: Target) -> HttpResponse:
    base = request.POST.get("base", "")
    number = int(base) if base.isdecimal() and len(base) < 10 else 0
    try:
        saved = write.change(row, request.POST, base=number, by=request.actor)
    except Invalid as refused:
        return _form(request, document, refused.form, row=row, base=base, status=UNPROCESSABLE)
    except write.Clash as clash:
        conflict = clash.conflicts[row.pk]
        form = TargetForm(document=document, initial=typed(conflict.merged))
        sides = list(_sides(conflict, form))
        return _form(request, document, form, row=row, base=conflict.number, conflict=conflict, sides=sides,
                     status=CONFLICT)  # fmt: skip
    except NotNow as refused:
        form = TargetForm(request.POST, document=document)
        return _form(request, document, form, row=row, base=base, refusal=refused.message, status=CONFLICT)
    messages.success(
        request, _("Saved, together with what a colleague saved meanwhile.") if saved.merged else _("Saved.")
    )
    return redirect(PAGE, handle=document.case.handle)


def _sides(conflict: editing.Conflict, form: TargetForm):
    """(label, before, theirs, mine) of each field or figure both changed."""
    flat = [typed(side) for side in (conflict.base, conflict.theirs, conflict.mine)]
    for name, field in form.fields.items():
        values = [side.get(name, "") for side in flat]
        if values[1] != values[2] and (name in conflict.clashes or name.startswith("year_")):
            yield str(field.label), *(str(TargetKind(v).label) if name == "kind" and v else v or "–" for v in values)


def _row(document: Plan | Strategy, pk: int) -> Target:
    rows = Target.objects.select_related("product__case").prefetch_related("years")
    row = get_object_or_404(rows, pk=pk, case=document.case)
    row.case = document.case
    return row


def _not_writable(request: HttpRequest, document: Plan | Strategy) -> HttpResponse | None:
    """403 for those who never write it; back to the targets with a sentence while it is locked."""
    try:
        editing.refuse_unless_writable(document, request.actor)
    except NotNow:
        messages.error(request, _("The document cannot be changed now: it has been submitted."))
        return redirect(PAGE, handle=document.case.handle)
    return None


def _form(
    request: HttpRequest, document: Plan | Strategy, form: TargetForm, *, row: Target | None = None, base: Any = 0,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    page = frame(request, document, PAGE)
    page["crumbs"] = [
        page["crumbs"][0],
        {"label": page["crumbs"][1]["label"], "url": reverse(PAGE, args=[document.case.handle])},
        {"label": row.title if row else _("New target"), "url": ""},
    ]
    context = page | {"form": form, "row": row, "base": base, "token": uuid.uuid4().hex, "units": UNITS}
    return render(request, "strategies/target_form.html", context | more, status=status)


@login_required
@require_POST
def drop(request: HttpRequest, handle: str, pk: int) -> HttpResponse:
    """Take a target out of the document, or put it back."""
    document = document_seen(request, handle)
    row = _row(document, pk)
    try:
        (write.put_back if "back" in request.POST else write.drop)(row, by=request.actor)
        said = _("The target is set again.") if "back" in request.POST else _("Taken out. It can be put back.")
        messages.success(request, said)
    except NotNow as refused:
        messages.error(request, refused.message)
    return redirect(PAGE, handle=document.case.handle)
