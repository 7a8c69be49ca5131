"""The stage funnel: how many districts and States had come how far by a day, with the list behind each number."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from cases.models import Case
from geography.models import State
from institutions import clock
from strategies.funnel.reached import Funnel, funnel
from strategies.funnel.rows import HEADINGS, as_table, by_state, of_india
from strategies.funnel.stages import STAGES, Scope
from strategies.models import Adoption
from workflow.cells import plain
from workflow.fields import day

NAV = "funnel"


class Day(forms.Form):
    """The day of which the funnel is asked."""

    on = day(lazy("As of"))

    def clean_on(self) -> date:
        asked = self.cleaned_data["on"]
        if asked > clock.today():
            raise forms.ValidationError(_("Nothing is on record of a day to come. Choose today or an earlier day."))
        return asked


def _asked(request: HttpRequest) -> tuple[Day, date]:
    """The form as it was filled in, and the day: today unless a day that can be shown was named."""
    today = clock.today()
    form = Day(request.GET if request.GET.get("on") else {"on": today.isoformat()})
    return form, form.cleaned_data["on"] if form.is_valid() else today


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    form, on = _asked(request)
    found = funnel(on)
    context = {
        "nav": NAV,
        "form": form,
        "on": on,
        "scopes": [(scope, of_india(found, scope)) for scope in Scope],
        "states": by_state(found),
        "csv_url": f"{reverse('funnel-csv')}?on={on.isoformat()}",
    }
    return render(request, "strategies/funnel.html", context)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """India and every State, one number a line."""
    _form, on = _asked(request)
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([plain(cell) if isinstance(cell, str) else cell for cell in row] for row in as_table(funnel(on)))
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="deh-stages-{on.isoformat()}.csv"'
    return answer


@require_safe
def places(request: HttpRequest, scope: str, stage: str) -> HttpResponse:
    """Who has reached a stage and since when, and who has not; of one State with ?state=."""
    known = next((one for one in STAGES.get(scope, ()) if one.code == stage), None)
    if known is None:
        raise Http404
    form, on = _asked(request)
    code = request.GET.get("state", "")
    state = get_object_or_404(State, code=code.upper()) if code else None
    found = funnel(on)
    reached = found.places(scope, stage, state.pk if state else None)
    context = {
        "nav": NAV,
        "form": form,
        "on": on,
        "scope": Scope(scope),
        "stage": known,
        "state": state,
        "rows": _rows(request, found, scope, reached),
        "of": found.of(scope, state.pk if state else None),
        "missing": _missing(found, scope, reached, state),
        "back_url": f"{reverse('funnel')}?on={on.isoformat()}",
    }
    return render(request, "strategies/funnel_places.html", context)


def _rows(request: HttpRequest, found: Funnel, scope: str, reached: dict) -> list[dict]:
    """By place: since when, and the document for who may read it (one query)."""
    by_pk = found.states if scope == Scope.STATES else found.districts
    wanted = {one.case for one in reached.values() if one.case}
    adopted = Adoption.objects.filter(ended_at=None).values("case")
    seen = Case.objects.filter(pk__in=wanted, kind__in=("plan", "strategy"))
    seen = seen.filter(pk__in=Case.objects.visible_to(request.actor)) | seen.filter(pk__in=adopted)
    cases = {case.pk: case for case in seen}
    return [
        {"place": by_pk[pk], "since": reached[pk].since, "case": cases.get(reached[pk].case)}
        for pk in by_pk if pk in reached
    ]  # fmt: skip


def _missing(found: Funnel, scope: str, reached: dict, state: State | None) -> list:
    """Those that have not reached it yet."""
    by_pk = found.states if scope == Scope.STATES else found.districts
    rest = [place for pk, place in by_pk.items() if pk not in reached]
    if state is not None:
        rest = [place for place in rest if (place.pk if scope == Scope.STATES else place.state_id) == state.pk]
    return rest
