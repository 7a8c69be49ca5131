"""Where an action point stands: who has it, until when, and to which post it goes if nothing happens."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from committees import ladder
from committees.models import ActionPoint, ActionPointStatus
from escalations import clocks
from escalations.standing import Standing, day_in_words


@dataclass(frozen=True)
class ActionStanding(Standing):
    """The common standing, with what follows silence at this level."""

    then: str = ""

    @property
    def sentence(self) -> str:
        said = {"status": ActionPointStatus(self.case.status).label, "holder": self.case.holder, "then": self.then}
        if self.case.closed_at:
            return _("%(status)s since %(date)s.") % (said | {"date": day_in_words(self.case.closed_at)})
        if self.deadline is None:
            return _("%(status)s; with %(holder)s.") % said
        said["date"] = day_in_words(self.deadline.due_at)
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said


def action_standing(point: ActionPoint) -> ActionStanding:
    """The standing of an action point now (about five queries)."""
    return ActionStanding(point.case, clocks.running(point.case), _then(point))


def _then(point: ActionPoint) -> str:
    """The post it goes to next; at the top its holder is reminded."""
    above = ladder.rung(point.case, point.case.level + 1)
    if above is None:
        return _("this is the highest level, which is reminded of it")
    post = ladder.accountable(above, body=point.body, owner=point.owner)
    return _("if nothing happens, it goes to %(post)s") % {"post": post}
