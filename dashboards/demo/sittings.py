"""One meeting of a demo committee from its notice to its confirmed minutes.

The scripts yield the moment at which they go on; what lies ahead of today has not happened, so that the latest
meetings stand where meetings of their age do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bottlenecks.models import Bottleneck
from committees.meetings.actions import schedule
from committees.meetings.acts import ACTION_POINT
from committees.models import AgendaItem, ItemKind, Meeting
from dashboards.demo.chores import followed
from dashboards.demo.committee import PRESIDING, Committee
from dashboards.demo.sayings import closing_words, noted, ruled, taken_up
from dashboards.demo.stage import Cue, Scene, said_in
from escalations import clocks
from institutions import clock
from institutions.models import Post, PostRole

LINK = "https://meet.demo.invalid/{code}"
NOTICE = {"depc": 8, "sepc": 11}  # working days before the meeting
AT_MOST = 4  # cases one meeting settles something on
COMMITTEE_MOVES = frozenset({"raise", "assign", "resolve_locally", "confirm", "appeal", "accept_decision", "withdraw"})
STATE_MOVES = frozenset({"forward"})
EARLIER = {"assign": 2, "resolve_locally": 9, "confirm": 9, "accept_decision": 9}  # days a meeting is ahead of them
Script = Iterator[datetime]


def when(committee: Committee, day: date) -> dict[str, str]:
    """Time and place of a meeting."""
    online = committee.mode != "in_person"
    return {
        "kind": "ordinary", "on": day.isoformat(), "at": "15:00" if committee.body.pk % 3 == 0 else "11:00",
        "minutes": "120",
        "mode": committee.mode, "venue": "" if committee.mode == "online" else committee.venue,
        "online_link": LINK.format(code=committee.body.code.lower()) if online else "",
    }  # fmt: skip


def meeting(committee: Committee, day: date, *, full: bool, last: bool = False) -> Script:
    """Called, held and minuted; `full` with what the committee looked at, else with one topic alone."""
    notice_on = committee.working_days_before(day, NOTICE[committee.body.kind])
    yield clock.at(notice_on, 12, committee.dice.randrange(50))
    [made] = schedule(by=committee.actor(PostRole.CONVENER), body=committee.body, data=when(committee, day))
    topic = committee.next_topic()
    committee.do(made.case, "add_item", data={"title": topic["title"], "note": topic["note"]})
    if full and committee.dice.random() < 0.3:
        proposed = committee.next_topic()
        member = committee.dice.choice(committee.members())
        committee.do(made.case, "propose_item", member, {"title": proposed["title"], "note": proposed["note"]})
    committee.do(made.case, "give_notice")
    yield made.starts_at
    if full:
        committee.do(made.case, "build_agenda")  # what was logged since the notice went out
    stories = committee.stories if last else frozenset()
    if "adjourned" in stories:
        made = yield from adjourned(committee, made)
    yield from held(committee, made, topic, full=full, quorate="provisional" not in stories, stories=stories)


def adjourned(committee: Committee, made: Meeting):
    """Too few came: called again a week later with the same agenda."""
    committee.do(made.case, "open", data={"chaired_by": committee.seat(PostRole.CHAIR).pk})
    attend(committee, made, quorate=False)
    day = committee.working_day(clock.today() + timedelta(days=8))
    committee.do(made.case, "adjourn", data=when(committee, day))
    again = Meeting.objects.select_related("case", "body").get(adjourned_from=made)
    yield made.ends_at
    committee.do(again.case, "give_notice")
    yield again.starts_at
    return again


def held(committee: Committee, made: Meeting, topic, *, full: bool, quorate: bool, stories) -> Script:
    chair = presiding(committee)
    committee.do(made.case, "open", data={"chaired_by": chair.pk})
    attend(committee, made, chair=chair, quorate=quorate)
    items = list(made.items.filter(dropped_at=None).select_related("about"))
    if "recusal" in stories:
        leave(committee, made, items)
    decide(committee, made, items, topic, full=full, acts=quorate)
    yield made.ends_at
    if committee.do(made.case, "close") is None:
        return
    yield from minuted(committee, made, full=full, stories=stories)


def presiding(committee: Committee) -> Post:
    """The chair, or now and then whoever stands in."""
    other = [post for post in committee.seats if post.role == PRESIDING[committee.body.kind]]
    return other[0] if other and committee.dice.random() < 0.18 else committee.seat(PostRole.CHAIR)


def attend(committee: Committee, made: Meeting, *, chair: Post | None = None, quorate: bool = True) -> None:
    """Who came; without quorum only the convener and a member did, or the chair with them."""
    rows = []
    there = "online" if made.mode == "online" else "present"
    for post in committee.seats:
        certain = post == chair or post.role == PostRole.CONVENER
        lot = committee.dice.random()
        if certain or (lot < 0.66 and quorate and not (chair and post.role == PostRole.CHAIR)):
            state = "online" if made.mode == "hybrid" and lot > 0.5 and not certain else there
        else:
            state = "represented" if lot > 0.95 else "apology" if lot > 0.4 else "absent"
        rows.append(f"{post.role}.{post.seat}={state}")
    if quorate and sum(row.endswith(("present", "online")) for row in rows) < len(rows) // 2:
        rows = [row.replace("=absent", f"={there}") for row in rows]
    committee.do(made.case, "record_attendance", data={"attendance": rows})


def leave(committee: Committee, made: Meeting, items: list[AgendaItem]) -> None:
    """A member leaves an item for an interest in it."""
    there = made.attendance.filter(state__in=["present", "online"], post__role=PostRole.MEMBER)
    row = there.select_related("post").order_by("-post").first()
    if row and len(items) > 1:
        seat = f"{row.post.role}.{row.post.seat}"
        why = "Its own member firm has applied for the facility."
        committee.do(made.case, "recuse", data={"item": items[1].pk, "seat": seat, "reason": why})


def decide(committee: Committee, made: Meeting, items: list[AgendaItem], topic, *, full: bool, acts: bool) -> None:
    """The action taken is noted; the committee's own moves on cases are made; the topic gets an action point.

    Without quorum nothing acts, and the cases are left to the next meeting.
    """
    cases = 0
    for item in sorted(items, key=lambda item: cue_of(committee, item) is None):
        if item.kind == ItemKind.ACTION_TAKEN:
            if full:
                say(committee, made, item, "information", noted(committee))
        elif item.kind == ItemKind.RATIFY:
            say(committee, made, item, "decision", ruled("ratify", committee), act="ratify")
        elif item.kind == ItemKind.CIRCULATION:
            if item.about.status in ("passed", "called"):
                say(committee, made, item, "decision", ruled("ratify", committee), act="ratify")
        elif item.about_id:
            if cases < AT_MOST and full and acts:
                cases += on_case(committee, made, item)
        elif item.title == topic["title"]:
            on_topic(committee, made, item, topic, full=full)


def say(committee: Committee, made: Meeting, item: AgendaItem, kind: str, text: str, *, files=None, **more):
    return committee.do(
        made.case, "decide", data={"item": item.pk, "kind": kind, "text": text} | more, **(files or {})
    )  # fmt: skip


def on_case(committee: Committee, made: Meeting, item: AgendaItem) -> bool:
    """Decide what the committee was about to do that day anyway; else take note of where the case stands."""
    cue = cue_of(committee, item)
    if cue is None:
        heard = item.about_id in committee.stage.scenes and committee.dice.random() < 0.5
        return heard and bool(say(committee, made, item, "information", taken_up(item.kind, committee)))
    scene = committee.stage.scenes[item.about_id]
    scene.ahead.remove(cue)
    data, files = said_in(scene, cue.step)
    text = ruled(cue.step.verb, committee)
    if say(committee, made, item, "decision", text, act=cue.step.verb, files=files, **data) is None:
        scene.ahead.append(cue)
        return False
    refresh(scene)
    return True


def cue_of(committee: Committee, item: AgendaItem) -> Cue | None:
    """What the committee was about to do about the case of an item: that day, or soon where it closes it."""
    scene = committee.stage.scenes.get(item.about_id)
    moves = COMMITTEE_MOVES if committee.body.district_id else STATE_MOVES
    cue = scene.next_cue() if scene else None
    if cue is None or cue.step.verb not in moves:
        return None
    latest = clock.today() + timedelta(days=EARLIER.get(cue.step.verb, 0))
    return cue if clock.local_date(cue.at) <= latest else None


def refresh(scene: Scene) -> None:
    """The scene goes on from what the meeting made of its case."""
    scene.bottleneck = Bottleneck.objects.select_related("case").get(pk=scene.bottleneck.pk)


def on_topic(committee: Committee, made: Meeting, item: AgendaItem, topic, *, full: bool) -> None:
    more = {}
    if full or committee.dice.random() < 0.25:
        due = clock.today() + timedelta(days=committee.dice.randrange(24, 55))
        more = {"act": ACTION_POINT, "title": topic["action"], "owner": committee.seat(topic["seat"]).pk,
                "due_on": due.isoformat()}  # fmt: skip
    if say(committee, made, item, "decision", topic["decision"], **more) and more:
        followed(committee, made, item)


def minuted(committee: Committee, made: Meeting, *, full: bool, stories) -> Script:
    """Written, circulated, and after the time for objections confirmed by whoever presides."""
    day = committee.working_day(clock.today() + timedelta(days=1))
    if full:
        yield committee.at(day, 12)
        opening = closing_words(committee, made)
        committee.do(made.case, "write_minutes", data={"revision": 0, "text": opening})
    if "writing" in stories:
        return
    yield committee.at(day + timedelta(days=1 if stories else committee.dice.randrange(1, 5)), 15)
    file_number = f"Demo e-{1000 + made.pk}/{clock.today().year}"
    if committee.do(made.case, "circulate_minutes", data={"file_number": file_number}) is None:
        return
    running = clocks.running(made.case)
    if "objection" in stories:
        yield committee.at(clock.today() + timedelta(days=1), 16)
        text = "Item 2 says “agreed”; the bank only said that it would examine the applications."
        committee.do(made.case, "object", committee.members()[0], {"text": text})
    yield committee.at(clock.local_date(running.due_at) + timedelta(days=committee.dice.randrange(1, 4)), 11)
    chair = made.chaired_by or committee.seat(PostRole.CHAIR)
    if committee.do(made.case, "confirm_minutes", chair) and "erratum" in stories:
        yield committee.at(clock.today() + timedelta(days=2), 12)
        text = "In the attendance read “Executive Engineer, Public Works” for “Assistant Engineer, Public Works”."
        committee.do(made.case, "add_erratum", PostRole.CHAIR, {"text": text})
