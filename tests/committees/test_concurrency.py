"""Two at once: one number each, one row per seat, one act per decision; the clock waits for whoever is deciding."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction

from bottlenecks.models import Bottleneck
from cases.models import Case, Event
from committees.models import ActionPoint, Attendance, Decision, Meeting
from escalations import clocks
from escalations.models import Escalation
from escalations.sweep import sweep
from institutions import clock
from tests.bottlenecks.stages import in_days
from tests.cast import MONDAY, Cast, build_cast, logged
from tests.committees.committee import ALONE, PRESENT, SENTENCE, in_session, item_of, move, seated
from workflow.errors import NotNow
from workflow.submission import submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district() -> Cast:
    with clock.freeze(MONDAY):
        yield seated(build_cast())


def at_once(at, *jobs: Callable) -> list:
    """Run each job in its own thread and connection, all let go together: what each returned or raised."""
    gate, found = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable) -> None:
        try:
            with clock.freeze(at):
                gate.wait()
                found[place] = job()
        except Exception as problem:
            found[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def kinds(found: list) -> list[str]:
    return sorted(type(one).__name__ for one in found)


def test_two_meetings_of_a_committee_closed_at_once_get_two_numbers(district):
    meetings = [in_session(district, days=days) for days in (14, 21, 28)]
    at = meetings[-1].ends_at
    found = at_once(at, *(lambda one=one: move(district, one, "close").number for one in meetings))
    assert sorted(found) == [1, 2, 3]
    assert sorted(Meeting.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_attendance_sent_twice_at_once_is_one_row_per_seat(district):
    meeting = in_session(district, attendance=None)
    by = district.actor("convener")

    def send(token: str) -> Callable:
        return lambda: submit(by=by, case=meeting.case, verb="record_attendance", data=PRESENT, token=token)[1]

    found = at_once(meeting.starts_at, send("a"), send("a"), send("b"))
    assert sorted(found) == [False, False, True]
    assert Attendance.objects.count() == len(PRESENT["attendance"])
    assert Event.objects.filter(verb="record_attendance").count() == 2  # one of them was sent once more


def test_a_meeting_is_closed_once(district):
    meeting = in_session(district)

    def close(name: str) -> Callable:
        return lambda: move(district, meeting, "close", name).number

    found = at_once(meeting.ends_at, close("convener"), close("chair"))
    assert kinds(found) == ["NotNow", "int"]
    assert Event.objects.filter(verb="close").count() == 1


def test_a_decision_recorded_twice_at_once_acts_once(district):
    made = logged(district)
    meeting = in_session(district)
    data = {"item": meeting.items.get(about=made.case).pk, "kind": "decision", "text": SENTENCE, "act": "raise"}

    def decide(name: str) -> Callable:
        return lambda: move(district, meeting, "decide", name, data=data)

    found = at_once(meeting.starts_at, decide("convener"), decide("chair"))
    assert kinds(found) == ["Meeting", "NotNow"]
    assert Decision.objects.count() == Event.objects.filter(case=made.case, verb="raise").count() == 1


def test_two_meetings_ratify_a_decision_once(district):
    first = in_session(district, attendance=ALONE)
    asked = {"item": item_of(first).pk, "kind": "decision", "text": SENTENCE, "act": "action_point",
             "title": "Open a counter", "owner": district.member.post.pk, "due_on": in_days(90)}  # fmt: skip
    with clock.freeze(first.starts_at):
        move(district, first, "decide", data=asked)
        move(district, first, "record_attendance", data=PRESENT)
    decision = Decision.objects.get()
    with clock.freeze(first.ends_at):
        move(district, first, "close")
        meetings = [in_session(district, days=days) for days in (14, 21)]

    def ratify(meeting: Meeting) -> Callable:
        data = {"item": meeting.items.get(ratifies=decision).pk, "kind": "decision", "text": "Yes.", "act": "ratify"}
        return lambda: move(district, meeting, "decide", data=data)

    found = at_once(meetings[-1].starts_at, *(ratify(meeting) for meeting in meetings))
    assert kinds(found) == ["Meeting", "NotNow"]
    assert ActionPoint.objects.count() == 1
    assert Decision.objects.filter(pk=decision.pk, provisional=False).count() == 1


def test_two_secretaries_saving_the_same_text_neither_lose_nor_double_it(district):
    meeting = in_session(district)
    with clock.freeze(meeting.ends_at):
        move(district, meeting, "close")

    def save(name: str, text: str) -> Callable:
        return lambda: move(district, meeting, "write_minutes", name, data={"revision": 0, "text": text})

    found = at_once(meeting.ends_at, save("convener", "The chair opened."), save("chair", "The meeting opened."))
    assert kinds(found) == ["Meeting", "NotNow"]
    assert list(meeting.minute_texts.values_list("revision", flat=True)) == [1]


def test_the_sweep_leaves_a_case_alone_while_the_committee_decides_on_it(district):
    """Its clock has run out while the decision that raises it is being written: it goes up once, by the decision."""
    made = logged(district)
    meeting = in_session(district)
    now = max(meeting.starts_at, clocks.running(made.case).due_at) + timedelta(minutes=1)
    data = {"item": meeting.items.get(about=made.case).pk, "kind": "decision", "text": SENTENCE, "act": "raise"}
    with clock.freeze(now):
        with transaction.atomic():
            move(district, meeting, "decide", data=data)
            [during] = at_once(now, sweep)  # another worker, before this is committed
            assert not Escalation.objects.filter(case=made.case).exists()
        sweep()
    assert (during.failed, during.skipped > 0) == (0, True)
    case = Case.objects.get(pk=made.case.pk)
    assert (case.status, case.level) == ("raised", 1)
    assert list(case.events.order_by("version").values_list("verb", flat=True))[-1] == "raise"
    assert Decision.objects.get().acted.case == case


def test_what_the_clock_took_up_first_refuses_the_decision_as_a_whole(district):
    made = logged(district)
    meeting = in_session(district)
    now = max(meeting.starts_at, clocks.running(made.case).due_at) + timedelta(minutes=1)
    data = {"item": meeting.items.get(about=made.case).pk, "kind": "decision", "text": SENTENCE, "act": "raise"}
    with clock.freeze(now):
        at_once(now, sweep)
        with pytest.raises(NotNow):
            move(district, meeting, "decide", data=data)
    assert not Decision.objects.exists()
    assert Bottleneck.objects.get().case.level == 1
