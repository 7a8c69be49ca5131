"""Where a case stands, in one sentence: its status, who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case
from escalations import clocks
from escalations.explain import day_of
from escalations.models import Deadline
from institutions import clock
from workflow.engine import workflow_of


@dataclass(frozen=True)
class Standing:
    """What the standing component shows; kinds that speak of themselves in other words have their own sentence."""

    case: Case
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
        status = workflow_of(self.case.kind).statuses(self.case.status).label
        if self.deadline is None or self.case.closed_at:
            return _("%(status)s.") % {"status": status}
        said = {"status": status, "holder": self.case.holder, "date": day_in_words(self.deadline.due_at)}
        said["then"] = _("if silent, it goes up one level")
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said


def day_in_words(instant: datetime) -> str:
    return date_format(clock.local_date(instant), "j M Y")


def standing_of(case: Case) -> Standing:
    """Where a case stands now (about three queries)."""
    return Standing(case, clocks.running(case))
