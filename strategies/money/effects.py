"""What a move of money changes: whose turn it is, the status that follows from the sums, and the entries it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cases.models import Event, InvolvementRole
from cases.record import involve
from institutions import clock
from strategies.models import Funding, FundingStatus, MoneyEntry, Step
from strategies.money import posts
from strategies.money.sums import Sums, refused, stage, sums_of
from workflow.engine import Move

CLAIM = "certify"  # the verb by which a certificate is sent
RENEWS = ("sanction", "release", "release_more")  # verbs after which the next release has a day of its own


@dataclass(frozen=True)
class Claim:
    """A certificate that was sent and waits to be accepted: what its event says."""

    amount: Decimal
    on: date
    paper: str


def claim_of(funding: Funding) -> Claim | None:
    """The certificate that waits; None when there is none."""
    if funding.case.status != FundingStatus.CERTIFYING:
        return None
    event = Event.objects.filter(case=funding.case, verb=CLAIM).order_by("-version").first()
    said = event.data
    return Claim(Decimal(said["amount"]), date.fromisoformat(said["on"]), said["paper"])


# Conditions of the record beside its status (`offered`) ---------------------------------------------------------------


def has_rest(funding: Funding) -> bool:
    """Something sanctioned is not released yet."""
    return sums_of(funding).to_release > 0


def has_unused(funding: Funding) -> bool:
    return sums_of(funding).to_use > 0


def has_uncertified(funding: Funding) -> bool:
    return sums_of(funding).to_certify > 0


def has_entries(funding: Funding) -> bool:
    """There is an entry that can be reversed: not a request, and not reversed yet."""
    rows = MoneyEntry.objects.filter(funding=funding, reverses=None, reversal=None)
    return rows.exclude(step=Step.REQUESTED).exists()


def climbs(funding: Funding) -> bool:
    return funding.case.level < posts.CHIEF_SECRETARY


# Guards (`still`) -----------------------------------------------------------------------------------------------------


def two_persons(move: Move) -> str | None:
    """Who asked, or sent the certificate, does not decide on it, whichever post they hold (403)."""
    asked = Event.objects.filter(case=move.case, verb__in=("request", "ask_again", CLAIM)).order_by("-version").first()
    if asked and move.by.user and asked.actor_user_id == move.by.user.pk:
        raise PermissionDenied(_("You asked for this yourself: somebody else has to decide on it."))
    return None


def entered_once(move: Move) -> str | None:
    """The same amount of the same day under the same number is one entry."""
    said = move.inputs
    twice = MoneyEntry.objects.filter(
        funding=move.subject, step=move.form.step, amount=said["amount"], on=said["on"], paper=said["paper"],
        reversal=None,
    )  # fmt: skip
    if twice.exists():
        return _("This is entered already: the same amount, date and number.")
    return None


def decided_once(move: Move) -> str | None:
    return two_persons(move) or entered_once(move)


def certificate_holds(move: Move) -> str | None:
    """By somebody else than who sent it, and still covered by what was used."""
    two_persons(move)
    move.claim = claim_of(move.subject)
    return refused(sums_of(move.subject), Step.CERTIFIED, move.claim.amount) or None


# Effects --------------------------------------------------------------------------------------------------------------


def enter(move: Move) -> None:
    """An entry of the form's step."""
    said = move.inputs
    _add(move, MoneyEntry(step=move.form.step, amount=said["amount"], on=said["on"], paper=said["paper"]))


def sanction(move: Move) -> None:
    """Granted: the post that releases it has it, until its day."""
    funding = move.subject
    funding.release_due_on = move.inputs["release_due_on"]
    funding.releasing = move.inputs["releasing"] or funding.releasing
    involve(case=move.case, body=funding.releasing.body, role=InvolvementRole.ANSWERING)
    enter(move)


def release(move: Move) -> None:
    if move.inputs["rest_due_on"]:
        move.subject.release_due_on = move.inputs["rest_due_on"]
    enter(move)


def refuse(move: Move) -> None:
    move.hand_to(posts.convener(move.subject), posts.RELEASING)


def claim(move: Move) -> None:
    """The certificate goes to whoever released the money; it counts once it is accepted."""
    said = move.inputs
    move.data = {"amount": str(said["amount"]), "on": said["on"].isoformat(), "paper": said["paper"]}
    due = sums_of(move.subject).to_release > 0  # then its clock runs on, at the level it has climbed to
    move.hand_to(move.subject.releasing, move.case.level if due else posts.first_level(move.subject))


def accept(move: Move) -> None:
    sent = move.claim
    _add(move, MoneyEntry(step=Step.CERTIFIED, amount=sent.amount, on=sent.on, paper=sent.paper), claimed=False)


def send_back(move: Move) -> None:
    _settle_on(move, sums_of(move.subject), claimed=False)


def lapse(move: Move) -> None:
    """What was not released is not sanctioned any more; nothing released: the whole is over."""
    sums = sums_of(move.subject)
    row = MoneyEntry(step=Step.SANCTIONED, amount=-sums.to_release, on=move.inputs["on"])
    if sums.released:
        _add(move, row)
    else:
        move.entries = [row]
        move.hand_to(posts.convener(move.subject), posts.RELEASING)


def ask_again(move: Move) -> None:
    """A new cycle: the old request is taken off, the new one stands."""
    said, sums = move.inputs, sums_of(move.subject)
    move.case.cycle += 1
    move.entries = [MoneyEntry(step=Step.REQUESTED, amount=said["amount"], on=said["on"], paper=said["paper"])]
    if sums.requested:
        move.entries.append(MoneyEntry(step=Step.REQUESTED, amount=-sums.requested, on=said["on"]))
    move.hand_to(move.subject.releasing, posts.first_level(move.subject))


def take_back(move: Move) -> None:
    sums = sums_of(move.subject)
    move.entries = [MoneyEntry(step=Step.REQUESTED, amount=-sums.requested, on=clock.local_date(move.at))]
    move.hand_to(posts.convener(move.subject), posts.RELEASING)


def reverse(move: Move) -> None:
    wrong = move.inputs["entry"]
    row = MoneyEntry(
        step=wrong.step, amount=-wrong.amount, on=clock.local_date(move.at), paper=wrong.paper, reverses=wrong
    )
    move.data = {"entry": wrong.pk}
    _add(move, row)


def climb(move: Move) -> None:
    """The rung above has to see to it."""
    move.data = {"from_post": move.case.holder_id}
    level = move.case.level + 1
    move.hand_to(posts.accountable(level, move.subject), level)
    move.data["to_post"] = move.case.holder_id


def keep_entries(move: Move) -> None:
    """The entries hang on the move's event."""
    for row in move.entries:
        row.funding, row.event = move.subject, move.event
        row.save(force_insert=True)


def _add(move: Move, row: MoneyEntry, *, claimed: bool | None = None) -> None:
    move.entries = [row]
    if claimed is None:
        claimed = move.source == FundingStatus.CERTIFYING
    _settle_on(move, sums_of(move.subject).plus(row.step, row.amount), claimed=claimed)


def _settle_on(move: Move, sums: Sums, *, claimed: bool) -> None:
    """The status follows from the sums, and with it whose turn it is: as long as money is due, whoever releases it.

    What is late stays at the rung it has climbed to, until money moves.
    """
    funding, case = move.subject, move.case
    case.status = stage(sums, claimed=claimed)
    convener = posts.convener(funding)
    if sums.to_release == 0 and case.status not in (FundingStatus.REQUESTED, FundingStatus.CERTIFYING):
        move.hand_to(convener, posts.RELEASING)
    elif move.transition.verb in RENEWS or case.holder == convener:
        move.hand_to(funding.releasing, posts.first_level(funding))
