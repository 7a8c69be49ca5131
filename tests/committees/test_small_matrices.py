"""Who may make which move of an action point, a circulation, an order, a traineeship: by hand, through pages and API.

+ may   x sees it and may not (403)   . does not see it (404)   a has to log in first (302 to the login page, or 401)
n may, but not in this way (409): a circulation is ratified by a decision recorded in a meeting
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from committees.action_points.actions import assign_action
from committees.action_points.workflow import ACTION_POINT
from committees.circulation.actions import circulate
from committees.circulation.workflow import CIRCULATION
from committees.constitution.workflow import CONSTITUTION, constitute
from committees.leaders.workflow import TRAINEESHIP, begin
from committees.models import Competency
from institutions import clock
from institutions.actions import issue_credential
from tests.bottlenecks.stages import REASON, in_days, pdf
from tests.cast import MONDAY, Cast
from tests.committees.committee import ALL_SEATS, held, in_session, move

pytestmark = pytest.mark.django_db

ROLES = (  # the exporter is the mentor; the department, outside the committee, owns the action point
    "convener", "chair", "co_chair", "member", "observer", "trainee", "exporter", "department", "sibling", "sepc",
    "other_sepc", "ra", "agency", "apex", "expired", "anonymous",
)  # fmt: skip
MEMBERS = ("convener", "chair", "co_chair", "member", "nabard", "exporter", "traders")
WITH_TRAINEE = {"attendance": [f"{seat}=present" for seat in (*ALL_SEATS[:4], "member.trainee")]}

# Stages --------------------------------------------------------------------------------------------------------------


def to_be_done(cast: Cast):
    return assign_action(
        by=cast.actor("convener"), body=cast.depc_ribhoi, title="Widen the bridge at Umling",
        owner=cast.department.post, due_on=clock.today() + timedelta(days=20),
    )  # fmt: skip


def reported(cast: Cast):
    return move(cast, to_be_done(cast), "report_done", "department", {"result": "The bridge is wider."})


def put(cast: Cast):
    data = {
        "title": "Agarwood oil",
        "text": "The committee adopts agarwood oil as a product.",
        "closes_on": in_days(14),
    }
    return circulate(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)


def all_answered(cast: Cast):
    made = put(cast)
    for name in MEMBERS:
        move(cast, made, "answer", name, {"reply": "agree"})
    return made


def before_a_meeting(cast: Cast):
    """Agreed, and on the agenda of the meeting that sits."""
    made = move(cast, all_answered(cast), "conclude")
    in_session(cast)
    return made


def in_force(cast: Cast):
    data = {"order_number": "IND/14/2024", "ordered_on": "2024-05-01", "in_force_from": "2024-06-01"}
    return constitute(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data, files={"evidence": pdf()})


def learning(cast: Cast):
    data = {"trainee": cast.trainee.post.pk, "mentor": cast.exporter.post.pk, "responsibility": "Buyers' meets"}
    return begin(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)


def seen_two_meetings(cast: Cast):
    made = learning(cast)
    for days in (14, 21):
        held(cast, days=days, attendance=WITH_TRAINEE)
    return made


def shadowing(cast: Cast):
    return move(cast, seen_two_meetings(cast), "shadow")


def competent(cast: Cast):
    made = move(cast, shadowing(cast), "join")
    for competency in Competency.objects.all():
        move(cast, made, "sign_off", data={"competency": competency.code, "basis": REASON})
    return made


# The matrix ----------------------------------------------------------------------------------------------------------

ACTIONS = {
    # verb             stage              con cha coc mem obs tra exp dep sib sep oth ra  age ape old ano
    "report_progress": (to_be_done,       "+   +   x   x   x   x   x   +   .   x   .   x   .   x   .   a"),
    "report_done":     (to_be_done,       "x   x   x   x   x   x   x   +   .   x   .   x   .   x   .   a"),
    "confirm_done":    (reported,         "+   +   x   x   x   x   x   x   .   x   .   x   .   x   .   a"),
    "return":          (reported,         "+   +   x   x   x   x   x   x   .   x   .   x   .   x   .   a"),
    "extend":          (to_be_done,       "+   +   x   x   x   x   x   x   .   x   .   x   .   x   .   a"),
    "hand_over":       (to_be_done,       "+   +   x   x   x   x   x   x   .   x   .   x   .   x   .   a"),
    "drop":            (to_be_done,       "+   +   x   x   x   x   x   x   .   x   .   x   .   x   .   a"),
    "escalate":        (to_be_done,       "x   x   x   x   x   x   x   x   .   x   .   x   .   x   .   a"),
}  # fmt: skip
CIRCULATIONS = {
    # verb             stage              con cha coc mem obs tra exp dep sib sep oth ra  age ape old ano
    "answer":          (put,              "+   +   +   +   x   x   +   .   .   x   .   x   .   x   .   a"),
    "call_to_meeting": (put,              "+   +   +   +   x   x   +   .   .   x   .   x   .   x   .   a"),
    "conclude":        (all_answered,     "+   +   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
    "withdraw":        (put,              "+   +   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
    "ratify":          (before_a_meeting, "n   n   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
    "reject":          (before_a_meeting, "n   n   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
    "close":           (put,              "x   x   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
}  # fmt: skip
ORDERS = {
    # verb             stage              con cha coc mem obs tra exp dep sib sep oth ra  age ape old ano
    "correct":         (in_force,         "+   +   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
    "supersede":       (in_force,         "x   x   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
}  # fmt: skip
TRACKS = {
    # verb             stage              con cha coc mem obs tra exp dep sib sep oth ra  age ape old ano
    "sign_off":        (learning,         "+   +   x   x   x   x   +   .   .   x   .   x   .   x   .   a"),
    "shadow":          (seen_two_meetings, "+   +   x   x   x   x   +   .   .   x   .   x   .   x   .   a"),
    "join":            (shadowing,        "+   +   x   x   x   x   +   .   .   x   .   x   .   x   .   a"),
    "take_lead":       (competent,        "+   +   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
    "end":             (learning,         "+   +   x   x   x   x   x   .   .   x   .   x   .   x   .   a"),
}  # fmt: skip
KINDS = {  # kind -> its workflow, matrix, place of its pages, place in the API
    "action_point": (ACTION_POINT, ACTIONS, "actions", "action-points"),
    "circulation": (CIRCULATION, CIRCULATIONS, "circulations", "circulations"),
    "constitution": (CONSTITUTION, ORDERS, "constitutions", "constitutions"),
    "traineeship": (TRAINEESHIP, TRACKS, "traineeships", "traineeships"),
}
EVERY_MOVE = [(kind, verb) for kind, (_workflow, matrix, *_places) in KINDS.items() for verb in matrix]


def filled(cast: Cast, verb: str) -> dict[str, Any]:
    """Valid inputs for a verb."""
    inputs = {
        "report_progress": {"text": "The pillars stand."},
        "report_done": {"result": "The bridge is wider."},
        "return": {"reason": REASON},
        "extend": {"due_on": in_days(40), "reason": REASON},
        "hand_over": {"owner": cast.dic.posts.get().pk, "due_on": in_days(20), "reason": REASON},
        "drop": {"reason": REASON},
        "answer": {"reply": "abstain", "remark": "In committee."},
        "call_to_meeting": {"reason": REASON},
        "withdraw": {"reason": REASON},
        "correct": {"file_number": "e-14/2024", "reason": REASON},
        "sign_off": {"competency": "finance", "basis": REASON},
        "end": {"reason": REASON},
    }
    return inputs.get(verb, {})


@pytest.mark.parametrize("kind", KINDS)
def test_the_matrix_names_every_move(kind):
    workflow, matrix, *_places = KINDS[kind]
    assert set(matrix) == {transition.verb for transition in workflow.transitions}


def by_page(cast: Cast, role: str, kind: str, handle: str, verb: str, data: dict) -> str:
    client = Client()
    if role != "anonymous":
        cast.login(client, role)
    answer = client.post(f"/{KINDS[kind][2]}/{handle}/{verb}/", data)
    if answer.status_code == 302:
        return "a" if "/accounts/login/" in answer.url else "+"
    return {403: "x", 404: ".", 409: "n"}.get(answer.status_code, str(answer.status_code))


def by_api(cast: Cast, role: str, kind: str, handle: str, verb: str, data: dict) -> str:
    client = Client()
    headers = {"authorization": f"Bearer {cast.tokens[role]}"} if role in cast.tokens else {}
    if role == "expired":
        cast.login(client, role)
    answer = client.post(f"/api/v1/{KINDS[kind][3]}/{handle}/{verb}/", data, headers=headers)
    signs = {200: "+", 201: "+", 401: "a", 403: "x", 404: ".", 409: "n"}
    return signs.get(answer.status_code, str(answer.status_code))


def tokens(cast: Cast) -> dict[str, str]:
    """A credential for every role that holds a post."""
    apex, expires = cast.actor("apex_head"), clock.at(clock.today().replace(year=2030))
    found = [role for role in ROLES if role not in ("expired", "anonymous")]
    return {
        role: issue_credential(by=apex, post=getattr(cast, role).post, name=role, expires_at=expires)[1]
        for role in found
    }


WAYS = pytest.mark.parametrize("way", [by_page, by_api], ids=["page", "api"])


@WAYS
@pytest.mark.parametrize(("kind", "verb"), EVERY_MOVE)
def test_each_role_may_do_what_the_matrix_says(committee, kind: str, verb: str, way: Callable):
    stage, row = KINDS[kind][1][verb]
    committee.tokens = tokens(committee)
    made = stage(committee)
    made.case.refresh_from_db()
    found = {}
    with clock.freeze(max(made.case.changed_at, MONDAY)):
        for role in ROLES:
            with transaction.atomic():
                found[role] = way(committee, role, kind, made.case.handle, verb, filled(committee, verb))
                transaction.set_rollback(True)
    assert found == dict(zip(ROLES, row.split(), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_offers_exactly_the_moves_one_may_make(committee, kind: str):
    """What the page shows and what it then does never differ."""
    _workflow, matrix, place, _api = KINDS[kind]
    stage = next(iter(matrix.values()))[0]
    made = stage(committee)
    for role in ("convener", "member", "sepc", "exporter"):
        client = Client()
        committee.login(client, role)
        shown = {panel["verb"] for panel in client.get(f"/{place}/{made.case.handle}/").context["actions"]}
        sign = {verb: row.split()[ROLES.index(role)] for verb, (at, row) in matrix.items() if at is stage}
        assert shown >= {verb for verb, may in sign.items() if may == "+"}
        assert not shown & {verb for verb, may in sign.items() if may != "+"}


def test_pages_and_api_refuse_with_the_same_status(committee):
    """422 not filled in, 409 not now, 404 no such move: whichever way one comes."""
    committee.tokens = tokens(committee)
    handle = to_be_done(committee).case.handle
    for way in (by_page, by_api):
        assert way(committee, "convener", "action_point", handle, "extend", {"due_on": "soon"}) == "422"
        assert way(committee, "convener", "action_point", handle, "return", {"reason": REASON}) == "n"
        assert way(committee, "convener", "action_point", handle, "abolish", {}) == "."


def test_a_case_is_not_found_under_another_kinds_address(committee):
    client = Client()
    committee.login(client, "convener")
    handle = to_be_done(committee).case.handle
    assert client.get(f"/actions/{handle}/").status_code == 200
    for place in ("circulations", "constitutions", "traineeships"):
        assert client.get(f"/{place}/{handle}/").status_code == 404
