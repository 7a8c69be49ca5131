"""Where a condition stands, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalations import clocks, standing
from escalations.standing import day_in_words
from strategies.models import Condition, ConditionStatus


class Standing(standing.Standing):
    """What the standing component shows of a condition."""

    @property
    def sentence(self) -> str:
        case = self.case
        status = ConditionStatus(case.status)
        if status == ConditionStatus.PROPOSED:
            return _("Set in the review; it binds once the plan is approved.")
        if case.closed_at or self.deadline is None:
            return _("%(status)s.") % {"status": status.label}
        said = {"status": status.label, "holder": case.holder, "date": day_in_words(self.deadline.due_at)}
        if status == ConditionStatus.OPEN and case.level == 0:
            said["then"] = _("if it is not met, the State is told")
        else:
            said["then"] = _("if silent, it is reminded")
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said


def standing_of(condition: Condition) -> Standing:
    return Standing(condition.case, clocks.running(condition.case))
