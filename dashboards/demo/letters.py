"""Decisions the demo's committees take by circulation: open, passed, called to a meeting, ratified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from committees.circulation.actions import circulate
from committees.models import Reply
from dashboards.demo.committee import Committee
from institutions import clock
from institutions.models import PostRole

Script = Iterator[datetime]
BEGAN = {"circulation-open": 6, "circulation-passed": 19, "circulation-called": 9, "circulation-ratified": 120}
ABOUT = {
    "title": "Stall for {product} at the fair in the capital",
    "text": "The committee names five exporters of {product} for the fair and asks the State to pay the stall.",
    "background": "The council closes its list before the next meeting of the committee.",
}
REMARKS = ("", "", "Two of the five should be women's groups.", "")
CALL = "The list should be made in a meeting: two associations claim the same place."


def circulated(committee: Committee, story: str) -> Script:
    yield committee.at(committee.ago(BEGAN[story]), 12)
    data = {name: committee.say(text) for name, text in ABOUT.items()}
    data["closes_on"] = committee.working_day(clock.today() + timedelta(days=13)).isoformat()
    made = circulate(by=committee.actor(PostRole.CHAIR), body=committee.body, data=data)
    members = committee.members()
    answering = members[:3] if story == "circulation-open" else [committee.seat(PostRole.CHAIR), *members]
    for number, post in enumerate(answering):
        yield committee.at(clock.today() + timedelta(days=number and number % 3 == 0), 14 + number % 3)
        if story == "circulation-called" and number == 2:
            committee.do(made.case, "call_to_meeting", post, {"reason": CALL})
            return
        reply = Reply.ABSTAIN if number == 4 else Reply.AGREE
        committee.do(made.case, "answer", post, {"reply": reply, "remark": REMARKS[number % len(REMARKS)]})
