"""Who may make a move on a bottleneck: the `by` column of the transition table, in words."""

from bottlenecks.ladder import answering_level
from bottlenecks.models import Bottleneck
from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind


def the_clock(actor: Actor, bottleneck: Bottleneck) -> bool:
    """Only the sweep."""
    return actor.is_system


def the_committee(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The convener or chair of the district's own committee."""
    return (
        actor.may(roles.REPORT)
        and actor.body.kind == BodyKind.DEPC
        and actor.body.district_id == bottleneck.case.district_id
    )


def the_author(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The body that is writing it (the committee, or the SEPC for one of its districts); once logged, the committee."""
    writing = actor.may(roles.REPORT) and actor.body.pk == bottleneck.case.origin_id
    return writing or (not bottleneck.case.is_draft and the_committee(actor, bottleneck))


def the_assignee(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The member the committee assigned it to."""
    return actor.may(roles.WORK) and actor.post.pk == bottleneck.assigned_to_id


def the_holder(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The body that has it now."""
    holder = bottleneck.case.holder
    return actor.may(roles.ANSWER) and holder is not None and actor.body.pk == holder.body_id


def the_answerer(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The body that has it now, or the answering body once it has been asked: it may still answer after a climb."""
    asked = bottleneck.case.level >= answering_level(bottleneck.ladder)
    owns = asked and actor.may(roles.ANSWER) and actor.body.pk == bottleneck.routed_to_id
    return owns or the_holder(actor, bottleneck)


def the_answering_body(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The agency or department itself, not the level above it."""
    return the_answerer(actor, bottleneck) and actor.body.pk == bottleneck.routed_to_id


def the_state(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The State's own committee."""
    return (
        actor.may(roles.STEER) and actor.body.kind == BodyKind.SEPC and actor.body.state_id == bottleneck.case.state_id
    )


def the_state_or_authority(actor: Actor, bottleneck: Bottleneck) -> bool:
    """The State's committee, or the Regional Authority confirmed for the district."""
    in_charge = (
        actor.may(roles.STEER)
        and actor.body.kind == BodyKind.REGIONAL_AUTHORITY
        and bottleneck.case.district_id in actor.scope.districts
    )
    return in_charge or the_state(actor, bottleneck)


def the_state_or_apex(actor: Actor, bottleneck: Bottleneck) -> bool:
    """Those who may stop a clock: the State's committee and DGFT headquarters."""
    return the_apex(actor, bottleneck) or the_state(actor, bottleneck)


def the_apex(actor: Actor, bottleneck: Bottleneck) -> bool:
    """DGFT headquarters."""
    return actor.may(roles.OVERSEE)


def anyone_involved(actor: Actor, bottleneck: Bottleneck) -> bool:
    """Whoever sees it and may do more than read."""
    return bool(actor.permissions - {roles.READ})
