"""How the demo's cases went: each plot a few moves, days before its end, that the real operations then make.

What nobody did in a plot, the clock does: missed dates climb by the sweep, as they would have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Data = Callable[[Any], dict]  # of a Scene (dashboards.demo.stage)


@dataclass(frozen=True)
class Step:
    """A move, `days` before the plot's end (in a reaction: after the clock moved the case), by the holder of a role."""

    days: float
    who: str
    verb: str
    data: Data | None = None


@dataclass(frozen=True)
class Plot:
    """began: days before the end on which it was logged. ended: how long ago the end was, at least and at most.

    reactions: what is done once the clock has brought the case to a level.
    """

    name: str
    share: int
    began: float
    steps: tuple[Step, ...] = ()
    ended: tuple[float, float] = (0, 0)
    reactions: dict[int, tuple[Step, ...]] = field(default_factory=dict)
    draft: bool = False


def said(kind: str, field_name: str) -> Data:
    return lambda scene: {field_name: scene.say(kind)}


def assigned(scene) -> dict:
    return {"post": scene.office.pk, "until": scene.day(18)}


def commit(ahead: int) -> Data:
    return lambda scene: {
        "due_on": scene.day(ahead + scene.dice.randrange(12)),
        "deliverable": scene.say("deliverable"),
    }


def commit_soon(days: int) -> Data:
    return lambda scene: {"due_on": scene.day(days), "deliverable": scene.say("deliverable")}


def interim(scene) -> dict:
    return {"reply": scene.say("interim"), "due_on": scene.day(30 + scene.dice.randrange(30))}


def declined(scene) -> dict:
    return {"decision": scene.say("decline"), "order_number": f"{scene.dice.randrange(100, 900)}/{scene.year}"}


def closing(scene) -> dict:
    return {"outcome": scene.say("outcome"), "proof": scene.say("proof"), "evidence": scene.paper("Proof of closure")}


def watched(scene) -> dict:
    return {"note": scene.say("watching"), "watch_until": scene.day(100)}


def paused(scene) -> dict:
    order = f"Demo order {scene.dice.randrange(10, 99)}/{scene.year}"
    return {"reason": "conduct", "ends_on": scene.day(25), "order_reference": order, "note": scene.say("pause")}


def transferred(scene) -> dict:
    return {"body": scene.another_agency(), "reason": scene.say("transfer")}


def referred(scene) -> dict:
    return {"body": "NHLML", "reason": scene.say("refer")}


def elevated(scene) -> dict:
    return {"forum": "Board of Trade", "review_on": scene.day(45), "note": scene.say("elevate")}


def same_as(scene) -> dict:
    return {"reference": scene.another_reference(), "note": "The same matter was logged before."}


def to_agency(raised: float, forwarded: float) -> tuple[Step, ...]:
    """Raised to the State, acknowledged there, forwarded to the agency."""
    return (
        Step(raised, "convener", "raise"),
        Step(raised - 1.1, "sepc", "acknowledge"),
        Step(forwarded, "sepc", "forward", said("forward", "note")),
    )


def received(raised: float, forwarded: float) -> tuple[Step, ...]:
    return (*to_agency(raised, forwarded), Step(forwarded - 1.2, "agency", "acknowledge"))


RESOLVED = said("result", "result")
HEAD_ACKNOWLEDGES = {3: (Step(1.1, "holder", "acknowledge"),)}
TO_THE_TOP = {4: (Step(0.8, "holder", "acknowledge"),)}
LONG_AGO = (6, 300)

PLOTS = (
    Plot("draft", 5, 2, draft=True),
    Plot("just logged", 16, 1.5),
    Plot("with the committee", 18, 9, (Step(4, "convener", "note", said("progress", "text")),)),
    Plot("assigned", 16, 13, (Step(9, "convener", "assign", assigned),)),
    Plot(
        "assigned, worked on", 10, 15,
        (Step(11, "convener", "assign", assigned), Step(4, "assignee", "report_progress", said("progress", "text"))),
    ),
    Plot("raised", 13, 15, (Step(0.9, "convener", "raise"),)),
    Plot("with the State", 17, 24, (Step(11, "convener", "raise"), Step(9.8, "sepc", "acknowledge"))),
    Plot("forwarded", 15, 26, to_agency(14, 0.8)),
    Plot("with the agency", 16, 38, received(30, 15)),
    Plot("with the agency, lately", 11, 24, received(14, 6)),
    Plot("asked", 9, 36, (*received(28, 15), Step(3, "agency", "ask_information", said("question", "question")))),
    Plot("interim", 9, 44, (*received(34, 22), Step(8, "agency", "reply_interim", interim))),
    Plot("committed", 20, 70, (*received(58, 48), Step(35, "agency", "commit", commit(70)))),
    Plot("committed lately", 8, 40, (*received(28, 18), Step(5, "agency", "commit", commit(40)))),
    Plot(
        "committed, revised", 5, 90,
        (*received(78, 66), Step(50, "agency", "commit", commit(48)),
         Step(9, "agency", "revise_commitment", commit(40))),
    ),
    Plot(
        "commitment missed", 9, 110, (*received(98, 86), Step(70, "agency", "commit", commit_soon(63))),
        reactions=HEAD_ACKNOWLEDGES,
    ),
    Plot("agency silent", 6, 34, to_agency(23, 12), reactions=HEAD_ACKNOWLEDGES),
    Plot("agency silent till now", 4, 28, to_agency(17, 7.2)),
    Plot(
        "up to headquarters", 6, 130, (*received(118, 104), Step(90, "agency", "commit", commit_soon(77))),
        reactions=TO_THE_TOP,
    ),
    Plot(
        "inter-ministerial", 1, 190, (*received(176, 160), Step(145, "agency", "commit", commit_soon(60))),
        reactions={4: (Step(0.8, "holder", "acknowledge"), Step(4, "apex", "elevate", elevated))},
    ),
    Plot("declined", 5, 33, (*received(24, 16), Step(4, "agency", "decline", declined))),
    Plot(
        "appealed", 3, 36,
        (*received(29, 20), Step(12, "agency", "decline", declined),
         Step(4, "chair", "appeal", said("appeal", "reason")), Step(2.6, "holder", "acknowledge")),
    ),
    Plot(
        "resolved", 9, 70,
        (*received(58, 48), Step(35, "agency", "commit", commit(36)), Step(5, "agency", "report_resolution", RESOLVED)),
    ),
    Plot(
        "watched", 9, 150,
        (*received(138, 126), Step(112, "agency", "commit", commit(60)),
         Step(62, "agency", "report_resolution", RESOLVED), Step(50, "convener", "watch", watched)),
    ),
    Plot("paused", 5, 36, (*received(28, 16), Step(7, "sepc", "pause", paused))),
    Plot(
        "transferred", 6, 36,
        (*received(28, 18), Step(7, "agency", "transfer", transferred), Step(5.8, "agency", "acknowledge")),
    ),
    Plot(
        "transferred twice", 3, 42,
        (*received(34, 24), Step(14, "agency", "transfer", transferred), Step(12.8, "agency", "acknowledge"),
         Step(2, "agency", "transfer", transferred)),
    ),
    Plot(
        "reopened", 5, 190,
        (*received(178, 166), Step(150, "agency", "commit", commit(70)),
         Step(90, "agency", "report_resolution", RESOLVED), Step(80, "convener", "confirm", closing),
         Step(8, "convener", "reopen", said("reopen", "reason")),
         Step(6.7, "agency", "acknowledge")),
    ),
    Plot(
        "closed, kept", 15, 76,
        (*received(64, 54), Step(40, "agency", "commit", commit_soon(38)),
         Step(8, "agency", "report_resolution", RESOLVED), Step(0, "convener", "confirm", closing)), LONG_AGO,
    ),
    Plot(
        "closed after a missed date", 7, 120,
        (*received(108, 96), Step(80, "agency", "commit", commit_soon(30)),
         Step(30, "agency", "report_resolution", RESOLVED), Step(18, "convener", "confirm", closing)),
        LONG_AGO, HEAD_ACKNOWLEDGES,
    ),
    Plot(
        "settled locally", 14, 20,
        (Step(16, "convener", "assign", assigned), Step(9, "assignee", "report_progress", said("progress", "text")),
         Step(1, "convener", "resolve_locally", closing)), LONG_AGO,
    ),
    Plot(
        "not met", 8, 48,
        (*received(38, 28), Step(14, "agency", "decline", declined), Step(4, "chair", "accept_decision")), LONG_AGO,
    ),
    Plot(
        "withdrawn", 6, 34,
        (*received(24, 14), Step(4, "convener", "withdraw", said("withdraw", "reason"))), LONG_AGO,
    ),
    Plot("duplicate", 6, 12, (Step(6, "convener", "mark_duplicate", same_as),), (0, 6)),
)  # fmt: skip

STATE_PLOTS = (
    Plot("with the department", 5, 22, (Step(10, "convener", "raise"), Step(8.8, "agency", "acknowledge"))),
    Plot(
        "department silent", 5, 24, (Step(14, "convener", "raise"),),
        reactions={2: (Step(1, "sepc", "acknowledge"),)},
    ),
    Plot(
        "department promised", 5, 60,
        (Step(46, "convener", "raise"), Step(44.8, "agency", "acknowledge"), Step(34, "agency", "commit", commit(60))),
    ),
    Plot(
        "with the Chief Secretary", 3, 60,
        (Step(46, "convener", "raise"), Step(44.8, "agency", "acknowledge"),
         Step(34, "agency", "commit", commit_soon(20))),
        reactions={3: (Step(1, "holder", "acknowledge"), Step(3, "holder", "commit", commit(40)))},
    ),
    Plot(
        "referred to the Centre", 3, 50,
        (Step(38, "convener", "raise"), Step(14, "sepc", "refer_to_centre", referred),
         Step(12.8, "agency", "acknowledge")),
        reactions={2: (Step(1, "sepc", "acknowledge"),)},
    ),
    Plot(
        "road built", 6, 70,
        (Step(58, "convener", "raise"), Step(56.8, "agency", "acknowledge"),
         Step(46, "agency", "commit", commit_soon(40)), Step(9, "agency", "report_resolution", RESOLVED),
         Step(0, "convener", "confirm", closing)), LONG_AGO,
    ),
)  # fmt: skip
