"""What is re-checked under the lock: the `still` column; each returns a sentence when the move is over."""

from django.utils.translation import gettext as _

from bottlenecks import ladder
from bottlenecks.models import Bottleneck, Ladder
from escalations.models import Pause
from institutions import clock
from workflow.engine import Move

TRANSFERS = 2  # sent on once, sent on again with an alert to DGFT headquarters; then headquarters decides


def not_the_same_assignment(move: Move) -> str | None:
    same = (move.subject.assigned_to_id, move.subject.assigned_until) == (move.inputs["post"].pk, move.inputs["until"])
    return _("It is already assigned like this.") if same else None


def not_said_already(move: Move) -> str | None:
    """The same words twice in a row from the same post are a double submission."""
    last = move.case.events.select_related("remark").order_by("-version").first()
    said = last is not None and last.text_hash and getattr(last, "remark", None)
    if said and last.verb == move.transition.verb and last.actor_post_id == move.by.post.pk and said.text == move.text:
        return _("This was already recorded.")
    return None


def a_transfer_is_left(move: Move) -> str | None:
    if move.subject.transfers >= TRANSFERS:
        return _("It has been transferred twice. DGFT headquarters now decides who answers.")
    return None


def a_question_is_left(move: Move) -> str | None:
    if move.subject.questions >= ladder.allowance("information-times"):
        return _("Information was already asked as often as the rules allow. Reply, commit or decline.")
    return None


def a_revision_is_left(move: Move) -> str | None:
    made = move.subject.commitments.filter(cycle=move.case.cycle, body=move.by.body).order_by("-id")
    last = made.first()
    if last and (last.due_on, last.deliverable) == (move.inputs["due_on"], move.inputs["deliverable"]):
        return _("This commitment is already recorded.")
    if made.count() > ladder.allowance("commitment-revisions"):
        return _("The commitment was already revised as often as the rules allow.")
    return None


def not_paused(move: Move) -> str | None:
    """No second pause over the same days."""
    today = clock.local_date(move.at)
    if Pause.objects.filter(case=move.case, reason=move.inputs["reason"], ends_on__gt=today).exists():
        return _("The clock is already paused for this reason.")
    return None


def paused(move: Move) -> str | None:
    return None if is_paused(move.subject) else _("The clock is not paused.")


def is_paused(bottleneck: Bottleneck) -> bool:
    """Whether a pause of the case itself is in force today; a row of a list brings the answer along as `paused`."""
    if hasattr(bottleneck, "paused"):
        return bottleneck.paused
    today = clock.today()
    return Pause.objects.filter(case=bottleneck.case, starts_on__lte=today, ends_on__gt=today).exists()


def at_state_level(bottleneck: Bottleneck) -> bool:
    """Centre-owned and still with the State: it can be forwarded."""
    return bottleneck.ladder == Ladder.CENTRE and bottleneck.case.level == 1


def state_owned_with_sepc(bottleneck: Bottleneck) -> bool:
    return bottleneck.ladder == Ladder.STATE and bottleneck.case.level >= 2


def with_answering_body(bottleneck: Bottleneck) -> bool:
    """The answering body has it, itself or its head."""
    level = ladder.answering_level(bottleneck.ladder)
    highest = level if bottleneck.ladder == Ladder.STATE else level + 1
    return level <= bottleneck.case.level <= highest


def centre_owned_and_asked(bottleneck: Bottleneck) -> bool:
    return bottleneck.ladder == Ladder.CENTRE and bottleneck.case.level >= 2


def can_appeal(bottleneck: Bottleneck) -> bool:
    return ladder.next_rung(bottleneck) is not None


def below_inter_ministerial(bottleneck: Bottleneck) -> bool:
    return bottleneck.ladder == Ladder.CENTRE and bottleneck.case.level == 4


def settled_by_district(bottleneck: Bottleneck) -> bool:
    return bottleneck.case.level == 0


def settled_above(bottleneck: Bottleneck) -> bool:
    return bottleneck.case.level > 0
