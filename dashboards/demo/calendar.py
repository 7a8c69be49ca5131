"""The two years of the demo's committees: which days each meets on, and what else happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from committees.meetings.actions import schedule
from dashboards.demo import letters, orders, silence, sittings
from dashboards.demo.committee import Committee, committees
from dashboards.demo.stage import Cast, Stage
from institutions import clock
from institutions.models import PostRole

APART = {3: 91, 6: 182}  # days between meetings of committees that meet every so many months
LATELY = 100  # days: meetings since then are played in full
FIXED = {"writing", "objection", "circulated", "provisional", "adjourned"}  # stories that want their day
WEIGHTS = {"resolve_locally": 4, "confirm": 4, "assign": 3, "accept_decision": 2}
NEAR = 6  # days a meeting is moved to fall on one on which its committee acted
AFTER_THE_ORDER = 25
Script = Iterator[datetime]


def enter(stage: Stage, cast: Cast, *, districts: frozenset[str] | None) -> int:
    """Queue everything of all committees; returns how many there are. The scenes are on the stage already."""
    found = list(committees(cast, stage, districts))
    for committee in found:
        for script in scripts(committee):
            stage.follow(script)
    return len(found)


def scripts(committee: Committee) -> Iterator[Script]:
    stories = committee.stories
    yield orders.constituted(committee)
    days = list(meeting_days(committee))
    for number, day in enumerate(days):
        recent = (clock.local_date(committee.stage.now) - day).days < LATELY
        yield sittings.meeting(committee, day, full=recent, last=number == len(days) - 1)
    if not committee.body.district_id:
        yield silence.followed_up(committee)
    if "plan" in stories:
        yield silence.planned(committee)
    if "sub-group" in stories:
        yield orders.grouped(committee)
    for story in sorted(stories & set(orders.SEATS)):
        yield orders.seated(committee, story, 330 if story == "trainee-joint" else 60)
    for story in sorted(stories & set(letters.BEGAN)):
        yield letters.circulated(committee, story)
    if days and committee.last < 100 and "adjourned" not in stories:
        yield ahead(committee, days[-1])


def meeting_days(committee: Committee) -> Iterator[date]:
    """Backwards from the last one every quarter (a State's committee: half-year), a few left out; oldest first."""
    apart, found = APART[committee.every], []
    for slot in range(12):
        back = committee.last + slot * apart + (committee.dice.randrange(-9, 10) if slot else 0)
        if back > committee.began - AFTER_THE_ORDER:
            break
        if slot not in committee.missed:
            found.append(committee.working_day(committee.ago(back)))
    return iter([acting_day(committee, day) for day in reversed(found)])


def acting_day(committee: Committee, day: date) -> date:
    """The day nearby on which the committee makes most of its moves, or the day before: there a meeting makes them."""
    moves = sittings.COMMITTEE_MOVES if committee.body.district_id else sittings.STATE_MOVES
    today = clock.local_date(committee.stage.now)
    if committee.stories & FIXED or (today - day).days > LATELY:
        return day
    counts: dict[date, int] = {}
    for scene in committee.stage.entered:
        place = scene.district.pk if committee.body.district_id else scene.district.state_id
        if place == (committee.body.district_id or committee.body.state_id):
            for cue in scene.ahead:
                on = clock.local_date(cue.at) - timedelta(days=cue.step.verb in sittings.EARLIER)
                if cue.step.verb in moves and abs((on - day).days) <= NEAR and not committee.calendar.off(on):
                    counts[on] = counts.get(on, 0) + WEIGHTS.get(cue.step.verb, 1)
    near = [on for on in counts if on < today]
    return max(near, key=lambda on: (counts[on], on), default=day)


def ahead(committee: Committee, last: date) -> Script:
    """The meetings to come, planned after the last one; notice of the next goes out in time."""
    apart = timedelta(days=APART[committee.every])
    first = committee.working_day(last + apart)
    today = clock.local_date(committee.stage.now)
    if first <= today + timedelta(days=3):
        first = committee.working_day(today + timedelta(days=4 + committee.body.pk % 6))
    yield committee.at(max(last + timedelta(days=8), committee.ago(60)), 12)
    data = sittings.when(committee, first)
    if "ahead" in committee.stories:
        data |= {"every": str(committee.every), "until": (first + 3 * apart).isoformat()}
    made = schedule(by=committee.actor(PostRole.CONVENER), body=committee.body, data=data)[0]
    notice_on = committee.working_days_before(clock.local_date(made.starts_at), sittings.NOTICE[committee.body.kind])
    yield committee.at(notice_on - timedelta(days=1), 12)
    if "cancelled" in committee.stories:
        reason = "The Collector is on election duty; the meeting is called afresh."
        committee.do(made.case, "cancel", data={"reason": reason})
        return
    committee.do(made.case, "build_agenda")
    committee.do(made.case, "give_notice")
    if "postponed" in committee.stories:
        yield clock.now() + timedelta(hours=27)
        later = committee.working_day(first + timedelta(days=7))
        moved = sittings.when(committee, later) | {"reason": "The lead bank's quarterly review is on the same day."}
        committee.do(made.case, "postpone", data=moved)
