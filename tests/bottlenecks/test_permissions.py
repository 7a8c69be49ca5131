"""Who may make which move: the matrix, written by hand, tried through pages and API alike.

+ may   x sees it and may not (403)   . does not see it (404)   a has to log in first (302 to the login page, or 401)
"""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from bottlenecks.workflow import BOTTLENECK
from institutions import clock
from institutions.actions import issue_credential
from tests.bottlenecks import stages
from tests.bottlenecks.stages import NEEDS_DOCUMENT, filled, in_days, pdf
from tests.cast import MONDAY, Cast, go, logged

pytestmark = pytest.mark.django_db

ROLES = (
    "convener", "chair", "member", "sibling", "sepc", "other_sepc", "ra", "unconfirmed_ra",
    "agency", "former_agency", "other_agency", "apex", "observer", "expired", "anonymous",
)  # fmt: skip

MATRIX = {
    # verb               stage                          con cha mem sib sep oth ra  unc age for oag ape obs exp ano
    "open":              (stages.as_draft,              "+   +   x   .   .   .   .   .   .   .   .   .   x   .   a"),
    "discard":           (stages.as_draft,              "+   +   x   .   .   .   .   .   .   .   .   .   x   .   a"),
    "describe":          (stages.as_open,               "+   +   x   .   x   .   x   .   .   .   .   x   x   .   a"),
    "assign":            (stages.as_open,               "+   +   x   .   x   .   x   .   .   .   .   x   x   .   a"),
    "report_progress":   (stages.as_open,               "x   x   +   .   x   .   x   .   .   .   .   x   x   .   a"),
    "resolve_locally":   (stages.as_open,               "+   +   x   .   x   .   x   .   .   .   .   x   x   .   a"),
    "raise":             (stages.as_open,               "+   +   x   .   x   .   x   .   .   .   .   x   x   .   a"),
    "mark_duplicate":    (stages.as_open,               "+   +   x   .   x   .   x   .   .   .   .   x   x   .   a"),
    "give_information":  (stages.asked,                 "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "accept_decision":   (stages.declined,              "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "appeal":            (stages.declined,              "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "confirm":           (stages.resolved,              "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "watch":             (stages.resolved,              "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "reopen":            (stages.resolved,              "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "close":             (stages.watched,               "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "reopen_here":       (stages.closed_locally,        "+   +   x   .   x   .   x   .   .   .   .   x   x   .   a"),
    "withdraw":          (stages.at_agency,             "+   +   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "acknowledge":       (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "ask_information":   (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "reply_interim":     (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "commit":            (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "revise_commitment": (stages.committed,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "transfer":          (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "decline":           (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "report_resolution": (stages.at_agency,             "x   x   x   .   x   .   x   .   +   x   .   x   x   .   a"),
    "forward":           (stages.at_state,              "x   x   x   .   +   .   +   .   .   .   .   x   x   .   a"),
    "refer_to_centre":   (stages.state_owned_with_sepc, "x   x   x   .   +   .   x   .   .   .   .   x   x   .   a"),
    "reassign":          (stages.at_agency,             "x   x   x   .   x   .   x   .   x   x   .   +   x   .   a"),
    "elevate":           (stages.at_apex,               "x   x   x   .   x   .   x   .   x   x   .   +   x   .   a"),
    "pause":             (stages.acknowledged,          "x   x   x   .   +   .   x   .   x   x   .   +   x   .   a"),
    "resume":            (stages.paused,                "x   x   x   .   +   .   x   .   x   x   .   +   x   .   a"),
    "note":              (stages.at_agency,             "+   +   +   .   +   .   +   .   +   +   .   +   x   .   a"),
    "escalate":          (stages.at_agency,             "x   x   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "renew":             (stages.at_apex,               "x   x   x   .   x   .   x   .   x   x   .   x   x   .   a"),
    "remind":            (stages.resolved,              "x   x   x   .   x   .   x   .   x   x   .   x   x   .   a"),
}  # fmt: skip


def test_the_matrix_names_every_move():
    assert set(MATRIX) == {transition.verb for transition in BOTTLENECK.transitions}


def by_page(cast: Cast, role: str, made, verb: str, data: dict, files: dict) -> str:
    client = Client()
    if role != "anonymous":
        cast.login(client, role)
    answer = client.post(f"/bottlenecks/{made.case.handle}/{verb}/", {**data, **files})
    if answer.status_code == 302:
        return "a" if "/accounts/login/" in answer.url else "+"
    return {403: "x", 404: "."}.get(answer.status_code, str(answer.status_code))


def by_api(cast: Cast, role: str, made, verb: str, data: dict, files: dict) -> str:
    client = Client()
    headers = {"authorization": f"Bearer {cast.tokens[role]}"} if role in cast.tokens else {}
    address = f"/api/v1/bottlenecks/{made.case.handle}/{verb}/"
    if role == "expired":
        cast.login(client, role)
    answer = client.post(address, {**data, **files}, headers=headers)
    return {200: "+", 201: "+", 401: "a", 403: "x", 404: "."}.get(answer.status_code, str(answer.status_code))


def tokens(cast: Cast) -> dict[str, str]:
    """A credential for every role that holds a post."""
    apex, expires = cast.actor("apex_head"), clock.at(clock.today().replace(year=2030))
    held = [role for role in ROLES if role not in ("expired", "anonymous")]
    return {
        role: issue_credential(by=apex, post=getattr(cast, role).post, name=role, expires_at=expires)[1]
        for role in held
    }


WAYS = pytest.mark.parametrize("way", [by_page, by_api], ids=["page", "api"])


@WAYS
@pytest.mark.parametrize("verb", MATRIX)
def test_each_role_may_do_what_the_matrix_says(cast, verb: str, way: Callable):
    stage, row = MATRIX[verb]
    with clock.freeze(MONDAY):
        cast.tokens = tokens(cast)
        made = stage(cast)
        data = inputs_for(cast, verb)
    found = {}
    with clock.freeze(made.case.changed_at):
        for role in ROLES:
            files = {"evidence": pdf()} if verb in NEEDS_DOCUMENT else {}
            with transaction.atomic():
                found[role] = way(cast, role, made, verb, data, files)
                transaction.set_rollback(True)
    assert found == dict(zip(ROLES, row.split(), strict=True))


def inputs_for(cast: Cast, verb: str) -> dict:
    if verb == "assign":
        return {"post": cast.dic.posts.get().pk, "until": in_days(12)}
    if verb == "mark_duplicate":
        return {"reference": logged(cast).case.reference}
    return filled(verb)


@WAYS
def test_pages_and_api_refuse_with_the_same_status(cast, way: Callable):
    """422 not filled in, 409 not now, 409 seen too long ago, 404 no such move: whichever way one comes."""
    with clock.freeze(MONDAY):
        cast.tokens = tokens(cast)
        made = stages.at_agency(cast)
        assert way(cast, "agency", made, "commit", {"due_on": "soon"}, {}) == "422"
        assert way(cast, "convener", made, "confirm", filled("confirm"), {}) == "409"
        assert way(cast, "agency", made, "abolish", {}, {}) == "."
        go(cast, made, "ask_information", "agency", filled("ask_information"))
        assert way(cast, "agency", made, "acknowledge", {}, {}) == "409"
