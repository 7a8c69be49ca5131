"""Who may make a move in a committee's own cases: the `by` column of the transition tables, in words.

The subjects are meetings, circulations, action points and the like; each has a `body`.
"""

from __future__ import annotations

from typing import Any

from committees import ladder
from committees.procedure import votes
from institutions import roles
from institutions.actors import Actor


def the_clock(actor: Actor, subject: Any) -> bool:
    """Only the sweep."""
    return actor.is_system


def the_conveners(actor: Actor, subject: Any) -> bool:
    """The convener or chair of the committee itself."""
    return actor.may(roles.CONVENE) and actor.body.pk == subject.body_id


def the_chair(actor: Actor, subject: Any) -> bool:
    """Whoever presides in the committee, or presided over this meeting in their place."""
    if actor.post is None or actor.body.pk != subject.body_id or not actor.is_current:
        return False
    return actor.may(roles.PRESIDE) or actor.post.pk == subject.chaired_by_id


def the_members(actor: Actor, subject: Any) -> bool:
    """Every seat of the committee that is counted: observers listen, trainees learn."""
    return actor.may(roles.TAKE_PART) and actor.body.pk == subject.body_id and votes(actor.post)


def the_owner(actor: Actor, subject: Any) -> bool:
    """The post that has to do it."""
    return actor.post is not None and actor.is_current and actor.post.pk == subject.owner_id


def the_owner_or_conveners(actor: Actor, subject: Any) -> bool:
    """The post that has to do it, or the committee's convener or chair for it."""
    return the_owner(actor, subject) or the_conveners(actor, subject)


def the_mentor_or_conveners(actor: Actor, subject: Any) -> bool:
    """The mentor's post, or the committee's convener or chair."""
    mentors = actor.post is not None and actor.is_current and actor.post.pk == subject.mentor_id
    return mentors or the_conveners(actor, subject)


def the_holding_body(actor: Actor, subject: Any) -> bool:
    """The body that has the case now, by a post that answers for it."""
    holder = subject.case.holder
    return actor.may(roles.STEER) and holder is not None and actor.body.pk == holder.body_id


def the_level_above(actor: Actor, subject: Any) -> bool:
    """The body that watches over the committee."""
    higher = ladder.above(subject.body) if actor.may(roles.STEER) else None
    return higher is not None and actor.body.pk == higher.pk
