"""Where a source of money stands, in one sentence: whose turn it is, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from escalations import clocks, standing
from escalations.standing import day_in_words
from strategies.models import Funding, FundingStatus
from strategies.money import effects
from strategies.money.sums import Sums, rupees, sums_of


@dataclass(frozen=True)
class Standing(standing.Standing):
    """What the standing component shows of a source of money."""

    funding: Funding
    sums: Sums

    @property
    def sentence(self) -> str:
        case = self.case
        said = {"status": FundingStatus(case.status).label, "holder": case.holder}
        if case.closed_at:
            return _("%(status)s since %(date)s.") % (said | {"date": day_in_words(case.closed_at)})
        said["what"] = self._what()
        if self.deadline is None:
            return _("%(status)s. %(what)s: with %(holder)s.") % said
        said |= {"date": day_in_words(self.deadline.due_at), "then": self._then()}
        return _("%(status)s. %(what)s: with %(holder)s until %(date)s; %(then)s.") % said

    def _what(self) -> str:
        status, sums = self.case.status, self.sums
        if status == FundingStatus.REQUESTED:
            return _("To be decided on: %(amount)s") % {"amount": rupees(sums.requested)}
        if status == FundingStatus.CERTIFYING:
            return _("The certificate is to be accepted")
        if sums.to_release:
            return _("To be released: %(amount)s") % {"amount": rupees(sums.to_release)}
        if sums.to_use:
            return _("To be used: %(amount)s") % {"amount": rupees(sums.to_use)}
        return _("To be certified: %(amount)s") % {"amount": rupees(sums.to_certify)}

    def _then(self) -> str:
        if effects.climbs(self.funding):
            return _("if silent, it goes up one level")
        return _("this is the highest level, which is reminded of it")


def standing_of(funding: Funding) -> Standing:
    """The standing of a source of money now (about three queries)."""
    return Standing(funding.case, clocks.running(funding.case), funding, sums_of(funding))
