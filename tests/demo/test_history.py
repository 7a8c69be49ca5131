"""What the demo tells is a true history: of its cases and of its committees, made by the real operations."""

from collections import Counter
from itertools import pairwise

import pytest

from accounts.models import User
from bottlenecks.models import TERMINAL, Bottleneck
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case, Event
from committees.compliance.standing import DORMANT, standing_of
from committees.minutes.record import digest
from committees.models import (
    COUNTED,
    HELD,
    ActionPoint,
    Circulation,
    Constitution,
    Decision,
    Meeting,
    Recusal,
    Revival,
    Seal,
    SubGroup,
    Traineeship,
)
from committees.procedure import verdict
from dashboards.demo import mailbag, orders, world
from dashboards.demo.committee import SEPC_STORIES
from dashboards.demo.letters import BEGAN
from dashboards.demo.tables import AGENDA, COMMITTEES, DISTRICTS
from escalations.auditor import findings
from escalations.models import Deadline, Escalation
from institutions import clock
from notices.models import Delivery, DeliveryState, Mail, MailState, Notice
from tests.demo.reference import SIX, analyze

DISTRICTS_PLAYED = SIX | {"36", "208"}  # and one whose minutes are being written, one that fell silent
STORIES = {
    "adjourned", "ahead", "cancelled", "circulated", "dormant", "erratum", "objection", "plan", "postponed",
    "provisional", "reconstituted", "recusal", "soon", "sub-group", "writing", *orders.SEATS, *BEGAN,
}  # fmt: skip


@pytest.fixture(scope="module")
def played_once(reference_once):
    done = world.load(districts=DISTRICTS_PLAYED)
    analyze()
    return done


@pytest.fixture
def history(played_once, db, in_demo):
    return played_once


def of(lgd: str, **kwargs) -> dict:
    return {"body__district__lgd_code": lgd, **kwargs}


def test_every_district_of_the_demo_has_a_committee_whose_stories_are_known():
    assert [row["lgd"] for row in COMMITTEES] == sorted({row["lgd"] for row in COMMITTEES}, key=_place)
    assert {row["lgd"] for row in COMMITTEES} == {row["lgd"] for row in DISTRICTS}
    told = {story for row in COMMITTEES for story in row["stories"].split()}
    assert told | {story for stories in SEPC_STORIES.values() for story in stories.split()} <= STORIES
    assert sum("dormant" in row["stories"].split() for row in COMMITTEES) == 3
    assert {(row["committee"], row["language"]) for row in AGENDA} == {
        (kind, language) for kind in ("depc", "sepc") for language in ("en", "hi")
    }


def _place(lgd: str) -> int:
    return [row["lgd"] for row in COMMITTEES].index(lgd)


def test_little_was_left_out(history):
    assert history.cases > 50
    assert sum(history.left_out.values()) <= history.cases * 0.1, history.left_out


def test_everybody_is_invented_and_marked(history):
    users = User.objects.all()
    assert users.exists() and all(user.is_demo and user.email.endswith(".invalid") for user in users)
    assert all(user.name.startswith("Demo ") and user.name_hi.startswith("डेमो ") for user in users)
    assert not users.filter(is_staff=True).exists() and not users.filter(is_superuser=True).exists()
    assert not any(user.has_usable_password() for user in users)


def test_no_event_is_missing_and_no_level_is_skipped(history):
    for case in Case.objects.prefetch_related("events"):
        events = list(case.events.all())
        assert [event.version for event in events] == list(range(1, len(events) + 1)), "no event is missing"
        assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(events))
        climbs = [(a, b) for a, b in pairwise(events) if b.verb == "escalate" or case.kind == BOTTLENECK.kind]
        assert all(b.level - a.level <= 1 for a, b in climbs), "no level is skipped"
    assert Escalation.objects.exists()
    assert Event.objects.filter(recorded_at__gt=clock.now()).count() == 0


def test_clocks_run_for_every_live_bottleneck_and_none_has_run_out(history):
    live = Case.objects.live().filter(kind=BOTTLENECK.kind).exclude(status__in=TERMINAL)
    assert Deadline.objects.running().filter(case__in=live).count() == live.count()
    assert set(Bottleneck.objects.exclude(routed_to=None).values_list("case__level", flat=True)) >= {0, 1, 2, 3}
    assert not [line for line in findings() if "waited for a mail" not in line]


def test_nothing_of_the_past_is_mailed_again(history):
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING)
    assert 0 < waiting.count() <= mailbag.FOR_REAL + 1
    assert not Mail.objects.exclude(state=MailState.SENT).exists()
    assert not Delivery.objects.filter(state=DeliveryState.UNREACHABLE).exists()
    assert not Delivery.objects.filter(state=DeliveryState.MAILED, mail=None).exists()
    assert Notice.objects.filter(created_at__gt=clock.now()).count() == 0


def test_every_meeting_that_was_held_has_its_number_its_attendance_and_its_quorum(history):
    held = Meeting.objects.filter(case__status__in=HELD).select_related("body", "case")
    assert held.count() > 40
    for meeting in held.filter(body__district__lgd_code__in=DISTRICTS_PLAYED):
        found = verdict(meeting)
        assert (meeting.quorate, meeting.counted, meeting.needed) == (found.met, found.counted, found.needed)
        assert meeting.attendance.filter(post=meeting.chaired_by_id, state__in=COUNTED).exists()
        assert meeting.constitution and meeting.notified_at < meeting.starts_at <= meeting.ended_at
    for body in set(held.values_list("body", flat=True)):
        numbers = list(held.filter(body=body).order_by("ended_at").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    quorate = Counter(held.values_list("quorate", flat=True))
    assert quorate[False] == 1, "the provisional one"


def test_decisions_act_on_bottlenecks_and_provisional_ones_have_not_acted(history):
    acted = Decision.objects.exclude(acted=None).exclude(act="action_point").select_related("acted", "item")
    assert acted.exists()
    assert all(decision.acted.case_id == decision.item.about_id for decision in acted)
    waiting = Decision.objects.filter(provisional=True)
    assert waiting.exists() and not waiting.exclude(acted=None).exists()
    assert Recusal.objects.exists()


def test_confirmed_minutes_are_sealed_in_both_languages_without_files_yet(history):
    confirmed = Meeting.objects.filter(case__status="confirmed")
    assert Seal.objects.count() == 2 * confirmed.count() > 60
    assert all(digest(seal.record) == seal.record_sha256 for seal in Seal.objects.all()[:20])


def test_action_points_are_done_open_and_overdue(history):
    found = set(ActionPoint.objects.values_list("case__status", flat=True))
    assert {"done", "open"} <= found
    assert Escalation.objects.filter(case__kind="action_point").exists()


def test_the_stories_of_the_committees_are_told(history):
    assert Meeting.objects.get(**of("36"), case__status="held").minute_texts.exists()
    again = Meeting.objects.get(**of("459"), kind="adjourned")
    assert again.adjourned_from.case.status == "adjourned" and again.quorate
    assert Meeting.objects.filter(**of("634"), case__status="circulated", objections__answered_at=None).exists()
    assert Revival.objects.get(**of("208")).case.status == "submitted"
    assert standing_of(Revival.objects.get(**of("208")).body).state == DORMANT
    assert Circulation.objects.get(**of("276")).answers.count() >= 3
    assert Circulation.objects.get(**of("492")).case.status == "passed"
    assert Counter(Constitution.objects.filter(**of("276")).values_list("case__status", flat=True)) == {
        "in_force": 1, "superseded": 1,
    }  # fmt: skip
    assert Traineeship.objects.get(**of("276")).case.status == "joint"
    assert Traineeship.objects.get(**of("187")).case.status == "learning"
    assert SubGroup.objects.get(**of("276")).seats.count() >= 3
    assert Meeting.objects.filter(**of("276"), case__status__in=["planned", "notified"]).exists()
