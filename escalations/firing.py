"""What a workflow's row for the clock is made of: its input, its guard, and the record of what fired."""

from django import forms
from django.utils.translation import gettext as _

from escalations.models import Deadline, DeadlineState, Escalation
from workflow.engine import Inputs, Move


class Fired(Inputs):
    """The deadline that ran out: given by the sweep, never by a person."""

    deadline = forms.ModelChoiceField(Deadline.objects.all(), widget=forms.HiddenInput)


def still_fires(move: Move) -> str | None:
    """The guard of a move made by the clock, re-checked under the lock: the deadline runs, is due and is the case's."""
    deadline = Deadline.objects.select_for_update().get(pk=move.inputs["deadline"].pk)
    move.inputs["deadline"] = deadline
    if deadline.case_id != move.case.pk or deadline.state != DeadlineState.RUNNING or deadline.due_at > move.at:
        return _("This clock does not run any more.")
    if (deadline.level, deadline.cycle) != (move.case.level, move.case.cycle):
        return _("This clock belongs to another level of the case.")
    return None


def note_fired(move: Move) -> None:
    """Mark the deadline as run out and write its Escalation; called once the move's event exists."""
    deadline = move.inputs["deadline"]
    deadline.state, deadline.ended_at = DeadlineState.FIRED, move.at
    deadline.save(update_fields=["state", "ended_at"])
    Escalation.objects.create(
        deadline=deadline,
        case=move.case,
        event=move.event,
        from_level=deadline.level,
        to_level=move.case.level,
        to_post=move.case.holder,
        fired_at=move.at,
    )
