from django import forms

from escalations import clocks
from escalations.firing import Fired, note_fired, still_fires
from tests.toy.models import Permit
from workflow.engine import Inputs, Transition, Workflow

S = Permit.Status


class Answer(Inputs):
    words = "answer"
    answer = forms.CharField(max_length=100)


def any_post(actor, permit) -> bool:
    return actor.post is not None


def the_clock(actor, permit) -> bool:
    return actor.is_system


def keep_answer(move) -> None:
    move.subject.answer = move.inputs["answer"]


def settle(move) -> None:
    if "deadline" in move.inputs:
        note_fired(move)
    clocks.stop(case=move.case)


PERMIT = Workflow(
    kind="permit",
    model=Permit,
    statuses=S,
    initial=S.ASKED,
    terminal=frozenset({S.GRANTED, S.REFUSED}),
    transitions=(
        Transition("grant", "Grant", (S.ASKED,), S.GRANTED, by=any_post, inputs=Answer, effect=keep_answer),
        Transition("lapse", "Lapses", (S.ASKED,), S.REFUSED, by=the_clock, inputs=Fired, still=still_fires),
    ),
    settle=settle,
    overdue=lambda permit, kind: "lapse",
    hidden=True,
)
