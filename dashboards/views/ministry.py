"""The Ministry page, and behind it the state of the clocks and the outbox."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bottlenecks.models import AGES
from dashboards import ministry
from escalations.sweep import last_clean_sweep
from institutions import clock, roles


def age_label(bucket: str) -> str:
    """A bucket of age in words."""
    youngest, oldest = AGES[bucket]
    if oldest is None:
        return _("over %(days)s days") % {"days": youngest - 1}
    return _("%(from)s–%(to)s days") % {"from": youngest, "to": oldest - 1}


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Open by level × area × age, overdue by agency, and the health of the machinery, over what one may see."""
    age = request.GET.get("age", "")
    age = age if age in AGES else ""
    actor, here = request.actor, reverse("ministry")
    ages = ministry.by_age(actor)
    tabs = [{"url": here, "label": _("All ages"), "count": ages[""], "current": not age}]
    tabs += [
        {"url": f"{here}?age={bucket}", "label": age_label(bucket), "count": ages[bucket], "current": age == bucket}
        for bucket in AGES
    ]
    rows = ministry.by_area_and_level(actor, age)
    context = {
        "as_of": clock.now(),
        "tiles": _tiles(actor, ages[""]),
        "tabs": tabs,
        "rows": rows,
        "largest": max((cell.value for row in rows[:-1] for cell in row.cells), default=0),
        "levels": ministry.LEVELS,
        "agencies": ministry.by_agency(actor),
    }
    return render(request, "dashboards/ministry.html", context)


def _tiles(actor, open_now: int) -> list[dict]:
    overdue = ministry.overdue_count(actor)
    tiles = [
        {"value": open_now, "label": _("open"), "url": ministry.list_url()},
        {
            "value": overdue,
            "label": _("overdue: a clock ran out and nobody has answered"),
            "url": ministry.list_url(overdue=1),
            "tone": "late" if overdue else "good",
        },
    ]
    if actor.may(roles.OVERSEE):
        tiles += _machinery_tiles()
    return tiles


def _machinery_tiles() -> list[dict]:
    last, url = last_clean_sweep(), reverse("machinery")
    undelivered = ministry.undelivered_mails().count() + ministry.undelivered_notices().count()
    age = int((clock.now() - last).total_seconds()) if last else None
    sweep = _("%(seconds)s s ago") % {"seconds": age} if age is not None and age < 600 else (
        _("%(minutes)s min ago") % {"minutes": age // 60} if age is not None else _("never")
    )  # fmt: skip
    return [
        {
            "value": undelivered,
            "label": _("notices not delivered"),
            "url": f"{url}#undelivered",
            "tone": "late" if undelivered else "good",
        },
        {
            "value": sweep,
            "label": _("last clean sweep of the clocks"),
            "url": url,
            "tone": "good" if age is not None and age < 600 else "late",
        },
    ]


@login_required
def machinery(request: HttpRequest) -> HttpResponse:
    """What the auditor finds, and every notice and mail that did not arrive; for DGFT headquarters."""
    if not request.actor.may(roles.OVERSEE):
        raise PermissionDenied(_("This page is for DGFT headquarters."))
    return render(request, "dashboards/machinery.html", ministry.machinery())
