"""Systems connected to the cast's bodies, and a case of every kind for them to read."""

from datetime import timedelta

from django.test import Client
from jsonschema import Draft202012Validator

from committees.action_points.actions import assign_action
from committees.api import RESOURCES
from committees.circulation.actions import circulate
from committees.leaders.workflow import begin
from committees.models import ActionPoint, Meeting
from escalations.sweep import sweep
from institutions import clock
from institutions.actions import issue_credential
from tests.bottlenecks.stages import in_days, pdf
from tests.cast import Cast, logged
from tests.committees.committee import (
    SENTENCE,
    circulated,
    in_session,
    item_of,
    move,
    window_over,
)

ROOT = "/api/v1/"


class System:
    """The software of a body, with a credential for one of its posts."""

    def __init__(self, cast: Cast, name: str):
        post = getattr(cast, name).post
        expires = clock.now() + timedelta(days=900)
        token = issue_credential(by=cast.actor("apex_head"), post=post, name=name, expires_at=expires)[1]
        self.client, self.headers = Client(), {"authorization": f"Bearer {token}"}

    def get(self, address: str, status: int = 200) -> dict:
        answer = self.client.get(address if address.startswith("/") else ROOT + address, headers=self.headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def post(self, address: str, body: dict, status: int = 200, *, kind: str | None = "application/json") -> dict:
        more = {"content_type": kind} if kind else {}
        answer = self.client.post(ROOT + address, body, headers=self.headers, **more)
        assert answer.status_code == status, answer.content
        return answer.json()


def at(subject, verb: str = "") -> str:
    path = next(one.path for one in RESOURCES if one.workflow.kind == subject.case.kind)
    return f"{path}/{subject.case.handle}/" + (f"{verb}/" if verb else "")


# Everything there is ------------------------------------------------------------------------------------------------


def action_point(cast: Cast) -> ActionPoint:
    return assign_action(by=cast.actor("convener"), body=cast.depc_ribhoi, title="Open a counter",
                         owner=cast.member.post, due_on=clock.today() + timedelta(days=20))  # fmt: skip


def circulation(cast: Cast):
    data = {"title": "Counter at Byrnihat", "text": SENTENCE, "background": "", "closes_on": in_days(14)}
    made = circulate(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)
    move(cast, made, "answer", "member", {"reply": "disagree", "remark": "Too far from the highway."})
    return move(cast, made, "answer", "chair", {"reply": "agree"})


def traineeship(cast: Cast):
    data = {"trainee": cast.trainee.post.pk, "mentor": cast.nabard.post.pk, "responsibility": "Export clinics"}
    return begin(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)


def decided(cast: Cast) -> Meeting:
    """In session, with a decision that acted, an action point, a member who left an item, and a paper."""
    made = logged(cast)
    meeting = in_session(cast)
    with clock.freeze(meeting.starts_at):
        item = meeting.items.get(about=made.case)
        move(cast, meeting, "decide", data={"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "raise"})
        first = item_of(meeting).pk
        move(cast, meeting, "recuse", data={"item": first, "seat": "member.nabard", "reason": "Finances it"})
        move(cast, meeting, "attach_paper", data={"item": first}, files={"evidence": pdf()})
        asked = {"title": "Open a counter", "owner": cast.member.post.pk, "due_on": in_days(20)}
        asked |= {"item": first, "kind": "decision", "text": "By the lead bank.", "act": "action_point"}
        return move(cast, meeting, "decide", data=asked)


def corrected(cast: Cast) -> Meeting:
    """Confirmed and sealed, with an objection answered before and an erratum after."""
    meeting = circulated(cast)
    with clock.freeze(meeting.case.changed_at):
        move(cast, meeting, "object", "member", {"text": "The lead bank said thirty accounts."})
        answer = {"objection": meeting.objections.get().pk, "answer": "Thirty, as the bank says."}
        move(cast, meeting, "answer_objection", data=answer)
    with clock.freeze(window_over(meeting)):
        sweep()
        move(cast, meeting, "confirm_minutes", "chair")
        return move(cast, meeting, "add_erratum", "chair", {"text": "Item 1: for “three” read “thirty”."})


def check(schema: dict, name: str, answer: dict) -> None:
    """The answer is as the schema says, and says nothing more."""
    Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": schema["components"]}).validate(answer)
    assert set(answer) == set(schema["components"]["schemas"][name]["properties"])
