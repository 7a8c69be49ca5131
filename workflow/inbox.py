"""What a list of work says about each row beside where it stands: the move it waits for."""

from typing import Any

from institutions.actors import Actor
from workflow.engine import Transition, workflow_of


def leading_move(actor: Actor, subject: Any) -> Transition | None:
    """The move a row leads with: the first an actor may make now among those its table marks as primary."""
    for transition in workflow_of(subject.case.kind).transitions:
        if transition.tone == "primary" and transition.by(actor, subject) and transition.applies_to(subject):
            return transition
    return None
