"""What each move changes on the case and its bottleneck: the `effect` column of the transition table."""

from bottlenecks import ladder
from bottlenecks.models import Bottleneck, Commitment
from bottlenecks.routing import ladder_of, route
from cases.models import InvolvementRole
from cases.record import end_involvement, involve, next_reference
from escalations import clocks
from escalations.models import PauseReason
from institutions import clock
from institutions.models import Body
from workflow.engine import Move


def open_with_committee(move: Move) -> None:
    """Leaving draft: the reference is given, the committee's convener holds it."""
    case, bottleneck = move.case, move.subject
    case.opened_at = move.at
    case.reference = next_reference(
        prefix=f"{case.state.code}-{case.district.code}", year=clock.local_date(move.at).year
    )
    move.hand_to(ladder.resolve("depc.convener", bottleneck), level=0)
    involve(case=case, body=case.origin, role=InvolvementRole.ORIGIN)
    propose_route(bottleneck)


def propose_route(bottleneck: Bottleneck) -> None:
    """Set the answering body by the routing rules, unless a person chose another one with a reason."""
    if bottleneck.routing_reason:
        return
    codes = bottleneck.hs_codes.values_list("code", flat=True)
    found = route(area=bottleneck.area, category=bottleneck.category, hs_codes=codes, state=bottleneck.case.state)
    bottleneck.routed_to = found.body if found else None
    bottleneck.routing_rule = found.rule if found else None
    bottleneck.ladder = found.ladder if found else ""


def choose(bottleneck: Bottleneck, body: Body, reason: str = "") -> None:
    """Set the answering body by a person's choice."""
    bottleneck.routed_to, bottleneck.ladder = body, ladder_of(body)
    bottleneck.routing_rule, bottleneck.routing_reason = None, reason[:300]


def describe(move: Move) -> None:
    """The facts of the bottleneck, as filled in; the route follows them."""
    fields = move.inputs
    move.case.title = fields["title"]
    for name in (
        "area", "affected", "severity", "category", "description", "stage",
        "exporters_affected", "rupees_at_stake", "stake_basis", "noticed_on",
    ):  # fmt: skip
        setattr(move.subject, name, fields[name])
    set_codes_and_tags(move.subject, fields["hs_codes"], fields["tags"])
    propose_route(move.subject)


def set_codes_and_tags(bottleneck: Bottleneck, codes: list[str], tags) -> None:
    bottleneck.hs_codes.exclude(code__in=codes).delete()
    for code in codes:
        bottleneck.hs_codes.get_or_create(code=code)
    bottleneck.tags.set(tags)


def assign(move: Move) -> None:
    move.subject.assigned_to = move.inputs["post"]
    move.subject.assigned_until = move.inputs["until"]
    move.data = {"post": move.inputs["post"].pk, "until": move.inputs["until"].isoformat()}
    if move.inputs["post"].body_id != move.case.origin_id:
        involve(case=move.case, body=move.inputs["post"].body, role=InvolvementRole.COPIED)


def raise_up(move: Move) -> None:
    body = move.inputs.get("body")
    if body and body.pk != move.subject.routed_to_id:
        choose(move.subject, body, move.inputs["reason"])
    climb(move)


def climb(move: Move) -> None:
    """One level up the ladder, never more; the bodies that now have a part get it."""
    if not move.subject.ladder:
        choose(move.subject, ladder.apex())
    enter(move, move.case.level + 1)


def enter(move: Move, level: int) -> None:
    """Hand the case to the accountable post of a level and involve its body."""
    case, bottleneck = move.case, move.subject
    before = case.holder
    policy = ladder.rung(bottleneck, level)
    post = ladder.accountable(policy, bottleneck)
    move.hand_to(post, level)
    role = InvolvementRole.ANSWERING if post.body_id == bottleneck.routed_to_id else InvolvementRole.SUPERVISING
    involve(case=case, body=post.body, role=role)
    for other in ladder.copied(policy, bottleneck):
        involve(case=case, body=other.body, role=InvolvementRole.COPIED)
    move.data |= {"from_post": before.pk if before else None, "to_post": post.pk}


def ask(move: Move) -> None:
    """The clock rests while the district finds the answer: for a capped number of days, a capped number of times."""
    move.subject.questions += 1
    today = clock.local_date(move.at)
    days = ladder.allowance("information-days")
    clocks.pause(
        case=move.case,
        reason=PauseReason.INFORMATION,
        starts_on=today,
        ends_on=ladder.working_day_after(today, days, move.case.holder.body),
        by_post=move.by.post,
    )


def inform(move: Move) -> None:
    clocks.resume(case=move.case, on=clock.local_date(move.at), reason=PauseReason.INFORMATION)


def promise(move: Move) -> None:
    move.data = {"due_on": move.inputs["due_on"].isoformat()}


def transfer(move: Move) -> None:
    """Another body answers, from its first level and with its own clock; the former one keeps reading."""
    bottleneck, former = move.subject, move.subject.routed_to
    bottleneck.transfers += 1
    hand_over(move, former, move.inputs["body"], move.inputs["reason"])


def reassign(move: Move) -> None:
    hand_over(move, move.subject.routed_to, move.inputs["body"], move.inputs["reason"])


def refer(move: Move) -> None:
    hand_over(move, move.subject.routed_to, move.inputs["body"], move.inputs["reason"])


def hand_over(move: Move, former: Body, body: Body, reason: str) -> None:
    end_involvement(case=move.case, body=former, role=InvolvementRole.ANSWERING)
    involve(case=move.case, body=former, role=InvolvementRole.FORMER)
    end_involvement(case=move.case, body=body, role=InvolvementRole.FORMER)
    choose(move.subject, body, reason)
    move.data |= {"from_body": former.code, "to_body": body.code}
    enter(move, ladder.answering_level(move.subject.ladder))


def back_to_committee(move: Move) -> None:
    """The committee has the word; the level stays that of the answer."""
    move.hand_to(ladder.resolve("depc.convener", move.subject), move.case.level)


def decline(move: Move) -> None:
    move.data = {"order_number": move.inputs["order_number"]} if move.inputs["order_number"] else {}
    back_to_committee(move)


def close(move: Move) -> None:
    move.subject.proof = move.inputs["proof"]
    move.subject.watch_until = None


def watch(move: Move) -> None:
    move.subject.watch_until = move.inputs["watch_until"]
    move.data = {"watch_until": move.inputs["watch_until"].isoformat()}


def reopen(move: Move) -> None:
    """A new cycle, from the first level of the body that answered; total age never resets."""
    move.case.cycle += 1
    move.subject.transfers = move.subject.questions = 0
    move.subject.proof, move.subject.watch_until = "", None
    first = ladder.answering_level(move.subject.ladder)
    enter(move, min(first, move.case.level))


def reopen_here(move: Move) -> None:
    move.case.cycle += 1
    move.subject.proof = ""
    move.hand_to(ladder.resolve("depc.convener", move.subject), level=0)


def elevate(move: Move) -> None:
    """To the inter-ministerial level, by hand: DGFT headquarters carries it there and answers for it."""
    move.data = {"forum": move.inputs["forum"], "review_on": move.inputs["review_on"].isoformat()}
    enter(move, move.case.level + 1)


def pause(move: Move) -> None:
    today = clock.local_date(move.at)
    clocks.pause(
        case=move.case,
        reason=move.inputs["reason"],
        starts_on=today,
        ends_on=move.inputs["ends_on"],
        by_post=move.by.post,
        order_reference=move.inputs["order_reference"],
    )
    move.data = {"reason": move.inputs["reason"], "ends_on": move.inputs["ends_on"].isoformat()}


def resume(move: Move) -> None:
    clocks.resume(case=move.case, on=clock.local_date(move.at))


def duplicate(move: Move) -> None:
    move.case.duplicate_of = move.inputs["other"]
    move.data = {"duplicate_of": move.inputs["other"].reference}


def stay(move: Move) -> None:
    """Nothing above climbs by itself: the same level has it again, from now."""
    move.hand_to(move.case.holder, move.case.level)


def keep_commitment(move: Move) -> None:
    """The promise itself, appended beside the event that made it: the `keep` column."""
    Commitment.objects.create(
        bottleneck=move.subject,
        event=move.event,
        cycle=move.case.cycle,
        body=move.by.body,
        designation=str(move.by.post),
        deliverable=move.inputs["deliverable"],
        due_on=move.inputs["due_on"],
        made_at=move.at,
    )
