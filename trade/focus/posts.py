"""Which post answers for a special focus at each level: the convener of the district, then the State, then DGFT."""

from __future__ import annotations

from cases.models import Case
from escalations.models import Policy
from institutions import clock
from institutions.models import Body, BodyKind, Post, PostRole

KIND = "special_focus"
DISTRICT, STATE = 0, 1  # levels of the ladder; the State's is the highest


def committee_of(district_id: int) -> Body | None:
    return Body.objects.active().filter(kind=BodyKind.DEPC, district=district_id).order_by("pk").first()


def rung(level: int) -> Policy | None:
    """The policy in force today at a level; None where the rules name none."""
    return Policy.objects.in_force(clock.today()).filter(kind=KIND, level=level).first()


def accountable(level: int, case: Case) -> Post:
    """The convener of the district's or the State's committee; where there is none, DGFT headquarters."""
    if level == DISTRICT:
        committee = committee_of(case.district_id)
    else:
        committee = Body.objects.active().filter(kind=BodyKind.SEPC, state=case.state_id).order_by("pk").first()
    post = _first(PostRole.CONVENER, body=committee) if committee else None
    post = post or _first(PostRole.NODAL_OFFICER, body__kind=BodyKind.APEX)
    if post is None:
        raise LookupError("No convener and no DGFT headquarters: load the institutions first.")
    return post


def chair(body: Body) -> Post | None:
    return _first(PostRole.CHAIR, body=body)


def _first(role: str, **place) -> Post | None:
    return Post.objects.active().filter(role=role, **place).select_related("body").order_by("pk").first()
