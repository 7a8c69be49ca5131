"""Decisions that act: one step, linked both ways; refused as a whole; provisional until a quorate meeting ratifies."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from bottlenecks.models import Bottleneck
from cases.models import Event, Evidence
from committees.circulation.actions import circulate
from committees.meetings import acts
from committees.meetings.actions import schedule
from committees.models import ActionPoint, AgendaItem, Decision, Meeting
from escalations.sweep import sweep
from institutions import clock
from tests.bottlenecks import stages
from tests.bottlenecks.stages import NEEDS_DOCUMENT, filled, in_days, pdf
from tests.cast import OPENING, go, logged
from tests.committees.committee import (
    ALONE,
    PRESENT,
    SENTENCE,
    in_session,
    item_of,
    move,
    planned,
    when,
)
from workflow.engine import perform, workflow_of
from workflow.errors import Invalid, NotNow, NotPermitted
from workflow.submission import submit

pytestmark = pytest.mark.django_db


def session_about(cast, subject, *, attendance=PRESENT, days: int = 14) -> tuple[Meeting, AgendaItem]:
    """A meeting in session with the case on its agenda, wherever the case stands."""
    meeting = in_session(cast, attendance=attendance, days=days)
    item = meeting.items.filter(about=subject.case).first() or AgendaItem.objects.create(
        meeting=meeting, position=90, kind="other", title="As raised", about=subject.case
    )
    return meeting, item


def decide(cast, meeting: Meeting, item: AgendaItem, act: str = "", name: str = "convener", files=None, **asked):
    """Record a decision under an item on the day of the meeting; returns it."""
    data = {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": act} | asked
    with clock.freeze(meeting.starts_at):
        move(cast, meeting, "decide", name, data=data, files=files)
    return Decision.objects.filter(item=item).latest("pk")


def counts() -> tuple:
    return Decision.objects.count(), Event.objects.count(), ActionPoint.objects.count(), Bottleneck.objects.count()


# Every act ----------------------------------------------------------------------------------------------------------

DISTRICT = {  # act -> the stage it is decided in
    "raise": logged,
    "assign": logged,
    "resolve_locally": stages.as_open,
    "confirm": stages.resolved,
    "watch": stages.resolved,
    "close": stages.watched,
    "reopen": stages.resolved,
    "reopen_here": stages.closed_locally,
    "appeal": stages.declined,
    "accept_decision": stages.declined,
    "withdraw": stages.as_open,
}
STATE = {
    "forward": stages.at_state,
    "refer_to_centre": stages.state_owned_with_sepc,
    "commit": stages.state_owned_with_sepc,
    "decline": stages.state_owned_with_sepc,
}


def asked_by(cast, verb: str) -> dict:
    if verb == "assign":
        return {"post": cast.member.post.pk, "until": in_days(30)}
    return filled(verb)


def test_every_act_is_tried_here():
    assert set(DISTRICT) | set(STATE) == set(acts.VERBS["bottleneck"])
    assert set(acts.VERBS["circulation"]) == {"ratify", "reject"}


def check_acted(decision: Decision, subject, verb: str) -> None:
    """One event on each side, linked both ways; the case moved as by its own page."""
    event = decision.acted
    assert (event.case_id, event.verb) == (subject.case.pk, verb)
    assert event.committee_decision == decision
    assert decision.event.case_id == decision.item.meeting_id
    assert decision.event.data["acted"] == event.pk
    assert event.target == (workflow_of("bottleneck")[verb].target or event.source)
    assert event.actor_post == decision.event.actor_post


@pytest.mark.parametrize("verb", DISTRICT)
def test_a_district_decides_and_it_is_done_in_the_same_step(committee, verb):
    made = DISTRICT[verb](committee)
    meeting, item = session_about(committee, made)
    with clock.freeze(meeting.starts_at):
        asked = asked_by(committee, verb)
    files = {"evidence": pdf()} if verb in NEEDS_DOCUMENT else None
    decision = decide(committee, meeting, item, verb, files=files, **asked)
    check_acted(decision, made, verb)


@pytest.mark.parametrize("verb", STATE)
def test_a_state_decides_and_it_is_done_in_the_same_step(committee, verb):
    made = STATE[verb](committee)
    with clock.freeze(made.case.changed_at):
        [meeting] = schedule(by=committee.actor("sepc"), body=committee.sepc_ml, data=_on_a_working_day())
        move(committee, meeting, "give_notice", "sepc", {"short_notice": "The matter is urgent."})
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "open", "sepc", {"chaired_by": committee.sepc_chair.post.pk})
        move(committee, meeting, "record_attendance", "sepc",
             {"attendance": ["chair.chief-secretary=present", "convener.export-commissioner=present"]})  # fmt: skip
        asked = filled(verb)
    decision = decide(committee, meeting, meeting.items.get(about=made.case), verb, "sepc", **asked)
    check_acted(decision, made, verb)


def _on_a_working_day() -> dict:
    days = 2
    while (clock.today() + timedelta(days=days)).weekday() > 4:
        days += 1
    return when(days)


def test_the_document_goes_to_the_bottlenecks_event_and_not_to_the_meetings(committee):
    made = stages.as_open(committee)
    meeting, item = session_about(committee, made)
    decision = decide(committee, meeting, item, "resolve_locally", files={"evidence": pdf()},
                      **filled("resolve_locally"))  # fmt: skip
    kept = Evidence.objects.get()
    assert (kept.case_id, kept.event) == (made.case.pk, decision.acted)


def test_the_words_of_the_decision_serve_where_the_act_asks_for_words(committee):
    made = logged(committee)
    meeting, item = session_about(committee, made)
    decision = decide(committee, meeting, item, "withdraw")
    assert decision.acted.remark.text == SENTENCE


# Refused as a whole -------------------------------------------------------------------------------------------------


def test_a_field_the_act_finds_wrong_is_named_and_nothing_is_written(committee):
    made = logged(committee)
    meeting, item = session_about(committee, made)
    before = counts()
    for act, asked, field in (
        ("assign", {"post": committee.member.post.pk, "until": "2020-01-01"}, "until"),
        ("resolve_locally", {"proof": "x"}, "proof"),
        ("resolve_locally", {"proof": "TC-1234"}, "evidence"),
        ("action_point", {"title": "Open a counter", "due_on": in_days(40)}, "owner"),
        ("raise", {"body": "NOBODY"}, "body"),
        ("abolish", {}, "act"),
        ("log_bottleneck", OPENING, "act"),  # not on an item that is about one already
    ):
        with pytest.raises(Invalid) as refused:
            decide(committee, meeting, item, act, **asked)
        assert field in refused.value.form.errors, act
        assert counts() == before


def test_a_bottleneck_that_moved_on_refuses_the_decision_and_nothing_is_written(committee):
    made = logged(committee)
    meeting, item = session_about(committee, made)
    with clock.freeze(meeting.starts_at):
        go(committee, made, "raise", "convener")
    before = counts()
    with pytest.raises(NotNow) as refused:
        decide(committee, meeting, item, "raise")
    assert refused.value.case.pk == made.case.pk
    assert counts() == before


def test_a_meeting_does_not_do_what_is_not_its_committees_to_do(committee):
    made = stages.at_state(committee)
    meeting, item = session_about(committee, made)
    before = counts()
    with pytest.raises(NotPermitted):
        decide(committee, meeting, item, "forward")
    assert counts() == before


def test_a_decision_sent_twice_acts_once(committee):
    meeting = in_session(committee)
    data = {"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE, "act": "action_point",
            "title": "Open a counter", "owner": committee.member.post.pk, "due_on": in_days(40)}  # fmt: skip
    with clock.freeze(meeting.starts_at):
        by = committee.actor("convener")
        repeats = [submit(by=by, case=meeting.case, verb="decide", data=data, token="t-1")[1] for _twice in range(2)]
        with pytest.raises(NotNow):
            submit(by=by, case=meeting.case, verb="decide", data=data, token="t-2")
    assert repeats == [False, True]
    assert ActionPoint.objects.count() == Decision.objects.count() == 1


def test_an_action_point_knows_its_decision_and_the_decision_its_action_point(committee):
    made = logged(committee)
    meeting, item = session_about(committee, made)
    decision = decide(committee, meeting, item, "action_point", title="Open a counter",
                      owner=committee.member.post.pk, due_on=in_days(40))  # fmt: skip
    point = ActionPoint.objects.get()
    assert (point.decision, point.meeting, point.about) == (decision, meeting, made.case)
    assert decision.acted.case == point.case


def test_a_bottleneck_is_logged_by_a_decision(committee):
    meeting = in_session(committee)
    decision = decide(committee, meeting, item_of(meeting), "log_bottleneck", **OPENING)
    made = Bottleneck.objects.get()
    assert (made.case.status, made.case.title) == ("open", OPENING["title"])
    assert decision.acted.case == made.case


# Without quorum -----------------------------------------------------------------------------------------------------


def inquorate(cast, subject=None, days: int = 14) -> tuple[Meeting, AgendaItem]:
    if subject:
        return session_about(cast, subject, attendance=ALONE, days=days)
    meeting = in_session(cast, attendance=ALONE, days=days)
    return meeting, item_of(meeting)


def next_meeting(cast, former: Meeting, decision: Decision, attendance=PRESENT) -> tuple[Meeting, AgendaItem]:
    """The former one is closed; the next one, a fortnight later, has the decision to ratify on its agenda."""
    with clock.freeze(former.ends_at):
        move(cast, former, "record_attendance", data={"attendance": ["chair.chair=present"]})
        move(cast, former, "close")
        later = in_session(cast, attendance=attendance)
    return later, later.items.get(ratifies=decision)


PROVISIONAL = {
    "action_point": lambda cast: {"title": "Open a counter", "owner": cast.member.post.pk, "due_on": in_days(60)},
    "log_bottleneck": lambda cast: OPENING,
    "": lambda cast: {},
}


@pytest.mark.parametrize("act", PROVISIONAL)
def test_what_was_decided_without_quorum_is_done_as_it_was_meant_once_it_is_ratified(committee, act):
    meeting, item = inquorate(committee)
    decision = decide(committee, meeting, item, act, **PROVISIONAL[act](committee))
    assert (decision.provisional, decision.acted, decision.lacking) == (True, None, "few:2,role:chair|co_chair")
    assert counts()[2:] == (0, 0)
    later, ratifying = next_meeting(committee, meeting, decision)
    decide(committee, later, ratifying, "ratify", text="Ratified.")
    decision.refresh_from_db()
    assert (decision.provisional, decision.ratified_in, decision.ratified_at) == (False, later, later.starts_at)
    assert counts()[2:] == (int(act == "action_point"), int(act == "log_bottleneck"))
    if act == "action_point":
        point = ActionPoint.objects.get()
        assert (point.case.title, point.owner, point.decision) == ("Open a counter", committee.member.post, decision)
        assert decision.acted.case == point.case
    if act == "log_bottleneck":
        assert decision.acted.case == Bottleneck.objects.get().case


def test_an_assignment_decided_without_quorum_keeps_whom_it_named(committee):
    made = logged(committee)
    meeting, item = inquorate(committee, made)
    decision = decide(committee, meeting, item, "assign", post=committee.member.post.pk, until=in_days(45))
    later, ratifying = next_meeting(committee, meeting, decision)
    decide(committee, later, ratifying, "ratify", text="Ratified.")
    made.refresh_from_db()
    assert made.assigned_to == committee.member.post


def test_a_document_that_came_with_a_decision_without_quorum_is_not_lost(committee):
    made = stages.as_open(committee)
    meeting, item = inquorate(committee, made)
    decision = decide(committee, meeting, item, "resolve_locally", files={"evidence": pdf()},
                      **filled("resolve_locally"))  # fmt: skip
    kept = Evidence.objects.get()
    assert (kept.case_id, kept.event) == (meeting.pk, decision.event)
    later, ratifying = next_meeting(committee, meeting, decision)
    decide(committee, later, ratifying, "ratify", text="Ratified.")
    made.case.refresh_from_db()
    moved = made.case.evidence.get()
    assert (made.case.status, moved.sha256, moved.name) == ("closed", kept.sha256, kept.name)


def test_a_decision_is_ratified_once_and_not_after_it_was_set_aside(committee):
    meeting, item = inquorate(committee)
    kept, dropped = (decide(committee, meeting, item, text=f"{SENTENCE} {n}") for n in (1, 2))
    later, ratifying = next_meeting(committee, meeting, kept)
    decide(committee, later, ratifying, "ratify", text="Ratified.")
    with pytest.raises(NotNow, match="ratified already"):
        decide(committee, later, ratifying, "ratify", text="Ratified once more.")
    setting_aside = later.items.get(ratifies=dropped)
    decide(committee, later, setting_aside, "set_aside", text="Not ratified.")
    with pytest.raises(NotNow, match="set aside already"):
        decide(committee, later, setting_aside, "ratify", text="Ratified after all.")
    dropped.refresh_from_db()
    assert (dropped.provisional, dropped.set_aside_at) == (True, later.starts_at)
    with clock.freeze(later.ends_at):
        assert not planned(committee).items.exclude(ratifies=None).exists()


def test_without_quorum_nothing_is_ratified_or_set_aside(committee):
    meeting, item = inquorate(committee)
    decision = decide(committee, meeting, item)
    later, ratifying = next_meeting(committee, meeting, decision, attendance=ALONE)
    for act in ("ratify", "set_aside"):
        with pytest.raises(NotNow):
            decide(committee, later, ratifying, act)
    decision.refresh_from_db()
    assert (decision.provisional, decision.set_aside_at) == (True, None)


def test_ratifying_what_is_over_is_refused_and_it_can_be_set_aside(committee):
    made = logged(committee)
    meeting, item = inquorate(committee, made)
    decision = decide(committee, meeting, item, "raise")
    with clock.freeze(meeting.ends_at):
        go(committee, made, "withdraw", "convener", filled("withdraw"))
    later, ratifying = next_meeting(committee, meeting, decision)
    before = counts()
    with pytest.raises(NotNow):
        decide(committee, later, ratifying, "ratify")
    assert counts() == before
    decide(committee, later, ratifying, "set_aside")
    decision.refresh_from_db()
    assert decision.set_aside_at == later.starts_at


def test_what_is_only_noted_needs_no_quorum(committee):
    meeting, item = inquorate(committee)
    assert decide(committee, meeting, item, kind="information").provisional is False


# Circulations -------------------------------------------------------------------------------------------------------


def passed(cast):
    """A decision by circulation that three of seven members agreed to."""
    made = circulate(
        by=cast.actor("convener"), body=cast.depc_ribhoi,
        data={"title": "Counter at Byrnihat", "text": SENTENCE, "closes_on": in_days(14)},
    )  # fmt: skip
    for name in ("chair", "co_chair", "member"):
        move(cast, made, "answer", name, {"reply": "agree"})
    with clock.freeze(clock.now() + timedelta(days=15)):
        sweep()
    made.case.refresh_from_db()
    assert made.case.status == "passed"
    return made


@pytest.mark.parametrize(("act", "status"), [("ratify", "ratified"), ("reject", "not_passed")])
def test_a_circulation_is_ratified_or_rejected_by_a_decision_of_a_quorate_meeting(committee, act, status):
    made = passed(committee)
    meeting, item = session_about(committee, made, days=28)
    decision = decide(committee, meeting, item, act)
    made.refresh_from_db()
    made.case.refresh_from_db()
    assert (made.case.status, made.ratified_in) == (status, meeting)
    assert decision.acted.case == made.case


@pytest.mark.parametrize("act", ["ratify", "reject"])
def test_without_quorum_a_circulation_stays_as_it_is(committee, act):
    made = passed(committee)
    meeting, item = session_about(committee, made, attendance=ALONE, days=28)
    before = counts()
    with pytest.raises(NotNow):
        decide(committee, meeting, item, act)
    assert counts() == before


def test_a_circulation_is_not_ratified_past_the_meeting(committee):
    made = passed(committee)
    meeting, _item = session_about(committee, made, days=28)
    with clock.freeze(meeting.starts_at), pytest.raises(NotNow), transaction.atomic():
        perform(made.case, "ratify", by=committee.actor("convener"))


def test_no_decision_says_it_acted_when_nothing_happened(committee):
    made = logged(committee)
    meeting, item = session_about(committee, made)
    decide(committee, meeting, item, "raise")
    decide(committee, meeting, item_of(meeting))
    assert not Decision.objects.filter(~Q(act=""), acted=None, provisional=False).exists()
    assert Decision.objects.get(act="").acted is None
