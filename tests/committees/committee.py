"""The committee of Ri Bhoi with its rules, a quorate set of members, and meetings at every stage."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from committees.loader import load_committees
from committees.meetings.actions import schedule
from committees.models import Meeting
from escalations.models import Allowance, Policy
from institutions import clock
from institutions.models import Post
from tests.cast import LONG_AGO, MONDAY, Cast, appoint
from workflow.engine import perform

SEATS = [  # name, role, seat, category
    ("co_chair", "co_chair", "dgft-ra", "centre"),
    ("nabard", "member", "nabard", "bank"),
    ("exporter", "member", "exporter", "exporter"),
    ("traders", "member", "trade-associations", "trade_body"),
    ("trainee", "member", "trainee", "trainee"),
]
LADDERS = [  # kind, ladder, level, holder, copied, act
    ("action_point", "committee", 0, "owner", "", None),
    ("action_point", "committee", 1, "committee.convener", "owner", 5),
    ("action_point", "committee", 2, "committee.chair", "owner,committee.convener", 7),
    ("action_point", "committee", 3, "above.convener", "committee.chair,owner", 10),
    ("meeting_review", "state", 0, "sepc.convener", "", 15),
    ("meeting_review", "state", 1, "sepc.chair", "sepc.convener", 10),
    ("meeting_review", "state", 2, "apex.nodal_officer", "sepc.chair", 15),
    ("revival", "district", 0, "committee.convener", "committee.chair", 10),
    ("revival", "district", 1, "above.convener", "committee.chair", 10),
]
ALL_SEATS = ("chair.chair", "co_chair.dgft-ra", "convener.dic-gm", "member.lead-bank", "member.nabard",
             "member.exporter", "member.trade-associations")  # fmt: skip
PRESENT = {"attendance": [f"{seat}=present" for seat in ALL_SEATS[:4]]}
ALONE = {"attendance": ["convener.dic-gm=present", "chair.chair=apology", "co_chair.dgft-ra=absent"]}
SENTENCE = "The committee settled this after hearing the lead bank and the exporters."


@pytest.fixture
def committee(cast, at_monday) -> Cast:
    """The cast, with seven voting seats held in Ri Bhoi, a trainee, and the portal's own rules of procedure."""
    return seated(cast)


def seated(cast: Cast) -> Cast:
    load_committees()
    for name, role, seat, category in SEATS:
        post = Post.objects.create(body=cast.depc_ribhoi, role=role, seat=seat, title=name.title(), category=category)
        setattr(cast, name, appoint(f"{name}.ribhoi", post, DateRange(LONG_AGO, None)))
    always = DateRange(LONG_AGO, None)
    Policy.objects.bulk_create(
        Policy(kind=kind, ladder=ladder, level=level, title=f"{kind} {level}", holder=holder, copied=copied,
               act_days=act, source="Test order", during=always)
        for kind, ladder, level, holder, copied, act in LADDERS
    )  # fmt: skip
    Allowance.objects.create(code="committee-reminder-days", value=3, title="Reminder", source="Test order")
    return cast


def when(days: int = 14, **more) -> dict:
    """Inputs of a meeting in so many days (Mondays stay Mondays with multiples of seven)."""
    return {"on": (clock.today() + timedelta(days=days)).isoformat(), "at": "11:00", "minutes": "120",
            "mode": "in_person", "venue": "Conference hall, Nongpoh", "kind": "ordinary"} | more  # fmt: skip


def planned(cast: Cast, **more) -> Meeting:
    [meeting] = schedule(by=cast.actor("convener"), body=cast.depc_ribhoi, data=when(**more))
    return meeting


def move(cast: Cast, meeting, verb: str, name: str = "convener", data: dict | None = None, **kwargs):
    """Make a move as somebody; returns the subject as it is afterwards."""
    return perform(meeting.case, verb, by=cast.actor(name), data=data, **kwargs).subject


def notified(cast: Cast, **more) -> Meeting:
    return move(cast, planned(cast, **more), "give_notice")


def in_session(cast: Cast, attendance: dict | None = PRESENT, **more) -> Meeting:
    """Opened on its day; call under `on_the_day(meeting)`, or let this freeze the clock for the opening alone."""
    meeting = notified(cast, **more)
    with clock.freeze(meeting.starts_at):
        meeting = move(cast, meeting, "open", data={"chaired_by": cast.chair.post.pk})
        if attendance:
            meeting = move(cast, meeting, "record_attendance", data=attendance)
    return meeting


def item_of(meeting: Meeting, title: str = ""):
    items = meeting.items.filter(dropped_at=None)
    return items.get(title=title) if title else items.first()


def held(cast: Cast, **more) -> Meeting:
    """A quorate meeting with one decision, closed two hours later."""
    meeting = in_session(cast, **more)
    with clock.freeze(meeting.ends_at):
        move(cast, meeting, "decide", data={"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE})
        return move(cast, meeting, "close")


def circulated(cast: Cast, **more) -> Meeting:
    meeting = held(cast, **more)
    with clock.freeze(meeting.ends_at + timedelta(hours=1)):
        return move(cast, meeting, "circulate_minutes", data={"file_number": "e-1234/2026"})


def window_over(meeting: Meeting):
    """An instant after the time for objections, swept."""
    return meeting.ends_at + timedelta(days=14)


LATER = MONDAY + timedelta(days=60)
FIRST_DAY = date(2026, 3, 2)
