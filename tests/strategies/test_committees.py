"""Plans and strategies before the committees: on the agenda of the one they wait for, and settled by its decisions."""

from datetime import timedelta

import pytest

from cases.links import links_of
from cases.models import Case
from committees.loader import load_committees
from committees.meetings.actions import schedule
from committees.meetings.acts import acts_on
from committees.models import Decision, ItemKind
from escalations.models import Allowance
from institutions import clock
from strategies.life.start import start_document
from strategies.models import Condition, DocumentKind, DocumentStatus
from tests.committees.committee import SENTENCE, move, when
from tests.strategies import planning as stages
from tests.strategies.planning import (
    accepted,
    adopted,
    drafted,
    go,
    sent,
    strategy_submitted,
    strategy_written,
    submitted,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(planning):
    """The cast of plans, with committees that can meet."""
    load_committees()
    Allowance.objects.create(code="committee-reminder-days", value=3, title="Reminder", source="Test order")
    return planning


def agenda(cast, body, who):
    [meeting] = schedule(by=cast.actor(who), body=body, data=when(21))
    return move(cast, meeting, "build_agenda", who)


def about(meeting) -> list:
    return [item.about_id for item in meeting.items.filter(kind=ItemKind.PLAN, dropped_at=None)]


def sitting(cast, body, who, chair):
    """A meeting in session on its day with everybody there."""
    meeting = move(cast, agenda(cast, body, who), "give_notice", who)
    with clock.freeze(meeting.starts_at):
        meeting = move(cast, meeting, "open", who, {"chaired_by": chair.post.pk})
        seats = [f"{post.role}.{post.seat}=present" for post in body.posts.exclude(role="observer")]
        return move(cast, meeting, "record_attendance", who, {"attendance": seats})


def decide(cast, meeting, document, act, who, **more):
    item = meeting.items.get(about=document.case)
    with clock.freeze(meeting.starts_at + timedelta(minutes=30)):
        asked = {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": act, **more}
        move(cast, meeting, "decide", who, asked)
    return Case.objects.get(pk=document.pk), Decision.objects.get(item=item)


@pytest.mark.parametrize(
    ("made", "proposed"),
    [(drafted, False), (written, True), (submitted, True), (sent, False), (accepted, False), (adopted, False)],
)
def test_a_districts_agenda_has_its_own_plan_while_it_can_still_speak(room, made, proposed):
    plan = made(room)
    assert about(agenda(room, room.depc_ribhoi, "convener")) == ([plan.pk] if proposed else [])


def test_a_plan_in_consultation_is_on_the_agenda_however_unfinished(room):
    plan = go(room, drafted(room), "consult", "convener", {"until": "2026-03-30"})
    assert about(agenda(room, room.depc_ribhoi, "convener")) == [plan.pk]


def test_a_states_agenda_has_its_strategy_and_what_its_districts_submitted(room):
    strategy, plan = strategy_submitted(room), sent(room)
    start_document(by=room.actor("stranger"), kind=DocumentKind.PLAN, data=stages.PLAN)  # another State's
    meeting = agenda(room, room.sepc_ml, "sepc")
    assert about(meeting) == [strategy.pk, plan.pk]
    assert about(move(room, meeting, "build_agenda", "sepc")) == [strategy.pk, plan.pk]


def test_a_decision_of_the_district_submits_its_plan_and_stands_on_its_page(room):
    plan = written(room)
    meeting = sitting(room, room.depc_ribhoi, "convener", room.chair)
    case, decision = decide(room, meeting, plan, "submit", "convener")
    assert case.status == DocumentStatus.SIGNING
    assert decision.acted == case.events.latest("version")
    [link] = links_of(case, room.actor("convener"))
    assert link.note == SENTENCE


@pytest.mark.parametrize(
    ("made", "act", "becomes"),
    [(sent, "accept", DocumentStatus.REVIEW), (accepted, "return", DocumentStatus.RETURNED),
     (accepted, "approve", DocumentStatus.REVIEW)],
)  # fmt: skip
def test_a_decision_of_the_state_moves_a_plan(room, made, act, becomes):
    plan = made(room)
    meeting = sitting(room, room.sepc_ml, "sepc", room.sepc_chair)
    case, decision = decide(room, meeting, plan, act, "sepc")
    assert (case.status, decision.acted.verb) == (becomes, act)


def test_a_condition_is_set_in_the_words_of_the_decision(room):
    plan = accepted(room)
    meeting = sitting(room, room.sepc_ml, "sepc", room.sepc_chair)
    decide(room, meeting, plan, "add_condition", "sepc", due_on="2026-12-01")
    assert Condition.objects.get().text == SENTENCE


def test_who_records_a_decision_approves_for_themselves_alone(room):
    """The convener who submitted a strategy is not offered its approval in the meeting either."""
    strategy = strategy_submitted(room)
    meeting = sitting(room, room.sepc_ml, "sepc", room.sepc_chair)
    item = meeting.items.get(about=strategy.case)
    codes = {name: {act.code for act in acts_on(item, room.actor(name))} for name in ("sepc", "sepc_chair")}
    assert "approve" not in codes["sepc"] and "approve" in codes["sepc_chair"]


def test_a_complete_strategy_is_submitted_by_a_decision(room):
    strategy = strategy_written(room)
    meeting = sitting(room, room.sepc_ml, "sepc", room.sepc_chair)
    case, _decision = decide(room, meeting, strategy, "submit", "sepc")
    assert case.status == DocumentStatus.SIGNING
