"""What a notice says about a plan, a strategy or a condition: what happened, where it stands, what it comes to."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.briefs import Brief, register
from notices.models import Notice
from strategies.conditions.standing import standing_of as condition_standing
from strategies.conditions.workflow import CONDITION
from strategies.life.standing import standing_of
from strategies.life.workflow import PLAN, STRATEGY
from strategies.life.years import in_words
from strategies.models import Condition
from workflow.engine import workflow_of


def of_a_document(notice: Notice) -> Brief:
    """As of now; the event's version by its number."""
    workflow = workflow_of(notice.case.kind)
    rows = workflow.model.objects.for_list()
    document = rows.get(case=notice.case)
    facts = [
        (_("Committee"), str(document.body)),
        (_("Financial years"), f"{in_words(document.first_year)} – {in_words(document.last_year)}"),
    ]
    if number := notice.event.data.get("version"):
        facts.append((_("Version"), str(number)))
    return Brief(what=what(notice), standing=standing_of(document).sentence, facts=facts)


def of_a_condition(notice: Notice) -> Brief:
    """The condition in full, and the plan it belongs to."""
    condition = Condition.objects.select_related("about", "case__holder__body").get(case=notice.case)
    facts = [
        (_("Condition"), condition.text),
        (_("To be met until"), date_format(condition.due_on, "j M Y")),
        (_("Plan"), f"{condition.about.reference} {condition.about.title}"),
    ]
    return Brief(what=what(notice), standing=condition_standing(condition).sentence, facts=facts)


def what(notice: Notice) -> str:
    """Which move the notice tells of, and by which post."""
    event = notice.event
    transitions = workflow_of(notice.case.kind).transitions
    label = next((str(row.label) for row in transitions if row.verb == event.verb), event.verb)
    return f"{label} ({event.actor_post or event.get_actor_kind_display()})"


for _workflow in (PLAN, STRATEGY):
    register(_workflow.kind, brief=of_a_document, page=_workflow.page)
register(CONDITION.kind, brief=of_a_condition, page=CONDITION.page)
