"""What a notice says about a plan, a strategy or a condition: what happened, where it stands, what it comes to."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from institutions.actors import person
from notices.briefs import Brief, register
from notices.models import Notice, Purpose
from strategies.conditions.standing import standing_of as condition_standing
from strategies.conditions.workflow import CONDITION
from strategies.life.standing import standing_of
from strategies.life.workflow import PLAN, STRATEGY
from strategies.life.years import in_words
from strategies.models import Condition
from strategies.unread import amount_in_words, unread
from workflow.engine import workflow_of

SHOWN = 5  # comments in a mail
LONGEST = 200  # characters of each


def of_a_document(notice: Notice) -> Brief:
    """As of now; the event's version by its number."""
    if notice.purpose == Purpose.COMMENTS:
        return of_comments(notice)
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


def of_comments(notice: Notice) -> Brief:
    """As of now: the first of those its reader has not read, whoever holds the post."""
    delivery = getattr(notice, "delivery", None)
    if delivery is None or delivery.appointment is None:
        return Brief()
    rows = unread(person(delivery.appointment)).filter(case=notice.case)
    shown = rows.select_related("kind", "by_post__body").order_by("at", "pk")[:SHOWN]
    facts = [
        (str(row.kind or _("The whole document")), f"{Truncator(row.text).chars(LONGEST)} ({row.by_post})")
        for row in shown
    ]
    return Brief(what=amount_in_words(rows.count()), facts=facts)


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
