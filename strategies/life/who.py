"""Who may make a move on a document: the `by` column of its transition table, in words.

Subjects are plans and strategies. No superior body writes in them: it accepts, returns and approves.
"""

from __future__ import annotations

from typing import Any

from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind
from strategies.life import papers
from strategies.life.signing import signing_of
from strategies.models import DocumentStatus


def the_clock(actor: Actor, document: Any) -> bool:
    """Only the sweep."""
    return actor.is_system


def a_writer(actor: Actor, document: Any) -> bool:
    """A member of the committee whose document it is, save those who only approve it."""
    return actor.may(roles.WRITE) and actor.body.pk == document.body_id


def a_member(actor: Actor, document: Any) -> bool:
    """Anybody of the committee who takes part in its work: may comment."""
    return actor.may(roles.TAKE_PART) and actor.body.pk == document.body_id


def the_submitter(actor: Actor, document: Any) -> bool:
    """The convener of the committee whose document it is; of a State also the co-convener."""
    return actor.may(roles.SUBMIT) and actor.body.pk == document.body_id


def an_approver_here(actor: Actor, document: Any) -> bool:
    """A post of the document's own committee whose approval is missing, in the hands of somebody who may give it."""
    return _approves(actor, document, own=True)


def an_approver_of_the_state(actor: Actor, document: Any) -> bool:
    """As here, of the State's committee for a district's plan."""
    return _approves(actor, document, own=False)


def _approves(actor: Actor, document: Any, *, own: bool) -> bool:
    if not actor.may(roles.APPROVE) or (actor.body.pk == document.body_id) != own:
        return False
    if not own and not the_state(actor, document):
        return False
    signing = signing_of(document.case, actor.body)
    return signing is not None and signing.may_be_given_by(actor)


def a_signatory(actor: Actor, document: Any) -> bool:
    """A post the rule of the document's own committee names: may send it back, whether it has approved or not."""
    if not actor.may(roles.APPROVE) or actor.body.pk != document.body_id:
        return False
    signing = signing_of(document.case, actor.body)
    return signing is not None and actor.post.role in signing.roles


def the_state(actor: Actor, document: Any) -> bool:
    """The State's committee of a district's plan: its convener, co-convener or chair."""
    return (
        actor.may(roles.ASSESS) and actor.body.state_id == document.case.state_id and actor.body.kind == BodyKind.SEPC
    )


def a_second_person(actor: Actor, document: Any, hands: papers.Hands | None = None) -> bool:
    """Of the committee whose paper adoption it is: a post that approves there, in the hands of who entered nothing.

    hands: read before for many documents at once; nothing is read for one that is not being brought in.
    """
    return document.bringing_in and papers.may_confirm(actor, document, hands)


def another_of_the_state(actor: Actor, document: Any, hands: papers.Hands | None = None) -> bool:
    """The State's committee, save whoever entered it or confirmed it in the district; hands as above."""
    if not document.bringing_in or not the_state(actor, document):
        return False
    return papers.may_confirm_for_the_state(actor, document, hands)


def whoever_is_asked_to_confirm(actor: Actor, document: Any) -> bool:
    """Before the State has it a post of its own committee that approves there, then the State's committee."""
    if document.case.status == DocumentStatus.SIGNING:
        return actor.may(roles.APPROVE) and actor.body.pk == document.body_id
    return the_state(actor, document)


def the_centre(actor: Actor, document: Any) -> bool:
    """DGFT headquarters."""
    return actor.may(roles.OVERSEE) and actor.body.kind == BodyKind.APEX
