"""Which rules of procedure a committee works by, and its seats as the quorum engine reads them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from committees import quorum
from committees.models import COUNTED, Attendance, AttendanceState, Meeting, MeetingKind, ProcedureRule
from escalations.calendars import calendar_of, work_calendar
from escalations.workdays import WorkCalendar
from institutions import clock, reading, roles
from institutions.models import Appointment, Body, Post, SeatCategory
from institutions.roles import permissions_of


def rules_of(body: Body, on: date | None = None) -> ProcedureRule:
    """The rules in force on a date: the body's own, else those of its kind."""
    day = on or clock.today()
    found = next((rule for rule in _rules_for(body) if day in rule.during), None)
    if found is None:
        raise LookupError(f"No rules of procedure for {body.kind}: run `manage.py load_committees`.")
    return found


@reading.keeps(lambda body: body.pk)
def _rules_for(body: Body) -> list[ProcedureRule]:
    """The rules of all times that a committee works by, its own before those of its kind."""
    rows = ProcedureRule.objects.filter(Q(body=body) | Q(body=None), kind=body.kind)
    return list(rows.order_by(F("body").asc(nulls_last=True), "pk"))


def quorum_rule(procedure: ProcedureRule, *, adjourned: bool = False) -> quorum.Rule:
    """The quorum of an ordinary meeting, or of one that was adjourned for want of it."""
    number = procedure.quorum_number
    if adjourned and procedure.adjourned_number is not None:
        number = procedure.adjourned_number
    pairs = (part.split(":") for part in procedure.minima.split(",") if part)
    return quorum.Rule(
        numerator=procedure.quorum_numerator,
        denominator=procedure.quorum_denominator,
        number=number,
        required=tuple(frozenset(group.split("|")) for group in procedure.required.split(",") if group),
        minima=tuple((category, int(least)) for category, least in pairs),
        counts_vacant=procedure.counts_vacant,
        counts_online=procedure.counts_online,
    )


def votes(post: Post) -> bool:
    """Whether a seat is counted: observers and trainees attend, they are not part of the quorum."""
    takes_part = roles.TAKE_PART in permissions_of(post.body.kind, post.role)
    return takes_part and post.category != SeatCategory.TRAINEE


def posts_of(body: Body, on: date) -> list[Post]:
    """The seats of a committee on a date, in order: chair first."""
    order = ["chair", "co_chair", "convener", "co_convener", "member", "observer"]
    rows = [post for post in _seats_of(body) if post.retired_on is None or post.retired_on > on]
    return sorted(rows, key=lambda post: order.index(post.role) if post.role in order else len(order))


@reading.keeps(lambda body: body.pk)
def _seats_of(body: Body) -> list[Post]:
    return list(Post.objects.filter(body=body).select_related("body").order_by("pk"))


@reading.keeps(lambda body: body.pk)
def members_of(body: Body) -> list[Post]:
    """The seats of a committee that somebody holds or stands in for, observers and trainees too: whom it writes to."""
    held = Appointment.objects.current(clock.today()).values("post")
    return list(Post.objects.active().filter(body=body, pk__in=held).select_related("body").order_by("pk"))


@reading.keeps(lambda posts, on: (tuple(post.pk for post in posts), on))
def holders_of(posts: list[Post], on: date) -> tuple[dict[int, Appointment], dict[int, Appointment]]:
    """(holders, substitutes) by post on a date."""
    rows = Appointment.objects.current(on).filter(post__in=posts).select_related("user")
    holders = {row.post_id: row for row in rows if row.kind != "substitute"}
    return holders, {row.post_id: row for row in rows if row.kind == "substitute"}


def verdict(meeting: Meeting, recused: frozenset[int] = frozenset()) -> quorum.Verdict:
    """The quorum as the attendance stands now, without those who left an item (about five queries)."""
    on = clock.local_date(meeting.starts_at)
    posts = [post for post in posts_of(meeting.body, on) if votes(post)]
    holders, substitutes = holders_of(posts, on)
    seats = [
        quorum.Seat(post.pk, post.role, post.category, held=post.pk in holders or post.pk in substitutes)
        for post in posts
    ]
    rows = Attendance.objects.filter(meeting=meeting, state__in=COUNTED).select_related("appointment")
    present = [
        quorum.Presence(row.post_id, row.appointment.user_id, online=row.state == AttendanceState.ONLINE)
        for row in rows
        if row.appointment
    ]
    rule = quorum_rule(rules_of(meeting.body, on), adjourned=meeting.kind == MeetingKind.ADJOURNED)
    return quorum.judge(rule, seats, present, recused)


def calendar_for(body: Body) -> WorkCalendar:
    return work_calendar(calendar_of(body))
