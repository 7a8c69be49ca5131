"""Which post is accountable for a committee's own cases, at each level."""

from __future__ import annotations

from bottlenecks.ladder import apex
from cases.models import Case
from escalations.models import Policy
from institutions import clock, reading
from institutions.models import Body, BodyKind, Post, PostRole


@reading.keeps(lambda body, role: (body and body.pk, role))
def post_of(body: Body | None, role: str) -> Post | None:
    """The first seat of a role in a body."""
    if body is None:
        return None
    return Post.objects.active().filter(body=body, role=role).select_related("body").order_by("pk").first()


def above(body: Body) -> Body | None:
    """The body that watches over a committee: the State's committee over a district's, DGFT over a State's."""
    if body.kind == BodyKind.DEPC:
        return Body.objects.active().filter(kind=BodyKind.SEPC, state=body.state_id).first()
    return apex()


def convener(body: Body) -> Post | None:
    return post_of(body, PostRole.CONVENER)


def chair(body: Body) -> Post | None:
    return post_of(body, PostRole.CHAIR)


def resolve(resolver: str, *, body: Body, owner: Post | None = None) -> Post | None:
    """The post a policy names by "owner", "committee.chair", "above.convener", "sepc.chair" or "apex.head"."""
    if resolver == "owner":
        return owner
    place, _dot, role = resolver.partition(".")
    if place == "committee":
        return post_of(body, role)
    if place == "sepc":
        return post_of(Body.objects.active().filter(kind=BodyKind.SEPC, state=body.state_id).first(), role)
    if place == "apex":
        return post_of(apex(), role)
    if place == "above":
        higher = above(body)
        role = PostRole.NODAL_OFFICER if higher and higher.kind == BodyKind.APEX else role
        return post_of(higher, role)
    raise ValueError(f"No such body in a ladder: {place}")


def rung(case: Case, level: int) -> Policy | None:
    """The policy in force today at a level of the case's kind; None above the highest."""
    return Policy.objects.in_force(clock.today()).filter(kind=case.kind, level=level).first()


def accountable(policy: Policy, *, body: Body, owner: Post | None = None) -> Post:
    """The one post that answers for a rung; where a body lacks that post, DGFT headquarters does."""
    post = resolve(policy.holder, body=body, owner=owner) or post_of(apex(), PostRole.NODAL_OFFICER)
    if post is None:
        raise LookupError(f"No post for {policy.holder} and no DGFT headquarters: load the institutions first.")
    return post


def copied(policy: Policy, *, body: Body, owner: Post | None = None) -> list[Post]:
    """The posts told of a rung beside its holder."""
    names = [name.strip() for name in policy.copied.split(",") if name.strip()]
    return [post for name in names if (post := resolve(name, body=body, owner=owner))]


def rungs(kind: str) -> list[Policy]:
    """The ladder of a kind of case, lowest level first."""
    return list(Policy.objects.in_force(clock.today()).filter(kind=kind).order_by("level"))
