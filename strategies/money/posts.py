"""Which post decides on a source of money and releases it, and who answers at each rung of the ladder "funding"."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases.models import Case
from institutions.models import BodyKind, Post, PostRole
from products.identified.posts import body_of, post_of
from strategies.life import posts
from strategies.models import Funding, Scheme, SourceKind

KIND = "funding"
RELEASING, STATE, CHIEF_SECRETARY = range(3)  # levels of the ladder
HOLDERS = {RELEASING: "releasing", STATE: "sepc.convener", CHIEF_SECRETARY: "sepc.chair"}
OF_THE_DISTRICT = (SourceKind.DISTRICT, SourceKind.BANK, SourceKind.PRIVATE, SourceKind.OWN)


def default(source: str, scheme: Scheme | None, case: Case) -> Post | None:
    """The post that decides where none is named.

    The agency or department that runs the scheme; for other money of the Centre and the State the convener of the
    State's committee, since both reach a district through the State's treasury. What comes from the district itself,
    a bank, an investor or the producers is confirmed by the committee's chair: no officer outside the district handles
    it, and the convener does not confirm what they report themselves.
    """
    if source in OF_THE_DISTRICT:
        return post_of(body_of(BodyKind.DEPC, district=case.district_id), PostRole.CHAIR)
    nodal = post_of(scheme.body, PostRole.NODAL_OFFICER) if scheme and scheme.body else None
    return nodal or post_of(body_of(BodyKind.SEPC, state=case.state_id), PostRole.CONVENER)


def choices(case: Case) -> QuerySet[Post]:
    """The posts that can decide on money for a district: of its State's departments, of the Centre, of committees."""
    nodal = Q(role=PostRole.NODAL_OFFICER) & (
        Q(body__kind=BodyKind.STATE_DEPARTMENT, body__state=case.state_id) | Q(body__kind=BodyKind.CENTRAL_AGENCY)
    )
    state = Q(role=PostRole.CONVENER, body__kind=BodyKind.SEPC, body__state=case.state_id)
    chair = Q(role=PostRole.CHAIR, body__kind=BodyKind.DEPC, body__district=case.district_id)
    return Post.objects.active().filter(nodal | state | chair).select_related("body").order_by("body__name", "pk")


def resolve(name: str, funding: Funding) -> Post | None:
    """The post a rung names: "releasing", or a committee's as in the ladders of documents."""
    return funding.releasing if name == "releasing" else posts.resolve(name, funding)


def accountable(level: int, funding: Funding) -> Post | None:
    """The one post that answers at a level; where a committee lacks it, DGFT headquarters does."""
    policy = posts.rung(KIND, level)
    named = resolve(policy.holder if policy else HOLDERS[level], funding)
    return named or post_of(body_of(BodyKind.APEX), PostRole.NODAL_OFFICER)


def copied(level: int, funding: Funding) -> list[Post]:
    """The posts told of a rung beside its holder."""
    policy = posts.rung(KIND, level)
    names = [name.strip() for name in policy.copied.split(",") if name.strip()] if policy else []
    return [post for name in names if (post := resolve(name, funding))]


def first_level(funding: Funding) -> int:
    """Where the money begins: at the State's rung when its convener is the one who releases it."""
    return STATE if funding.releasing == accountable(STATE, funding) else RELEASING


def convener(funding: Funding) -> Post | None:
    """The convener of the district's committee, who asked and reports."""
    return posts.resolve("depc.convener", funding)
