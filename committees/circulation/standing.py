"""Where a circulation stands: until when the members answer, and what becomes of silence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from committees.models import Circulation
from escalations import clocks
from escalations.standing import Standing, day_in_words


@dataclass(frozen=True)
class CirculationStanding(Standing):
    """It is with the members, all of them; its holder only looks after it."""

    silence_is_consent: bool = False

    @property
    def sentence(self) -> str:
        if self.deadline is None or self.case.closed_at:
            return super().sentence
        date = day_in_words(self.deadline.due_at)
        if self.silence_is_consent:
            said = _("With the members until %(date)s; then the answers are counted, and silence counts as consent.")
        else:
            said = _("With the members until %(date)s; then the answers are counted; silence is not consent.")
        return said % {"date": date}


def circulation_standing(circulation: Circulation) -> CirculationStanding:
    """The standing of a circulation now (about three queries)."""
    case = circulation.case
    return CirculationStanding(case, clocks.running(case), circulation.silence_is_consent)
