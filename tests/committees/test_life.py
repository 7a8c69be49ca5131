"""A meeting from its notice to its sealed minutes, with the clock doing its part."""

from datetime import timedelta

import pytest

from committees.minutes.sealing import make_missing_files
from committees.models import ActionPoint, Decision, Meeting
from escalations.sweep import sweep
from institutions import clock
from notices.models import Notice, Purpose
from tests.cast import logged
from tests.committees.committee import ALONE, SENTENCE, held, in_session, item_of, move, notified, when

pytestmark = pytest.mark.django_db


def reread(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("case__holder").get(pk=meeting.pk)


def test_everybody_with_a_seat_gets_the_notice(committee):
    meeting = notified(committee)
    told = Notice.objects.filter(case=meeting.case, purpose=Purpose.MEETING)
    assert told.count() == committee.depc_ribhoi.posts.count()


def test_a_decision_acts_in_the_same_step_and_both_sides_know(committee):
    bottleneck = logged(committee)
    meeting = in_session(committee)
    item = meeting.items.get(about=bottleneck.case)
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "decide", data={"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "raise"})
    decision = Decision.objects.get()
    bottleneck.case.refresh_from_db()
    assert bottleneck.case.status == "raised"
    assert decision.acted.case == bottleneck.case
    assert decision.acted.committee_decision == decision
    assert decision.event.data["acted"] == decision.acted.pk


def test_an_action_point_goes_up_level_by_level_when_nobody_does_it(committee):
    meeting = in_session(committee)
    with clock.freeze(meeting.starts_at):
        due = (clock.today() + timedelta(days=20)).isoformat()
        asked = {"title": "Open a counter", "owner": committee.member.post.pk, "due_on": due, "act": "action_point"}
        move(committee, meeting, "decide",
             data={"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE} | asked)  # fmt: skip
    point = ActionPoint.objects.get()
    holders = [point.case.holder]
    for days in (30, 45, 60):
        with clock.freeze(meeting.starts_at + timedelta(days=days)):
            sweep()
        point.case.refresh_from_db()
        holders.append(point.case.holder)
    posts = [committee.member.post, committee.convener.post, committee.chair.post, committee.sepc.post]
    assert holders == posts
    assert (point.case.status, point.case.level) == ("overdue", 3)


@pytest.mark.pdf
def test_minutes_are_sealed_in_both_languages_when_another_person_confirms(committee):
    meeting = held(committee)
    assert (meeting.number, meeting.quorate, meeting.case.status) == (1, True, "held")
    with clock.freeze(meeting.ends_at + timedelta(hours=1)):
        move(committee, meeting, "write_minutes", data={"revision": 0, "text": "The chair opened the meeting."})
        move(committee, meeting, "circulate_minutes")
    with clock.freeze(meeting.ends_at + timedelta(days=20)):
        sweep()
        assert reread(meeting).case.holder == committee.chair.post
        move(committee, meeting, "confirm_minutes", "chair")
    assert make_missing_files() == 2
    assert make_missing_files() == 0
    assert sorted(meeting.seals.values_list("language", flat=True)) == ["en", "hi"]
    assert all(seal.sha256 == seal.evidence.sha256 for seal in meeting.seals.all())


def test_without_quorum_a_decision_waits_until_a_quorate_meeting_ratifies_it(committee):
    bottleneck = logged(committee)
    meeting = in_session(committee, attendance=ALONE)
    item = meeting.items.get(about=bottleneck.case)
    with clock.freeze(meeting.starts_at):
        move(committee, meeting, "decide", data={"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "raise"})
        decision = Decision.objects.get()
        assert (decision.provisional, decision.acted, decision.counted, decision.needed) == (True, None, 1, 3)
        adjourned = move(committee, meeting, "adjourn", data=when(7))
    assert adjourned.case.status == "adjourned"
    again = adjourned.adjourned_to
    with clock.freeze(meeting.starts_at + timedelta(hours=1)):
        move(committee, again, "build_agenda")
        move(committee, again, "give_notice", data={"short_notice": "Called again for want of quorum."})
    with clock.freeze(again.starts_at):
        move(committee, again, "open", data={"chaired_by": committee.chair.post.pk})
        move(committee, again, "record_attendance",
             data={"attendance": [f"{seat}=present" for seat in
                                  ("chair.chair", "convener.dic-gm", "member.nabard")]})  # fmt: skip
        ratifying = again.items.get(ratifies=decision)
        move(committee, again, "decide",
             data={"item": ratifying.pk, "kind": "decision", "text": "Ratified.", "act": "ratify"})  # fmt: skip
    decision.refresh_from_db()
    bottleneck.case.refresh_from_db()
    assert (decision.provisional, decision.ratified_in) == (False, again)
    assert decision.acted.case == bottleneck.case
    assert bottleneck.case.status == "raised"
