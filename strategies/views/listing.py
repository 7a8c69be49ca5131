"""Lists of plans and of strategies: for committees where each stands, for everybody what is adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from escalations.models import DeadlineState
from geography.models import District, State
from institutions import clock
from institutions.actors import Actor
from strategies.life.start import may_start, unfinished
from strategies.life.years import FIRST_YEAR, LONGEST, financial_year, in_words
from strategies.models import Adoption, DocumentKind, Intervention, StrategyItem, before_the_portal
from strategies.views.seen import MODELS
from workflow.engine import workflow_of

PER_PAGE = 25
EVERY = [("", lazy("All"))]
MINE, EVERYBODY = "mine", "all"
WHERE = [(MINE, lazy("Of my committee")), (EVERYBODY, lazy("Everything adopted"))]
LATE = "late"
MARKS = [*EVERY, (LATE, lazy("Overdue")), ("in_force", lazy("With an adoption in force"))]
ROWS = {  # what a document is made of, to be counted
    DocumentKind.PLAN: Intervention.objects.filter(plan=OuterRef("pk"), dropped_at=None).values("plan"),
    DocumentKind.STRATEGY: StrategyItem.objects.filter(strategy=OuterRef("pk"), dropped_at=None).values("strategy"),
}


@dataclass(frozen=True)
class Row:
    """A line of the list. rows: interventions of a plan, items of a strategy; None to the public."""

    url: str
    title: str
    reference: str
    place: str
    state: str
    years: str
    status: str
    status_label: str
    holder: str
    due_at: datetime | None
    late: bool
    adopted_at: datetime | None
    rows: int | None
    order: str = ""
    mark: str = ""  # of one adopted before the portal, or being brought in

    @property
    def due_on(self) -> date | None:
        return clock.local_date(self.due_at) if self.due_at else None


class Search(forms.Form):
    """Filters of a list for one reader; a wrong value narrows nothing."""

    q = forms.CharField(label=lazy("Title or reference"), required=False, max_length=120)
    where = forms.ChoiceField(label=lazy("Show"), choices=WHERE, required=False)
    state = forms.ModelChoiceField(
        State.objects.all(), label=lazy("State"), to_field_name="code", required=False, empty_label=lazy("All")
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label=lazy("District"), to_field_name="lgd_code", required=False,
        empty_label=lazy("All"),
    )  # fmt: skip
    status = forms.ChoiceField(label=lazy("Status"), required=False)
    year = forms.TypedChoiceField(label=lazy("Financial year"), coerce=int, empty_value=None, required=False)
    mark = forms.ChoiceField(label=lazy("Only"), choices=MARKS, required=False)

    def __init__(self, data, *, actor: Actor, kind: str):
        super().__init__(data)
        self.kind = kind
        scope = actor.scope
        inside = actor.post is not None and bool(scope.everything or scope.states or scope.districts)
        self.is_public = not inside or self.data.get("where") == EVERYBODY
        last = financial_year(clock.today()) + LONGEST
        self.fields["status"].choices = [*EVERY, *workflow_of(kind).statuses.choices]
        self.fields["year"].choices = [*EVERY, *((year, in_words(year)) for year in range(FIRST_YEAR, last + 1))]
        if not inside:
            del self.fields["where"]
        if self.is_public:
            del self.fields["status"], self.fields["mark"]
        self._places(actor)

    def _places(self, actor: Actor) -> None:
        """Districts are offered once a State is known: hundreds in a menu help nobody."""
        scope, state = actor.scope, str(self.data.get("state", ""))
        districts = District.objects.filter(retired_on=None)
        if self.is_public or scope.everything:
            rows = districts.filter(state__code=state.upper()) if state else districts.none()
        else:
            del self.fields["state"]
            rows = districts.filter(Q(state__in=scope.states) | Q(pk__in=scope.districts))
        self.fields["district"].queryset = rows
        if self.kind == DocumentKind.STRATEGY or ("state" not in self.fields and len(rows[:2]) < 2):
            del self.fields["district"]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@require_safe
def index(request: HttpRequest, kind: str) -> HttpResponse:
    """The list; every filter stands in the address."""
    actor = request.actor
    search = Search(request.GET, actor=actor, kind=kind)
    if search.is_public:
        found, row, tiles = _adopted(kind, search.wanted()), _adopted_row, []
    else:
        every = _seen(kind, actor)
        found, row, tiles = _narrowed(every, search.wanted()), _seen_row, _tiles(kind, every)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "plans" if kind == DocumentKind.PLAN else "strategies",
        "is_plan": kind == DocumentKind.PLAN,
        "search": search,
        "tiles": tiles,
        "page_obj": page,
        "rows": [row(one) for one in page.object_list],
        "clear_url": _list(kind),
        "may_start": may_start(actor, kind) and unfinished(workflow_of(kind), actor.body) is None,
        "new_url": reverse(f"{kind}-new"),
        "bring_in_url": reverse(f"{kind}-bring-in"),
        "filtered": any(value for name, value in request.GET.items() if name not in ("page", "where")),
    }
    return render(request, "strategies/list.html", context)


def _list(kind: str) -> str:
    return reverse("plans" if kind == DocumentKind.PLAN else "strategies")


# For committees: where each stands ------------------------------------------------------------------------------------


def _seen(kind: str, actor: Actor) -> QuerySet:
    running = FilteredRelation("case__deadlines", condition=Q(case__deadlines__state=DeadlineState.RUNNING))
    adopted = Adoption.objects.filter(case=OuterRef("pk"), ended_at=None)
    of_paper = adopted.filter(paper__isnull=False).values("order_date")
    count = ROWS[kind].order_by().annotate(n=Count("pk")).values("n")
    return (
        MODELS[kind].objects.visible_to(actor).annotate(clock=running, due_at=F("clock__due_at"))
        .annotate(
            adopted_at=Subquery(adopted.values("adopted_at")[:1]), paper_date=Subquery(of_paper[:1]),
            row_count=Coalesce(Subquery(count), Value(0)),
        )
    )  # fmt: skip


def _narrowed(rows: QuerySet, wanted: dict[str, Any]) -> QuerySet:
    columns = {"state": "case__state", "district": "case__district", "status": "case__status"}
    rows = rows.filter(**{column: wanted[name] for name, column in columns.items() if name in wanted})
    if "q" in wanted:
        words = wanted["q"].strip()
        rows = rows.filter(Q(case__title__icontains=words) | Q(case__reference__startswith=words.upper()))
    if "year" in wanted:
        rows = rows.filter(first_year__lte=wanted["year"], last_year__gte=wanted["year"])
    if wanted.get("mark") == LATE:
        rows = rows.filter(due_at__lte=clock.now())
    elif wanted.get("mark"):
        rows = rows.exclude(adopted_at=None)
    rows = rows.select_related("case__district", "case__state", "case__holder__body")
    return rows.order_by("case__state__name", F("case__district__name").asc(nulls_first=True), "pk")


def _seen_row(document) -> Row:
    case = document.case
    return Row(
        url=reverse(case.kind, args=[case.handle]), title=case.title, reference=case.reference,
        place=str(case.district or case.state), state=str(case.state),
        years=_years(document.first_year, document.last_year), status=case.status,
        status_label=str(workflow_of(case.kind).statuses(case.status).label),
        holder=str(case.holder or ""), due_at=document.due_at,
        late=document.due_at is not None and document.due_at <= clock.now(), adopted_at=document.adopted_at,
        rows=document.row_count, mark=_mark(document),
    )  # fmt: skip


def _mark(document) -> str:
    if document.bringing_in:
        return _("being brought in: adopted before this portal")
    return before_the_portal(document.paper_date, document.adopted_at) if document.paper_date else ""


def _tiles(kind: str, every: QuerySet) -> list[dict[str, Any]]:
    """How many stand where, and each count leads to its list."""
    statuses = every.order_by().values_list("case__status").annotate(n=Count("pk"))
    counts = dict(statuses)
    late = every.filter(due_at__lte=clock.now()).count()
    in_force = every.exclude(adopted_at=None).count()
    label = workflow_of(kind).statuses
    found = [
        {"value": late, "label": _("overdue"), "tone": "late" if late else "good", "url": f"{_list(kind)}?mark=late"},
        {"value": in_force, "label": _("adopted, in force"), "tone": "good", "url": f"{_list(kind)}?mark=in_force"},
    ]
    return found + [
        {"value": counts[status], "label": label(status).label, "tone": "info", "url": f"{_list(kind)}?status={status}"}
        for status in label.values
        if counts.get(status)
    ]


# For everybody: what is adopted ---------------------------------------------------------------------------------------


def _adopted(kind: str, wanted: dict[str, Any]) -> QuerySet:
    """Adoptions in force, under the title and years of the version that was adopted."""
    rows = Adoption.objects.filter(case__kind=kind, ended_at=None).defer("version__content")
    rows = rows.annotate(
        title=KeyTextTransform("title", "version__content"),
        first_year=Cast(KeyTextTransform(0, KeyTransform("years", "version__content")), IntegerField()),
        last_year=Cast(KeyTextTransform(1, KeyTransform("years", "version__content")), IntegerField()),
    )
    columns = {"state": "case__state", "district": "case__district"}
    rows = rows.filter(**{column: wanted[name] for name, column in columns.items() if name in wanted})
    if "q" in wanted:
        words = wanted["q"].strip()
        rows = rows.filter(Q(title__icontains=words) | Q(case__reference__startswith=words.upper()))
    if "year" in wanted:
        rows = rows.filter(first_year__lte=wanted["year"], last_year__gte=wanted["year"])
    rows = rows.select_related("case__district", "case__state")
    return rows.order_by("case__state__name", F("case__district__name").asc(nulls_first=True), "pk")


def _adopted_row(adoption) -> Row:
    case = adoption.case
    return Row(
        url=reverse(case.kind, args=[case.handle]), title=adoption.title, reference=case.reference,
        place=str(case.district or case.state), state=str(case.state),
        years=_years(adoption.first_year, adoption.last_year), status="adopted",
        status_label=str(workflow_of(case.kind).statuses("adopted").label), holder="", due_at=None, late=False,
        adopted_at=adoption.adopted_at, rows=None,
        order=_("order %(number)s of %(day)s") % {
            "number": adoption.order_number, "day": date_format(adoption.order_date, "j M Y"),
        },
        mark=adoption.mark,
    )  # fmt: skip


def _years(first: int, last: int) -> str:
    return f"{in_words(first)} – {in_words(last)}"
