"""Where a special focus stands, in one sentence: who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from escalations import clocks, standing
from escalations.standing import day_in_words
from trade.focus import posts
from trade.models import SpecialFocus


@dataclass(frozen=True)
class Standing(standing.Standing):
    """What the standing component shows of a special focus."""

    focus: SpecialFocus

    @property
    def sentence(self) -> str:
        case = self.case
        said = {"status": self.focus.status_label, "holder": case.holder}
        if case.closed_at:
            return _("%(status)s since %(date)s.") % (said | {"date": day_in_words(case.closed_at)})
        if self.deadline is None:
            return _("%(status)s; with %(holder)s.") % said
        said |= {"date": day_in_words(self.deadline.due_at), "then": self._then()}
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said

    def _then(self) -> str:
        if self.case.level >= posts.STATE:
            return _("this is the highest level, which is reminded of it")
        return _("if silent, it goes up one level")


def standing_of(focus: SpecialFocus) -> Standing:
    """The standing of a special focus now (a query or two)."""
    return Standing(focus.case, clocks.running(focus.case), focus)
