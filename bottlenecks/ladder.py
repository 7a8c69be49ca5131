"""The ladder a bottleneck climbs: which rung comes next, and which post is accountable on it [DOMAIN §5]."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache

from bottlenecks.models import Bottleneck, Ladder
from cases.models import Case
from escalations import workdays
from escalations.calendars import calendar_of, work_calendar
from escalations.models import Allowance, Policy
from institutions import clock, reading
from institutions.models import Body, BodyKind, Jurisdiction, Post

KIND = "bottleneck"
DISTRICT = "district"
BY_HAND = "by-hand"

_loaded: ContextVar[Callable[[], list[Policy]] | None] = ContextVar("rungs", default=None)


def rung(bottleneck: Bottleneck, level: int) -> Policy | None:
    """The policy in force today at a level of the bottleneck's ladder; one that names the severity wins."""
    ladder = DISTRICT if level == 0 else bottleneck.ladder
    loaded = _loaded.get()
    rows = loaded() if loaded else Policy.objects.in_force(clock.today()).filter(kind=KIND, ladder=ladder, level=level)
    wanted = (ladder, level)
    found = [p for p in rows if (p.ladder, p.level) == wanted and p.severity in ("", bottleneck.severity)]
    return max(found, key=lambda policy: policy.severity, default=None)


@contextmanager
def rungs_loaded_once() -> Iterator[None]:
    """While a list is read, the rungs are fetched once (and only if asked for) instead of once a row."""
    token = _loaded.set(cache(lambda: list(Policy.objects.in_force(clock.today()).filter(kind=KIND))))
    try:
        yield
    finally:
        _loaded.reset(token)


def next_rung(bottleneck: Bottleneck) -> Policy | None:
    """The rung the clock leads to; None at the top, where only people take it further."""
    above = rung(bottleneck, bottleneck.case.level + 1)
    return None if above is None or is_by_hand(above) else above


def is_by_hand(policy: Policy) -> bool:
    """A rung nothing climbs to by itself: it has no clocks."""
    return policy.acknowledge_days is None and policy.act_days is None


def answering_level(ladder: str) -> int:
    """The level at which the answering body first has the case: departments at 1, Central agencies at 2."""
    return 1 if ladder == Ladder.STATE else 2


def resolve(resolver: str, bottleneck: Bottleneck) -> Post | None:
    """The post a resolver such as "agency.head" names for a bottleneck; None when there is no such post."""
    owner, _dot, role = resolver.partition(".")
    body = _body(owner, bottleneck)
    if body is None:
        return None
    return _first(body, role)


@reading.keeps(lambda body, role: (body.pk, role))
def _first(body: Body, role: str) -> Post | None:
    return Post.objects.active().filter(body=body, role=role).select_related("body").order_by("pk").first()


def accountable(policy: Policy, bottleneck: Bottleneck) -> Post:
    """The one post that answers for a rung; where a body lacks that post, DGFT headquarters does."""
    post = resolve(policy.holder, bottleneck) or resolve("apex.nodal_officer", bottleneck)
    if post is None:
        raise LookupError(f"No post for {policy.holder} and no DGFT headquarters: load the institutions first.")
    return post


def copied(policy: Policy, bottleneck: Bottleneck) -> list[Post]:
    """The posts told of a rung beside its holder."""
    posts = (resolve(name.strip(), bottleneck) for name in policy.copied.replace(";", ",").split(",") if name.strip())
    return [post for post in posts if post is not None]


def apex() -> Body:
    """DGFT headquarters: who answers when no rule and no person names anybody."""
    return Body.objects.active().filter(kind=BodyKind.APEX).order_by("pk").first()


def allowance(code: str) -> int:
    """A number of the working rules, such as how often information may be asked."""
    return Allowance.objects.values_list("value", flat=True).get(code=code)


def working_day_after(start: date, days: int, body: Body) -> date:
    """The date after `days` working days of a body's calendar, counting from the day after `start`."""
    end = workdays.due(clock.at(start, 12), days, work_calendar(calendar_of(body)), [])
    return clock.local_date(end)


def _body(owner: str, bottleneck: Bottleneck) -> Body | None:
    if owner in ("agency", "department"):
        return bottleneck.routed_to
    return _office(owner, bottleneck.case)


@reading.keeps(lambda owner, case: (owner, case.district_id, case.state_id))
def _office(owner: str, case: Case) -> Body | None:
    if owner == "depc":
        return Body.objects.active().filter(kind=BodyKind.DEPC, district=case.district_id).first()
    if owner == "sepc":
        return Body.objects.active().filter(kind=BodyKind.SEPC, state=case.state_id).first()
    if owner == "apex":
        return apex()
    if owner == "ra":
        charge = Jurisdiction.objects.in_force(clock.today()).filter(district=case.district_id)
        return Body.objects.active().filter(pk__in=charge.values("body")).first()
    raise ValueError(f"No such body in a ladder: {owner}")
