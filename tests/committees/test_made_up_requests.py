"""Requests made up from the published schema: nothing it allows or forbids is a fault of ours."""

from datetime import timedelta

import pytest
from schemathesis import GenerationMode

from institutions import clock
from institutions.authentication import PerActor
from tests.api.test_schema import sent_within
from tests.committees import test_meeting_matrix as matrix
from tests.committees.test_api import ROOT, action_point, circulation, traineeship

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LISTS = ["meetings/", "action-points/"]
OTHERS = {
    ("action-points", "report_progress"): action_point,
    ("action-points", "report_done"): action_point,
    ("action-points", "extend"): action_point,
    ("action-points", "hand_over"): action_point,
    ("circulations", "answer"): circulation,
    ("circulations", "call_to_meeting"): circulation,
    ("traineeships", "sign_off"): traineeship,
}


@pytest.fixture
def schema(committee, client) -> dict:
    return client.get(f"{ROOT}schema/").json()


def try_out(schema: dict, path: str, method: str, *, cast, role: str, handle: str, now, examples: int = 8) -> None:
    with clock.freeze(now):
        cast.tokens = matrix.tokens(cast)
        system = _Token(cast.tokens[role])
        for mode in GenerationMode:
            sent_within(schema, path, method, system=system, handle=handle, mode=mode, examples=examples)


class _Token:
    def __init__(self, token: str):
        self.token = token


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize(("kind", "verb"), matrix.CELLS)
def test_no_move_of_the_matrix_is_a_fault(committee, schema, monkeypatch, kind, verb):
    monkeypatch.setattr(PerActor, "rate", "1000000/min", raising=False)
    rows = next(rows for workflow, rows in matrix.KINDS.items() if workflow.kind == kind)
    stage, row = rows[verb]
    made = stage(committee)
    role = next((name for name, may in zip(matrix.ROLES, row.split(), strict=True) if may == "+"), "sepc")
    now = made.starts_at if verb == "open" else made.case.changed_at + timedelta(minutes=1)
    path = f"{ROOT}{matrix.PLACES[kind][1]}/{{handle}}/{verb}/"
    try_out(schema, path, "POST", cast=committee, role=role, handle=made.case.handle, now=now)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize(("path", "verb"), OTHERS)
def test_no_move_of_the_smaller_kinds_is_a_fault(committee, schema, monkeypatch, path, verb):
    monkeypatch.setattr(PerActor, "rate", "1000000/min", raising=False)
    made = OTHERS[path, verb](committee)
    role = "member" if path != "traineeships" else "convener"
    try_out(schema, f"{ROOT}{path}/{{handle}}/{verb}/", "POST", cast=committee, role=role, handle=made.case.handle,
            now=made.case.changed_at + timedelta(minutes=1))  # fmt: skip


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("path", LISTS)
def test_no_question_to_a_list_is_a_fault(committee, schema, monkeypatch, path):
    monkeypatch.setattr(PerActor, "rate", "1000000/min", raising=False)
    made = action_point(committee)
    try_out(schema, f"{ROOT}{path}", "GET", cast=committee, role="sepc", handle="", now=made.case.changed_at,
            examples=25)  # fmt: skip
