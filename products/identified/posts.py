"""Which post is accountable for an identified product at each rung of its ladder."""

from __future__ import annotations

from escalations.models import Policy
from institutions import clock, reading
from institutions.models import Body, BodyKind, Post, PostRole
from products.models import IdentifiedProduct

KIND = "product"
DISTRICT, STATE, CHIEF_SECRETARY = range(3)  # levels of the ladder


@reading.keeps(lambda kind, **place: (kind, *sorted(place.items())))
def body_of(kind: str, **place: int | None) -> Body | None:
    """The committee of a district or State, or DGFT headquarters."""
    return Body.objects.active().filter(kind=kind, **place).order_by("pk").first()


@reading.keeps(lambda body, role: (body and body.pk, role))
def post_of(body: Body | None, role: str) -> Post | None:
    """The first seat of a role in a body."""
    if body is None:
        return None
    return Post.objects.active().filter(body=body, role=role).select_related("body").order_by("pk").first()


def resolve(resolver: str, product: IdentifiedProduct) -> Post | None:
    """The post a policy names by "depc.convener", "sepc.chair" or "apex.nodal_officer"."""
    place, _dot, role = resolver.partition(".")
    case = product.case
    bodies = {
        "depc": lambda: body_of(BodyKind.DEPC, district=case.district_id),
        "sepc": lambda: body_of(BodyKind.SEPC, state=case.state_id),
        "apex": lambda: body_of(BodyKind.APEX),
    }
    if place not in bodies:
        raise ValueError(f"No such body in the ladder of a product: {place}")
    return post_of(bodies[place](), role)


def rung(level: int) -> Policy | None:
    """The policy in force today at a level; None where the rules name none."""
    return Policy.objects.in_force(clock.today()).filter(kind=KIND, level=level).first()


HOLDERS = {DISTRICT: "depc.convener", STATE: "sepc.convener", CHIEF_SECRETARY: "sepc.chair"}


def accountable(level: int, product: IdentifiedProduct) -> Post | None:
    """The one post that answers at a level; where a committee lacks it, DGFT headquarters does."""
    policy = rung(level)
    named = resolve(policy.holder if policy else HOLDERS[level], product)
    return named or post_of(body_of(BodyKind.APEX), PostRole.NODAL_OFFICER)


def copied(level: int, product: IdentifiedProduct) -> list[Post]:
    """The posts told of a rung beside its holder."""
    policy = rung(level)
    names = [name.strip() for name in policy.copied.split(",") if name.strip()] if policy else []
    return [post for name in names if (post := resolve(name, product))]
