"""What a notice says about a source of money: what happened, where it stands, the sums so far."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notices.briefs import Brief, register
from notices.models import Notice
from strategies.briefing import what
from strategies.life.years import in_words
from strategies.models import Funding, Step
from strategies.money.standing import standing_of
from strategies.money.sums import rupees
from strategies.money.workflow import FUNDING


def of_a_source(notice: Notice) -> Brief:
    """As of now, with the sum of every step that has any."""
    funding = Funding.objects.for_list().get(case=notice.case)
    standing = standing_of(funding)
    facts = [
        (_("Intervention"), str(funding.intervention)),
        (_("Source"), f"{funding}, {in_words(funding.year)}"),
    ]
    facts += [
        (str(Step(step).label), rupees(getattr(standing.sums, step)))
        for step in Step.values
        if getattr(standing.sums, step)
    ]
    return Brief(what=what(notice), standing=standing.sentence, facts=facts)


register(FUNDING.kind, brief=of_a_source, page=FUNDING.page)
