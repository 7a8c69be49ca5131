"""Progress of a plan or strategy: what was adopted against what was achieved, and the quarter entered on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Value
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import drafts
from cases.models import EvidenceState
from institutions import clock
from products.views.records import keeps_what_is_typed
from strategies.models import Adoption, DocumentKind, Measure, Plan, Progress, Strategy, StrategyItem
from strategies.monitoring.entry import ProgressForm, Row, may_enter, rows_of, save_rows
from strategies.monitoring.quarters import Quarter, parse, quarter_at, quarter_of
from strategies.monitoring.rollup import Lights
from strategies.monitoring.rule import Rule, judged, planned, rule
from strategies.views.seen import document_seen, frame
from workflow.errors import NotNow
from workflow.pages import CONFLICT, UNPROCESSABLE

PAGE = "document-progress"


# Read -----------------------------------------------------------------------------------------------------------------


@require_safe
@login_required
def progress(request: HttpRequest, handle: str) -> HttpResponse:
    """Every intervention and target with its colour and why; of a strategy its own targets and its items' districts."""
    document = document_seen(request, handle)
    by = rule()
    rows = list(_judged(document, by))
    lights = Lights()
    for row in rows:
        lights.add(row.verdict, bool(row.intervention_id), bool(row.target_id))
    context = frame(request, document, PAGE) | {
        "rule": by,
        "adoption": Adoption.objects.filter(case=document.case, ended_at=None).defer("version__content").first(),
        "targets": [row for row in rows if row.target_id],
        "interventions": [row for row in rows if row.intervention_id],
        "lights": lights,
        "items": _items(document, by) if document.case.kind == DocumentKind.STRATEGY else [],
        "history": _history(document, rows),
        "may_enter": bool(rows) and may_enter(request.actor, document),
        "quarter": _last_over(document),
    }
    return render(request, "strategies/progress.html", context)


def _judged(document: Plan | Strategy, by: Rule):
    rows = Measure.objects.in_force().of_year(by.judged.year).filter(adoption__case=document.case)
    return judged(rows, by).select_related("latest", "intervention__plan__case")


def _items(strategy: Strategy, by: Rule) -> list[tuple[StrategyItem, Lights]]:
    """The items of a strategy with the colours of the district interventions behind them, each counted once."""
    key = "intervention__item_sources__item"
    behind = Measure.objects.in_force().filter(intervention__item_sources__strategy=strategy)
    found: dict[int, Lights] = {}
    for row in judged(behind, by).order_by().values(key, "verdict").annotate(n=Count("intervention", distinct=True)):
        found.setdefault(row[key], Lights()).add(row["verdict"], row["n"], 0)
    items = StrategyItem.objects.filter(strategy=strategy, dropped_at=None).order_by("code")
    return [(item, found.get(item.pk, Lights())) for item in items]


def _history(document: Plan | Strategy, measures: list[Measure]) -> list[dict[str, Any]]:
    """What was entered of each measure, quarter by quarter with every correction, the latest first."""
    entries: dict[tuple, list[Progress]] = {}
    rows = Progress.objects.filter(case=document.case).select_related("evidence", "by_post__body")
    for entry in rows.order_by("-year", "-quarter", "-number"):
        entries.setdefault((entry.intervention_id, entry.target_id), []).append(entry)
    paths = _paths(measures, {(one.year, one.quarter) for found in entries.values() for one in found})
    shown = []
    for measure in measures:
        lines, before = [], None
        for entry in entries.get((measure.intervention_id, measure.target_id), []):
            quarter = Quarter(entry.year, entry.quarter)
            own = measure.year in (None, entry.year)  # the default path of another year is not this measure's
            path = entry.planned if entry.planned is not None or not own else paths[measure.pk][quarter]
            lines.append({
                "quarter": quarter, "entry": entry, "planned": path, "replaced": quarter == before,
                "paper": entry.evidence if entry.evidence and entry.evidence.state == EvidenceState.CLEAN else None,
            })  # fmt: skip
            before = quarter
        if lines:
            shown.append({"measure": measure, "lines": lines})
    return shown


def _paths(measures: list[Measure], quarters: set[tuple[int, int]]) -> dict[int, dict[Quarter, Any]]:
    """The default path of each measure in some quarters (one query)."""
    names = {f"path_{year}_{number}": Quarter(year, number) for year, number in sorted(quarters)}
    rows = Measure.objects.filter(pk__in=[one.pk for one in measures]).annotate(
        **{name: planned(Value(one.year), Value(one.number)) for name, one in names.items()}
    )
    return {row["pk"]: {one: row[name] for name, one in names.items()} for row in rows.values("pk", *names)}


# Enter ----------------------------------------------------------------------------------------------------------------


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, handle: str, quarter: str) -> HttpResponse:
    """All interventions and targets of a quarter on one page, saved row by row or all at once."""
    document, when = _enterable(request, handle, quarter)
    if request.method != "POST":
        return _entry_page(request, document, when, _shown(request, document, when))
    only = request.POST.get("only", "")
    try:
        rows = save_rows(
            by=request.actor, document=document, quarter=when, data=request.POST, files=request.FILES, only=only
        )
    except NotNow as refused:
        rows = [_as_typed(row, when, request.POST) for row in rows_of(document.case, when)]
        return _entry_page(request, document, when, rows, status=CONFLICT, refusal=refused.message)
    saved, wrong = sum(row.saved for row in rows), [row for row in rows if row.form is not None and row.form.errors]
    unsent = [row for row in rows if row.form is None and _differs(row, when, request.POST)]
    if saved:
        said = ngettext("%(n)s row is saved.", "%(n)s rows are saved.", saved) % {"n": saved}
        messages.success(request, said)
    if not wrong and not unsent:
        drafts.discard(user=request.user, form=_draft_name(document, when))
        if not saved:
            messages.info(request, _("Nothing was changed."))
        return redirect(reverse("progress-entry", args=[handle, quarter]) + (f"#{only}" if only else ""))
    shown = [row if row in wrong else _as_typed(row, when, request.POST) for row in rows]
    return _entry_page(request, document, when, shown, status=UNPROCESSABLE if wrong else 200)


def _enterable(request: HttpRequest, handle: str, slug: str) -> tuple[Plan | Strategy, Quarter]:
    """The document and quarter, for those who may write: 404 unseen or no such quarter, 403 not theirs."""
    document, when = document_seen(request, handle), parse(slug)
    if when is None or not document.first_year <= when.year <= document.last_year:
        raise Http404
    if not may_enter(request.actor, document):
        raise PermissionDenied(_("Only those who write for the committee enter the progress of its document."))
    return document, when


def _shown(request: HttpRequest, document: Plan | Strategy, when: Quarter) -> list[Row]:
    """The rows with what was typed and not sent yet, else with their last entry."""
    kept = drafts.take_after_login(request, request.path)
    if kept is None and (draft := drafts.find(user=request.user, form=_draft_name(document, when))):
        kept = draft.fields
    return [_as_typed(row, when, kept or {}) for row in rows_of(document.case, when)]


def _as_typed(row: Row, when: Quarter, typed: Any) -> Row:
    """A row whose form shows what was typed, else its last entry."""
    initial = row.initial
    if not row.saved:
        names = {name: f"{row.name}-{name}" for name in ("actual", "planned", "note")}
        initial |= {name: typed[key] for name, key in names.items() if key in typed}
    row.form = ProgressForm(prefix=row.name, quarter=when, initial=initial)
    return row


def _differs(row: Row, when: Quarter, typed: Any) -> bool:
    """Something was typed into a row that was not asked to be saved."""
    return ProgressForm(typed, prefix=row.name, quarter=when, initial=row.initial).has_changed()


def _entry_page(
    request: HttpRequest, document: Plan | Strategy, when: Quarter, rows: list[Row], *, status: int = 200,
    refusal: str = "",
) -> HttpResponse:  # fmt: skip
    around = frame(request, document, PAGE)
    around["crumbs"][-1]["url"] = reverse(PAGE, args=[document.case.handle])
    context = around | {
        "crumbs": [*around["crumbs"], {"label": when.short, "url": ""}],
        "quarter": when,
        "quarters": _quarters(document),
        "begun": when.starts_on <= clock.today(),
        "rows": rows,
        "wrong": [row for row in rows if row.form.is_bound and row.form.errors],
        "refusal": refusal,
    }
    return render(request, "strategies/progress_entry.html", context, status=status)


def _quarters(document: Plan | Strategy) -> list[Quarter]:
    return [quarter_at(index) for index in range(4 * document.first_year, 4 * document.last_year + 4)]


def _last_over(document: Plan | Strategy) -> Quarter:
    """The quarter to report now: the last that is over, within the years of the document."""
    index = quarter_of(clock.today()).index - 1
    return quarter_at(min(max(index, 4 * document.first_year), 4 * document.last_year + 3))


@require_POST
@login_required
def autosave(request: HttpRequest, handle: str, quarter: str) -> JsonResponse:
    """Keep what was typed and not sent yet."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    document, when = _enterable(request, handle, quarter)
    saved = drafts.save(user=request.user, form=_draft_name(document, when), data=request.POST)
    return JsonResponse({"saved_at": saved.saved_at.isoformat() if saved else None})


def _draft_name(document: Plan | Strategy, when: Quarter) -> str:
    return f"progress:{document.case.key}:{when.slug}"
