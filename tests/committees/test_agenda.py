"""The agenda: gathered from what waits for the committee, in people's order, nothing twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from committees.meetings.actions import schedule
from committees.meetings.agenda import AT_MOST
from committees.models import AgendaItem, ItemKind, Meeting, ProcedureRule
from institutions import clock
from institutions.actors import Actor
from tests.cast import go, logged
from tests.committees.committee import ALL_SEATS, ALONE, PRESENT, SENTENCE, in_session, item_of, move, planned, when
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db


def agenda(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.filter(dropped_at=None)]


def kinds(meeting: Meeting) -> list[str]:
    return [item.kind for item in meeting.items.filter(dropped_at=None)]


def positions(meeting: Meeting) -> list[int]:
    return [item.position for item in meeting.items.filter(dropped_at=None)]


def item_about(meeting: Meeting, subject) -> AgendaItem:
    return meeting.items.get(about=subject.case, dropped_at=None)


def test_the_action_taken_on_the_last_minutes_is_always_first(committee):
    logged(committee)
    meeting = planned(committee)
    first = item_of(meeting)
    assert first.kind == ItemKind.ACTION_TAKEN
    last = meeting.items.last()
    move(committee, meeting, "move_item", data={"item": last.pk, "position": 1})
    assert kinds(meeting)[0] == ItemKind.ACTION_TAKEN
    move(committee, meeting, "move_item", data={"item": first.pk, "position": 2})
    assert kinds(meeting)[0] == ItemKind.ACTION_TAKEN
    with pytest.raises(Invalid) as refused:
        move(committee, meeting, "drop_item", data={"item": first.pk})
    assert "item" in refused.value.form.errors


def test_nothing_is_on_an_agenda_twice_however_often_it_is_brought_up_to_date(committee):
    made = [logged(committee) for _one in range(3)]
    meeting = planned(committee)
    before = agenda(meeting)
    for _again in range(3):
        move(committee, meeting, "build_agenda")
    assert agenda(meeting) == before
    assert len(before) == 1 + len(made)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, position=9, kind="new", title="Again", about=made[0].case)


def test_peoples_order_is_kept_and_what_is_new_comes_last(committee):
    first, second = logged(committee), logged(committee)
    meeting = planned(committee)
    move(committee, meeting, "add_item", data={"title": "Cold storage at Nongpoh"})
    move(committee, meeting, "move_item", data={"item": meeting.items.get(title="Cold storage at Nongpoh").pk,
                                                "position": 2})  # fmt: skip
    move(committee, meeting, "move_item", data={"item": item_about(meeting, second).pk, "position": 3})
    order = [item.about_id for item in meeting.items.filter(dropped_at=None)]
    third = logged(committee)
    move(committee, meeting, "build_agenda")
    assert [item.about_id for item in meeting.items.filter(dropped_at=None)] == [*order, third.case.pk]
    assert order == [None, None, second.case.pk, first.case.pk]
    assert positions(meeting) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("position", [1, 2, 4, 200])
def test_places_close_up_wherever_an_item_goes(committee, position):
    for _one in range(3):
        logged(committee)
    meeting = planned(committee)
    move(committee, meeting, "move_item", data={"item": meeting.items.all()[2].pk, "position": position})
    assert positions(meeting) == [1, 2, 3, 4]
    move(committee, meeting, "drop_item", data={"item": meeting.items.all()[1].pk})
    assert positions(meeting) == [1, 2, 3]


def test_what_people_took_off_stays_off(committee):
    made = logged(committee)
    meeting = planned(committee)
    move(committee, meeting, "drop_item", data={"item": item_about(meeting, made).pk})
    move(committee, meeting, "build_agenda")
    assert kinds(meeting) == [ItemKind.ACTION_TAKEN]
    assert item_about(planned(committee, days=28), made)  # the next meeting has it again


def test_it_gathers_what_is_overdue_promised_waiting_and_new_each_under_its_own_name(committee):
    overdue, promised, waiting, new = (logged(committee) for _one in range(4))
    for one in (promised, waiting):
        one = go(committee, one, "raise", "convener")
        one = go(committee, one, "forward", "sepc")
        go(committee, one, "acknowledge", "agency")
    go(committee, promised, "commit", "agency",
       {"due_on": (clock.today() + timedelta(days=20)).isoformat(), "deliverable": "The laboratory opens"})  # fmt: skip
    go(committee, waiting, "report_resolution", "agency", {"result": "The laboratory has opened at Umiam."})
    overdue.case.deadlines.filter(state="running").update(due_at=clock.now() - timedelta(days=1))
    found = {item.about_id: item.kind for item in planned(committee).items.all()}
    assert [found[one.case.pk] for one in (overdue, promised, waiting, new)] == [
        ItemKind.OVERDUE, ItemKind.COMMITMENT, ItemKind.WAITING, ItemKind.NEW,
    ]  # fmt: skip


def test_a_sibling_districts_bottleneck_is_on_its_own_agenda_alone(committee):
    made = logged(committee)
    made.case.district = committee.khasi
    made.case.save()
    assert kinds(planned(committee)) == [ItemKind.ACTION_TAKEN]


def test_a_source_puts_no_more_on_an_agenda_than_a_meeting_can_take(committee):
    for _one in range(AT_MOST + 2):
        logged(committee)
    assert len(agenda(planned(committee))) == 1 + AT_MOST


def test_the_state_committee_takes_up_what_it_holds(committee):
    lower, raised = logged(committee), go(committee, logged(committee), "raise", "convener")
    by: Actor = committee.actor("sepc")
    [meeting] = schedule(by=by, body=committee.sepc_ml, data=when())
    assert [(item.kind, item.about_id) for item in meeting.items.all()] == [
        (ItemKind.ACTION_TAKEN, None), (ItemKind.WAITING, raised.case.pk),
    ]  # fmt: skip
    go(committee, raised, "forward", "sepc")
    [later] = schedule(by=by, body=committee.sepc_ml, data=when(28))
    assert kinds(later) == [ItemKind.ACTION_TAKEN]
    assert not lower.case.agenda_items.exists()


def test_what_a_meeting_did_not_come_to_is_carried_over(committee):
    meeting = planned(committee)
    move(committee, meeting, "propose_item", "member", {"title": "A counter for exporters", "note": "At Byrnihat."})
    move(committee, meeting, "add_item", data={"title": "Road to the depot"})
    meeting = _opened(committee, meeting)
    with clock.freeze(meeting.starts_at):
        decided = item_of(meeting, "Road to the depot")
        move(committee, meeting, "decide", data={"item": decided.pk, "kind": "decision", "text": SENTENCE})
        move(committee, meeting, "close")
        later = planned(committee, days=28)
    assert agenda(later) == ["Action taken on the last minutes", "A counter for exporters"]
    carried = item_of(later, "A counter for exporters")
    assert (carried.kind, carried.note, carried.proposed_by) == ("proposal", "At Byrnihat.", committee.member.post)


def _opened(committee, meeting: Meeting) -> Meeting:
    move(committee, meeting, "give_notice", data={"short_notice": "Agreed with all members."})
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "open", data={"chaired_by": committee.chair.post.pk})
        return move(committee, meeting, "record_attendance", data=PRESENT)


def test_the_same_title_twice_is_a_double_submission(committee):
    meeting = planned(committee)
    move(committee, meeting, "add_item", data={"title": "Road to the depot"})
    with pytest.raises(NotNow):
        move(committee, meeting, "add_item", data={"title": "Road to the depot"})
    with pytest.raises(NotNow):
        move(committee, meeting, "propose_item", "member", {"title": "Road to the depot"})


def test_an_item_the_committee_decided_on_stays(committee):
    meeting = in_session(committee)
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "add_item", data={"title": "Road to the depot"})
        item = item_of(meeting, "Road to the depot")
        move(committee, meeting, "decide", data={"item": item.pk, "kind": "information", "text": SENTENCE})
        with pytest.raises(Invalid):
            move(committee, meeting, "drop_item", data={"item": item.pk})


def test_an_item_of_another_meeting_is_no_choice(committee):
    one, other = planned(committee), planned(committee, days=21)
    foreign = item_of(other).pk
    for verb, more in (("move_item", {"position": 1}), ("drop_item", {})):
        with pytest.raises(Invalid) as refused:
            move(committee, one, verb, data={"item": foreign} | more)
        assert "item" in refused.value.form.errors


# Adjournment --------------------------------------------------------------------------------------------------------


def test_an_adjourned_meeting_takes_up_what_is_left_and_the_action_taken_stays_first(committee):
    made = logged(committee)
    meeting = in_session(committee, attendance=ALONE)
    with clock.freeze(meeting.starts_at):
        first = item_of(meeting)
        move(committee, meeting, "decide", data={"item": first.pk, "kind": "information", "text": SENTENCE})
        adjourned = move(committee, meeting, "adjourn", data=when(7))
        again = adjourned.adjourned_to
        assert (adjourned.case.status, adjourned.number, again.kind) == ("adjourned", None, "adjourned")
        assert [item.about_id for item in again.items.all()] == [made.case.pk]
        move(committee, again, "build_agenda")
    assert kinds(again) == [ItemKind.ACTION_TAKEN, ItemKind.NEW]
    assert positions(again) == [1, 2]


def test_a_meeting_with_quorum_is_not_adjourned(committee):
    meeting = in_session(committee)
    with clock.freeze(meeting.starts_at), pytest.raises(NotNow):
        move(committee, meeting, "adjourn", data=when(7))


def test_the_adjourned_meeting_may_have_a_quorum_of_its_own(committee):
    meeting = in_session(committee, attendance=ALONE)
    with clock.freeze(meeting.starts_at):
        again = move(committee, meeting, "adjourn", data=when(7)).adjourned_to
        again = _notified_again(committee, again)
    rules = ProcedureRule.objects.get(kind="depc", body=None)
    rules.adjourned_number = 2
    rules.save()
    with clock.freeze(again.starts_at):
        move(committee, again, "open", data={"chaired_by": committee.chair.post.pk})
        move(committee, again, "record_attendance",
             data={"attendance": ["chair.chair=present", "convener.dic-gm=present"]})  # fmt: skip
        closed = move(committee, again, "close")
    assert (closed.quorate, closed.counted, closed.needed, closed.number) == (True, 2, 2, 1)


def _notified_again(committee, meeting: Meeting) -> Meeting:
    move(committee, meeting, "build_agenda")
    return move(committee, meeting, "give_notice", data={"short_notice": "Called again for want of quorum."})


# Recusal ------------------------------------------------------------------------------------------------------------


def everybody(*, without: str = "") -> dict:
    return {"attendance": [f"{seat}={'absent' if seat == without else 'present'}" for seat in ALL_SEATS]}


@pytest.mark.parametrize(("co_chair_comes", "provisional"), [(True, False), (False, True)])
def test_a_chair_who_leaves_an_item_needs_the_co_chair_there(committee, co_chair_comes, provisional):
    attendance = everybody(without="" if co_chair_comes else "co_chair.dgft-ra")
    meeting = in_session(committee, attendance=attendance)
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "add_item", data={"title": "Land for a packhouse"})
        item = item_of(meeting, "Land for a packhouse")
        move(committee, meeting, "recuse", data={"item": item.pk, "seat": "chair.chair", "reason": "Owns the land"})
        move(committee, meeting, "decide", data={"item": item.pk, "kind": "decision", "text": SENTENCE})
        move(committee, meeting, "decide", data={"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE})
    left, other = item.decisions.get(), item_of(meeting).decisions.get()
    assert left.provisional == provisional
    assert left.lacking == ("role:chair|co_chair" if provisional else "")
    assert other.provisional is False  # they left that item only
    assert left.counted == other.counted - 1


def test_a_member_leaves_an_item_once_and_before_it_is_decided(committee):
    meeting = in_session(committee)
    asked = {"item": item_of(meeting).pk, "seat": "member.nabard", "reason": "Finances the applicant"}
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "recuse", data=asked)
        with pytest.raises(NotNow):
            move(committee, meeting, "recuse", data=asked)
        move(committee, meeting, "decide", data={"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE})
        with pytest.raises(NotNow):
            move(committee, meeting, "recuse", data=asked | {"seat": "member.exporter"})
        with pytest.raises(Invalid):
            move(committee, meeting, "recuse", data=asked | {"seat": "member.nobody"})
