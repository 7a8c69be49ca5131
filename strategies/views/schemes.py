"""The catalogue of schemes: what is open, for whom, and until when; and one scheme."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from bottlenecks.models import Area, ChainStage
from geography.models import State
from institutions import clock
from strategies.models import Scheme
from strategies.schemes.standing import Standing, is_for, is_unverified, names_of, share_in, standing_of

ORDER = ("soon", "open", "ahead", "closed")


class Search(forms.Form):
    """Which schemes fit; a wrong value filters nothing."""

    stage = forms.ModelChoiceField(
        ChainStage.objects.filter(retired_on=None), label=lazy("Value-chain stage"), to_field_name="code",
        required=False, empty_label=lazy("All"),
    )  # fmt: skip
    area = forms.ModelChoiceField(
        Area.objects.filter(retired_on=None), label=lazy("Challenge area"), to_field_name="code", required=False,
        empty_label=lazy("All"),
    )  # fmt: skip
    state = forms.ModelChoiceField(
        State.objects.all(), label=lazy("State"), to_field_name="code", required=False, empty_label=lazy("All")
    )


@dataclass(frozen=True)
class Line:
    """A scheme as the list shows it; share: what it pays in the State asked for, else in general."""

    scheme: Scheme
    standing: Standing
    share: Decimal | None
    unverified: bool


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them: those that close soon first, the closed ones last."""
    search = Search(request.GET)
    search.is_valid()
    wanted = search.cleaned_data
    rows = Scheme.objects.filter(retired_on=None)
    if wanted.get("stage"):
        rows = rows.filter(stages__contains=[wanted["stage"].code])
    if wanted.get("area"):
        rows = rows.filter(areas__contains=[wanted["area"].code])
    state, today = wanted.get("state"), clock.today()
    lines = [
        Line(row, standing_of(row, today), share_in(row, state) if state else row.share, is_unverified(row))
        for row in rows
        if state is None or is_for(row, state)
    ]
    lines.sort(key=lambda line: ORDER.index(line.standing.code))
    context = {"nav": "schemes", "search": search, "lines": lines, "state": state, "filtered": any(wanted.values())}
    return render(request, "strategies/schemes.html", context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One scheme: until when, what it pays and where, who can apply, and where that is from."""
    scheme = get_object_or_404(Scheme.objects.select_related("body"), code=code)
    context = {
        "nav": "schemes",
        "scheme": scheme,
        "standing": standing_of(scheme, clock.today()),
        "unverified": is_unverified(scheme),
        "stages": _named(ChainStage, scheme.stages),
        "areas": _named(Area, scheme.areas),
        "only_for": names_of(scheme.state_classes),
        "special": names_of(scheme.special_classes),
        "crumbs": [{"label": _("Schemes"), "url": reverse("schemes")}, {"label": str(scheme), "url": ""}],
    }
    return render(request, "strategies/scheme.html", context)


def _named(model: Any, codes: list[str]) -> list[str]:
    return [str(row) for row in model.objects.filter(code__in=codes)]
