"""Who may make which move of a meeting, a list of missed meetings, a revival plan: written by hand, both ways in.

+ may   x sees it and may not (403)   . does not see it (404)   a has to log in first (302 to the login page, or 401)
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from committees.compliance.reviews import MEETING_REVIEW
from committees.compliance.revivals import REVIVAL
from committees.meetings.workflow import MEETING
from committees.models import Meeting
from escalations.sweep import sweep
from institutions import clock
from institutions.actions import issue_credential
from tests.cast import MONDAY, Cast
from tests.committees import constituted
from tests.committees.committee import (
    ALONE,
    PRESENT,
    SENTENCE,
    circulated,
    held,
    in_session,
    item_of,
    move,
    notified,
    planned,
    when,
    window_over,
)

pytestmark = pytest.mark.django_db

ROLES = (
    "convener", "chair", "co_chair", "member", "observer", "trainee", "sibling", "sepc", "sepc_chair", "other_sepc",
    "ra", "agency", "apex", "expired", "anonymous",
)  # fmt: skip
REASON = "The reason is written out here in a full sentence."

# Stages -------------------------------------------------------------------------------------------------------------


def with_items(stage: Callable) -> Callable:
    """The stage, with a second item that can be moved about."""

    def made(cast: Cast) -> Meeting:
        meeting = stage(cast)
        with clock.freeze(meeting.case.changed_at):
            return move(cast, meeting, "add_item", data={"title": "Cold storage at Nongpoh"})

    return made


def alone(cast: Cast) -> Meeting:
    return in_session(cast, attendance=ALONE)


def objected(cast: Cast) -> Meeting:
    meeting = circulated(cast)
    with clock.freeze(meeting.case.changed_at):
        return move(cast, meeting, "object", "member", {"text": "The lead bank said thirty accounts, not three."})


def to_confirm(cast: Cast) -> Meeting:
    """The time for objections is over."""
    meeting = circulated(cast)
    with clock.freeze(window_over(meeting)):
        sweep()
    return Meeting.objects.select_related("case").get(pk=meeting.pk)


def confirmed(cast: Cast) -> Meeting:
    meeting = to_confirm(cast)
    with clock.freeze(meeting.case.changed_at):
        return move(cast, meeting, "confirm_minutes", "chair")


def revival_submitted(cast: Cast):
    return move(cast, constituted.asked(cast), "submit_plan", data=constituted.PLAN)


# The matrix ---------------------------------------------------------------------------------------------------------

MATRIX = {
    # verb               stage                  con cha coc mem obs tra sib sep sch oth ra  age ape exp ano
    "give_notice":       (planned,              "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "reschedule":        (planned,              "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "postpone":          (notified,             "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "cancel":            (notified,             "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "build_agenda":      (planned,              "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "add_item":          (planned,              "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "propose_item":      (planned,              "+   +   +   +   x   x   .   x   x   .   x   .   x   .   a"),
    "move_item":         (with_items(planned),  "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "drop_item":         (with_items(planned),  "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "attach_paper":      (planned,              "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "open":              (notified,             "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "record_attendance": (in_session,           "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "recuse":            (in_session,           "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "decide":            (in_session,           "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "adjourn":           (alone,                "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "close":             (in_session,           "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "write_minutes":     (held,                 "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "circulate_minutes": (held,                 "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "object":            (circulated,           "+   +   +   +   x   x   .   x   x   .   x   .   x   .   a"),
    "answer_objection":  (objected,             "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "return_minutes":    (circulated,           "x   +   +   x   x   x   .   x   x   .   x   .   x   .   a"),
    "confirm_minutes":   (to_confirm,           "x   +   +   x   x   x   .   x   x   .   x   .   x   .   a"),
    "add_erratum":       (confirmed,            "x   +   +   x   x   x   .   x   x   .   x   .   x   .   a"),
    "remind":            (notified,             "x   x   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "end_objections":    (circulated,           "x   x   x   x   x   x   .   x   x   .   x   .   x   .   a"),
}  # fmt: skip

REVIEWS = {
    "acknowledge":       (constituted.listed,   ".   .   .   .   .   .   .   +   +   .   .   .   x   .   a"),
    "close":             (constituted.listed,   ".   .   .   .   .   .   .   +   +   .   .   .   x   .   a"),
    "escalate":          (constituted.listed,   ".   .   .   .   .   .   .   x   x   .   .   .   x   .   a"),
}  # fmt: skip

REVIVALS = {
    "submit_plan":       (constituted.asked,    "+   +   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "accept_plan":       (revival_submitted,    "x   x   x   x   x   x   .   +   +   .   x   .   x   .   a"),
    "return_plan":       (revival_submitted,    "x   x   x   x   x   x   .   +   +   .   x   .   x   .   a"),
    "revive":            (constituted.asked,    "x   x   x   x   x   x   .   x   x   .   x   .   x   .   a"),
    "escalate":          (constituted.asked,    "x   x   x   x   x   x   .   x   x   .   x   .   x   .   a"),
}  # fmt: skip

KINDS = {MEETING: MATRIX, MEETING_REVIEW: REVIEWS, REVIVAL: REVIVALS}
PLACES = {"meeting": ("meetings", "meetings"), "meeting_review": ("reviews", "meeting-reviews"),
          "revival": ("revivals", "revivals")}  # fmt: skip
CELLS = [(workflow.kind, verb) for workflow, rows in KINDS.items() for verb in rows]


def place(days: int = 28) -> dict:
    """Where and when a meeting is held, as the moves that ask for it name it."""
    return {name: value for name, value in when(days).items() if name != "kind"}


def asked_of_meetings(meeting: Meeting, verb: str) -> dict:
    last = meeting.items.filter(dropped_at=None).last().pk
    objection = meeting.objections.first()
    return {
        "reschedule": place() | {"reason": REASON},
        "postpone": place() | {"reason": REASON},
        "cancel": {"reason": REASON},
        "add_item": {"title": "Roads to the border haat"},
        "propose_item": {"title": "Roads to the border haat"},
        "move_item": {"item": last, "position": 1},
        "drop_item": {"item": last},
        "attach_paper": {"item": last},
        "open": {"chaired_by": meeting.body.posts.get(role="chair").pk},
        "record_attendance": PRESENT,
        "recuse": {"item": last, "seat": "member.nabard", "reason": "Finances the applicant"},
        "decide": {"item": last, "kind": "decision", "text": SENTENCE},
        "adjourn": place(7),
        "write_minutes": {"revision": "0", "text": "The chair opened the meeting."},
        "object": {"text": REASON},
        "answer_objection": {"objection": objection and objection.pk, "answer": "Corrected to thirty accounts."},
        "return_minutes": {"reason": REASON},
        "add_erratum": {"text": REASON},
    }.get(verb, {})


ASKED = {
    "acknowledge": {"note": "The Secretary writes to the district."},
    "close": {"note": "The district has met since."},
    "submit_plan": constituted.PLAN,
    "return_plan": {"reason": REASON},
}


def filled(kind: str, made, verb: str) -> dict:
    return asked_of_meetings(made, verb) if kind == "meeting" else ASKED.get(verb, {})


# Both ways in -------------------------------------------------------------------------------------------------------


def by_page(cast: Cast, role: str, made, verb: str, data: dict, files: dict) -> str:
    client = Client()
    if role != "anonymous":
        cast.login(client, role)
    answer = client.post(f"/{PLACES[made.case.kind][0]}/{made.case.handle}/{verb}/", {**data, **files})
    if answer.status_code == 302:
        return "a" if "/accounts/login/" in answer.url else "+"
    return {403: "x", 404: "."}.get(answer.status_code, str(answer.status_code))


def by_api(cast: Cast, role: str, made, verb: str, data: dict, files: dict) -> str:
    client = Client()
    headers = {"authorization": f"Bearer {cast.tokens[role]}"} if role in cast.tokens else {}
    if role == "expired":
        cast.login(client, role)
    address = f"/api/v1/{PLACES[made.case.kind][1]}/{made.case.handle}/{verb}/"
    answer = client.post(address, {**data, **files}, headers=headers)
    return {200: "+", 401: "a", 403: "x", 404: "."}.get(answer.status_code, str(answer.status_code))


WAYS = pytest.mark.parametrize("way", [by_page, by_api], ids=["page", "api"])


def tokens(cast: Cast) -> dict[str, str]:
    """A credential for every role that holds a post."""
    apex, expires = cast.actor("apex_head"), clock.at(clock.today().replace(year=2030))
    held_by = [role for role in ROLES if role not in ("expired", "anonymous")]
    return {
        role: issue_credential(by=apex, post=getattr(cast, role).post, name=role, expires_at=expires)[1]
        for role in held_by
    }


def test_the_matrix_names_every_move():
    for workflow, rows in KINDS.items():
        assert set(rows) == {transition.verb for transition in workflow.transitions}, workflow.kind


@WAYS
@pytest.mark.parametrize(("kind", "verb"), CELLS)
def test_each_role_may_do_what_the_matrix_says(committee, kind: str, verb: str, way: Callable):
    rows = next(rows for workflow, rows in KINDS.items() if workflow.kind == kind)
    stage, row = rows[verb]
    with clock.freeze(MONDAY):
        committee.tokens = tokens(committee)
        made = stage(committee)
    now = made.starts_at if verb == "open" else made.case.changed_at
    found = {}
    with clock.freeze(now):
        data = filled(kind, made, verb)
        for role in ROLES:
            files = {"evidence": constituted.pdf()} if verb == "attach_paper" else {}
            with transaction.atomic():
                found[role] = way(committee, role, made, verb, data, files)
                transaction.set_rollback(True)
    assert found == dict(zip(ROLES, row.split(), strict=True))


@WAYS
def test_pages_and_api_refuse_with_the_same_status(committee, way: Callable):
    """422 not filled in, 409 not now, 404 no such move: whichever way one comes."""
    with clock.freeze(MONDAY):
        committee.tokens = tokens(committee)
        made = planned(committee)
        assert way(committee, "convener", made, "cancel", {"reason": "No"}, {}) == "422"
        assert way(committee, "convener", made, "open", {"chaired_by": committee.chair.post.pk}, {}) == "409"
        assert way(committee, "convener", made, "abolish", {}, {}) == "."
    meeting = in_session(committee, days=21)
    with clock.freeze(meeting.starts_at):
        decided = {"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE}
        assert way(committee, "convener", meeting, "decide", decided, {}) == "+"
        assert way(committee, "convener", meeting, "decide", decided, {}) == "409"
        assert way(committee, "convener", meeting, "adjourn", place(7), {}) == "409"


@WAYS
def test_whoever_took_the_chair_returns_the_minutes_of_that_meeting(committee, way: Callable):
    meeting = notified(committee)
    with clock.freeze(meeting.starts_at):
        committee.tokens = tokens(committee)
        move(committee, meeting, "open", data={"chaired_by": committee.nabard.post.pk})
        move(committee, meeting, "record_attendance",
             data={"attendance": [*PRESENT["attendance"], "member.nabard=present"]})  # fmt: skip
        move(committee, meeting, "close")
        made = move(committee, meeting, "circulate_minutes")
        committee.tokens["nabard"] = issue_credential(
            by=committee.actor("apex_head"), post=committee.nabard.post, name="nabard",
            expires_at=clock.now() + timedelta(days=30),
        )[1]  # fmt: skip
        assert way(committee, "member", made, "return_minutes", {"reason": REASON}, {}) == "x"
        assert way(committee, "nabard", made, "return_minutes", {"reason": REASON}, {}) == "+"


@WAYS
def test_nobody_confirms_minutes_they_circulated_themselves(committee, way: Callable):
    meeting = held(committee)
    with clock.freeze(meeting.case.changed_at):
        committee.tokens = tokens(committee)
        assert way(committee, "chair", meeting, "circulate_minutes", {}, {}) == "+"
    with clock.freeze(window_over(meeting)):
        sweep()
        assert way(committee, "chair", meeting, "confirm_minutes", {}, {}) == "409"
        assert way(committee, "co_chair", meeting, "confirm_minutes", {}, {}) == "+"
