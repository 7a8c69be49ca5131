"""Where a special focus stands, in one sentence: who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalations import clocks
from escalations.explain import day_of
from escalations.models import Deadline
from institutions import clock
from trade.focus import posts
from trade.models import SpecialFocus


@dataclass(frozen=True)
class Standing:
    """What the standing component shows."""

    focus: SpecialFocus
    deadline: Deadline | None

    paused_until = None

    @property
    def due_at(self) -> datetime | None:
        return self.deadline.due_at if self.deadline else None

    @property
    def days(self) -> int | None:
        return self.deadline.allowed_days if self.deadline else None

    @property
    def day(self) -> int | None:
        return day_of(self.deadline) if self.deadline and self.deadline.allowed_days is not None else None

    @property
    def overdue(self) -> bool:
        return self.deadline is not None and self.deadline.due_at <= clock.now()

    @property
    def sentence(self) -> str:
        case = self.focus.case
        said = {"status": self.focus.status_label, "holder": case.holder}
        if case.closed_at:
            return _("%(status)s since %(date)s.") % (said | {"date": _day(case.closed_at)})
        if self.deadline is None:
            return _("%(status)s; with %(holder)s.") % said
        said |= {"date": _day(self.deadline.due_at), "then": self._then()}
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said

    def _then(self) -> str:
        if self.focus.case.level >= posts.STATE:
            return _("this is the highest level, which is reminded of it")
        return _("if silent, it goes up one level")


def standing(focus: SpecialFocus) -> Standing:
    """The standing of a special focus now (a query or two)."""
    return Standing(focus, clocks.running(focus.case))


def _day(instant: datetime) -> str:
    return date_format(clock.local_date(instant), "j M Y")
