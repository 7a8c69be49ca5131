"""Where a plan or strategy stands, in one sentence: its status, who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalations import clocks, standing
from escalations.standing import day_in_words
from strategies.life import posts
from strategies.models import Adoption, DocumentKind, DocumentStatus, StrategyStatus
from workflow.engine import workflow_of

S = DocumentStatus
IN_FORCE = (S.ADOPTED, StrategyStatus.NOTED)


@dataclass(frozen=True)
class Standing(standing.Standing):
    """What the standing component shows of a document. adoption: the one in force, if any."""

    document: Any
    adoption: Adoption | None

    @property
    def sentence(self) -> str:
        sentence = self._now()
        if self.document.bringing_in:
            sentence += " " + _("It was adopted before this portal and is being brought in.")
        if self.adoption and self.case.status not in IN_FORCE:
            by_paper = self.adoption.paper_id and date_format(self.adoption.order_date, "j M Y")
            said = {
                "number": self.adoption.version.number, "date": by_paper or day_in_words(self.adoption.adopted_at)
            }  # fmt: skip
            sentence += " " + _("Version %(number)s, adopted on %(date)s, stays in force.") % said
        return sentence

    def _now(self) -> str:
        case = self.case
        said = {"status": workflow_of(case.kind).statuses(case.status).label, "holder": case.holder}
        if case.status == S.WITHDRAWN:
            return _("%(status)s since %(date)s.") % (said | {"date": day_in_words(case.closed_at)})
        if case.status in IN_FORCE and self.adoption:
            said |= {"number": self.adoption.order_number, "on": date_format(self.adoption.order_date, "j M Y")}
            sentence = f"{_('%(status)s by order %(number)s of %(on)s.') % said} {self.adoption.mark}".rstrip()
            if self.deadline:
                said |= {"date": day_in_words(self.deadline.due_at)}
                sentence += " " + _("With %(holder)s to be noted until %(date)s.") % said
            return sentence
        if self.deadline is None:
            return _("%(status)s; with %(holder)s.") % said
        said |= {"date": day_in_words(self.deadline.due_at), "then": self._then()}
        return _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said

    def _then(self) -> str:
        """What follows silence; the same as `strategies.life.workflow.overdue`."""
        case = self.case
        if case.status == S.CONSULTATION:
            return _("comments are welcome until then")
        if case.status == S.SIGNING and self.document.bringing_in:
            return _("if silent, whoever can confirm it is reminded")
        if case.status == S.SIGNING:
            return _("if silent, the missing approvers are reminded")
        if case.kind == DocumentKind.PLAN and case.status in (S.SUBMITTED, S.REVIEW):
            if case.level < posts.CHIEF_SECRETARY:
                return _("if silent, it goes up to the Chief Secretary")
            return _("this is the highest level, which is reminded of it")
        return _("if silent, it is reminded, and whoever reads along is told")


def standing_of(document: Any) -> Standing:
    """The standing of a document now (about four queries)."""
    adoption = in_force(document.case)
    return Standing(document.case, clocks.running(document.case), document, adoption)


def in_force(case) -> Adoption | None:
    """The adoption that holds today."""
    rows = Adoption.objects.filter(case=case, ended_at=None).select_related("version", "order")
    return rows.defer("version__content").first()
