"""Who can be given something to do by a committee."""

from django.db.models import Q

from institutions.models import Body, BodyKind, Post, PostQuerySet, PostRole


def possible_owners(body: Body) -> PostQuerySet:
    """Seats of the committee, the offices or committees below it, and its State's departments."""
    near = Q(body=body) | Q(
        body__kind=BodyKind.STATE_DEPARTMENT, body__state=body.state_id, role=PostRole.NODAL_OFFICER
    )
    if body.kind == BodyKind.DEPC:
        near |= Q(body__kind=BodyKind.DISTRICT_OFFICE, body__district=body.district_id)
    else:
        near |= Q(body__kind=BodyKind.DEPC, body__state=body.state_id, role=PostRole.CONVENER)
    return Post.objects.active().filter(near).exclude(role=PostRole.OBSERVER).select_related("body").order_by("pk")
