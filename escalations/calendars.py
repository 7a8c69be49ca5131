"""Which calendar a body works by, and the arithmetic view of it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from cases.models import Case
from escalations.models import Calendar, Holiday, HolidayState, Pause
from escalations.workdays import Suspended, WorkCalendar
from institutions import reading, roles
from institutions.actors import Actor
from institutions.models import Body


@reading.keeps(lambda body: body and body.pk)
def calendar_of(body: Body | None) -> Calendar:
    """A body's own calendar, else its State's, else the Centre's."""
    if body is not None:
        own = Q(body=body.pk)
        if body.state_id:
            own |= Q(state=body.state_id)
        found = Calendar.objects.filter(own).order_by(F("body").asc(nulls_last=True)).first()
        if found:
            return found
    return Calendar.objects.get(state=None, body=None)


@reading.keeps(lambda calendar: calendar.pk)
def work_calendar(calendar: Calendar) -> WorkCalendar:
    """The arithmetic view of a calendar with its holidays (cancelled ones left out)."""
    days = calendar.holidays.exclude(state=HolidayState.CANCELLED).values_list("day", "name")
    return WorkCalendar(weekend=calendar.weekend, holidays=dict(days), closes=calendar.closes_at)


def suspended_days(case: Case) -> Suspended:
    """The half-open date ranges that do not count for a case: its pauses and its State's suspensions."""
    return list(Pause.objects.touching(case).values_list("starts_on", "ends_on"))


def may_change(actor: Actor, calendar: Calendar) -> bool:
    """The apex changes every calendar, a State's committee that of its State."""
    if actor.is_system or actor.may(roles.OVERSEE):
        return True
    return actor.may(roles.CONFIRM_HOLIDAYS) and calendar.state_id == actor.body.state_id


@transaction.atomic
def set_holiday(*, by: Actor, calendar: Calendar, day: date, name: str, state: str = HolidayState.CONFIRMED) -> Holiday:
    """Confirm, add or cancel a day off in a State's calendar; the calendar's version rises.

    The caller then recounts the running clocks (`clocks.recount`), which moves their due dates.
    """
    if not may_change(by, calendar):
        raise PermissionDenied(_("Only the State's own committee changes the State's holidays."))
    holiday, _created = Holiday.objects.update_or_create(
        calendar=calendar, day=day, defaults={"name": name, "state": state, "source": str(by.post or "")}
    )
    bump(calendar)
    return holiday


@transaction.atomic
def confirm_all(*, by: Actor, calendar: Calendar, year: int) -> int:
    """Confirm the seeded days of a year at once; returns how many. No day changes, so no clock moves."""
    if not may_change(by, calendar):
        raise PermissionDenied(_("Only the State's own committee changes the State's holidays."))
    seeded = calendar.holidays.filter(day__year=year, state=HolidayState.SEEDED)
    count = seeded.update(state=HolidayState.CONFIRMED, source=str(by.post or ""))
    if count:
        bump(calendar)
    return count


def bump(calendar: Calendar) -> None:
    """Mark a calendar as changed: due dates say by which version they were counted."""
    Calendar.objects.filter(pk=calendar.pk).update(version=F("version") + 1)
    calendar.refresh_from_db(fields=["version"])
