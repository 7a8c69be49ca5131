"""Where a bottleneck stands, in one sentence: who has it, until when, which day it is, and what follows silence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bottlenecks import ladder
from bottlenecks.models import TERMINAL, Bottleneck, Status
from escalations import clocks
from escalations.explain import day_of
from escalations.models import Deadline, DeadlineKind, Pause
from institutions import clock


@dataclass(frozen=True)
class Standing:
    """holder: "APEDA, nodal officer"; due_at: end of the running clock; day of days: working days used and allowed."""

    bottleneck: Bottleneck
    deadline: Deadline | None
    day: int | None
    then: str
    paused_until: date | None

    @property
    def due_at(self) -> datetime | None:
        return self.deadline.due_at if self.deadline else None

    @property
    def days(self) -> int | None:
        return self.deadline.allowed_days if self.deadline else None

    @property
    def overdue(self) -> bool:
        return self.deadline is not None and self.deadline.due_at <= clock.now()

    @property
    def sentence(self) -> str:
        case = self.bottleneck.case
        if case.status == Status.DRAFT:
            return _("A draft: nobody else sees it until you log it.")
        if case.status in TERMINAL:
            return _("%(status)s since %(date)s.") % {
                "status": Status(case.status).label,
                "date": _day(clock.local_date(case.closed_at)),
            }
        parts = [_("With %(holder)s") % {"holder": case.holder}]
        if self.deadline:
            parts.append(_("until %(date)s") % {"date": _day(clock.local_date(self.deadline.due_at))})
        if self.day is not None and self.days:
            parts.append(_("day %(day)s of %(days)s") % {"day": self.day, "days": self.days})
        sentence = ", ".join(parts)
        if self.paused_until:
            sentence += _("; clock paused until %(date)s") % {"date": _day(self.paused_until)}
        if self.then:
            return _("%(sentence)s; %(then)s.") % {"sentence": sentence, "then": self.then}
        return _("%(sentence)s.") % {"sentence": sentence}


def standing(bottleneck: Bottleneck) -> Standing:
    """The standing of a bottleneck now (about five queries)."""
    deadline = clocks.running(bottleneck.case)
    counted = deadline is not None and deadline.allowed_days is not None
    today = clock.today()
    pause = (
        Pause.objects.touching(bottleneck.case)
        .filter(starts_on__lte=today, ends_on__gt=today)
        .order_by("-ends_on")
        .first()
    )
    return Standing(
        bottleneck=bottleneck,
        deadline=deadline,
        day=day_of(deadline) if counted else None,
        then=_then(bottleneck, deadline),
        paused_until=pause.ends_on if pause else None,
    )


def _then(bottleneck: Bottleneck, deadline: Deadline | None) -> str:
    """What follows silence."""
    if deadline is None:
        return ""
    if not deadline.is_ladder:
        if deadline.kind == DeadlineKind.REVIEW:
            return _("then it is reviewed")
        return _("if silent, the State committee is told")
    above = ladder.next_rung(bottleneck)
    if above is None:
        return _("this is the highest level; its head is alerted if it is missed")
    post = ladder.resolve(above.holder, bottleneck)
    return pgettext("clock", "if silent, goes to %(post)s") % {"post": post or above.label}


def _day(value: date) -> str:
    return date_format(value, "j M Y")
