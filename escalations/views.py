"""The calendar of the Centre or of a State: its days off, and the suspensions of its clocks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from escalations import calendars, clocks
from escalations.forms import AddHoliday, Suspend
from escalations.models import Calendar, Holiday, HolidayState, Pause
from escalations.suspensions import may_suspend, suspend
from institutions import clock

CENTRE = "CENTRE"


@login_required
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """A year of days off, confirmed or only published, and what suspends the clocks."""
    return _page(request, _found(code), _year(request))


def _found(code: str) -> Calendar:
    owner = {"state": None, "body": None} if code == CENTRE else {"state__code": code}
    return get_object_or_404(Calendar.objects.select_related("state"), **owner)


def _year(request: HttpRequest) -> int:
    """The year asked for, else the current one."""
    asked = request.POST.get("year") or request.GET.get("year", "")
    if not asked:
        return clock.today().year
    if not asked.isascii() or not asked.isdigit() or not 2000 <= int(asked) <= 2100:
        raise Http404
    return int(asked)


def _url(found: Calendar, year: int) -> str:
    code = found.state.code if found.state else CENTRE
    return f"{reverse('calendar', args=[code])}?year={year}"


def _page(request: HttpRequest, found: Calendar, year: int, *, status: int = 200, add=None, stop=None) -> HttpResponse:
    state = found.state
    context = {
        "nav": "bodies",
        "calendar": found,
        "code": state.code if state else CENTRE,
        "year": year,
        "tabs": [{"label": n, "url": _url(found, n), "current": n == year} for n in range(year - 1, year + 2)],
        "holidays": found.holidays.filter(day__year=year),
        "seeded": found.holidays.filter(day__year=year, state=HolidayState.SEEDED).count(),
        "suspensions": Pause.objects.filter(state=state).select_related("by_post__body") if state else [],
        "may_change": calendars.may_change(request.actor, found),
        "may_suspend": bool(state) and may_suspend(request.actor, state),
        "add": add or AddHoliday(auto_id="add-%s"),
        "stop": stop or Suspend(auto_id="suspend-%s"),
    }
    return render(request, "escalations/calendar.html", context, status=status)


@login_required
@require_POST
def set_holiday(request: HttpRequest, code: str) -> HttpResponse:
    """Add a day, or confirm, cancel or restore one; running clocks are counted afresh if the days off changed."""
    found, form = _found(code), AddHoliday(request.POST, auto_id="add-%s")
    _refuse_unless_allowed(request, found)
    wanted = request.POST.get("state", HolidayState.CONFIRMED)
    if wanted not in (HolidayState.CONFIRMED, HolidayState.CANCELLED) or not form.is_valid():
        return _page(request, found, _year(request), status=422, add=form)
    day = form.cleaned_data["day"]
    was_off = _is_off(found, day)
    calendars.set_holiday(by=request.actor, calendar=found, day=day, name=form.cleaned_data["name"], state=wanted)
    moved = clocks.recount(calendar=found) if was_off != _is_off(found, day) else 0
    messages.success(request, _("%(day)s is noted.") % {"day": date_format(day)} + " " + _moved(moved))
    return redirect(_url(found, day.year))


def _is_off(found: Calendar, day) -> bool:
    return Holiday.objects.filter(calendar=found, day=day).exclude(state=HolidayState.CANCELLED).exists()


def _moved(count: int) -> str:
    return ngettext("%(n)s running clock moved.", "%(n)s running clocks moved.", count) % {"n": count}


def _refuse_unless_allowed(request: HttpRequest, found: Calendar) -> None:
    if not calendars.may_change(request.actor, found):
        raise PermissionDenied(_("Only the State's own committee changes the State's holidays."))


@login_required
@require_POST
def confirm_all(request: HttpRequest, code: str) -> HttpResponse:
    found, year = _found(code), _year(request)
    count = calendars.confirm_all(by=request.actor, calendar=found, year=year)
    messages.success(request, ngettext("%(n)s day confirmed.", "%(n)s days confirmed.", count) % {"n": count})
    return redirect(_url(found, year))


@login_required
@require_POST
def suspend_state(request: HttpRequest, code: str) -> HttpResponse:
    """Leave days out of the count of all cases of the State."""
    found, form = _found(code), Suspend(request.POST, auto_id="suspend-%s")
    if found.state is None:
        raise Http404
    if not may_suspend(request.actor, found.state):
        raise PermissionDenied(_("Only the State's own committee or DGFT headquarters suspends the State's clocks."))
    if form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("reason", "starts_on", "order_reference")}
        try:
            suspend(by=request.actor, state=found.state, ends_on=form.ends_on, **wanted)
        except ValidationError as problem:
            form.add_error(None, problem)
    if form.errors:
        return _page(request, found, _year(request), status=422, stop=form)
    messages.success(request, _("These days do not count for the cases of %(state)s.") % {"state": found.state})
    return redirect(_url(found, _year(request)) + "#suspensions")
