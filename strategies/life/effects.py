"""What a move of a document changes, and what is re-checked under the lock before it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.evidence import attach
from strategies.completeness import gaps
from strategies.life import papers, posts
from strategies.life.signing import latest, next_post, nobody_left, signing_of
from strategies.models import Adoption, Approval, Comment, DocumentKind, PaperAdoption, Version
from strategies.monitoring.measures import record_measures
from strategies.versions.content import content_of, fingerprint
from workflow.engine import Move

# Conditions of the record beside its status (`offered`) ---------------------------------------------------------------


def is_brought_in(document: Any) -> bool:
    """Adopted on paper before the portal, and not confirmed yet; from its confirmation on it is like any other."""
    return document.bringing_in


def is_drafted_here(document: Any) -> bool:
    return not document.bringing_in


def needs_signing(document: Any) -> bool:
    """A rule asks the committee whose document it is for two approvals."""
    return is_drafted_here(document) and signing_of(document.case, document.body) is not None


def needs_no_signing(document: Any) -> bool:
    return is_drafted_here(document) and not needs_signing(document)


def nobody_signed(document: Any) -> bool:
    """The first approval of the own committee is still to come."""
    return is_drafted_here(document) and _given(document, own=True) == 0


def one_signed(document: Any) -> bool:
    return is_drafted_here(document) and _given(document, own=True) == 1


def nobody_approved(document: Any) -> bool:
    """The first approval of the State's committee is still to come."""
    return _given(document, own=False) == 0


def one_approved(document: Any) -> bool:
    return _given(document, own=False) == 1


def _given(document: Any, *, own: bool) -> int:
    """How many of the two approvals the latest version has, of its own committee or of the State's."""
    rows = Approval.objects.filter(version=latest(document.case))
    rows = rows.filter(body=document.body_id) if own else rows.exclude(body=document.body_id)
    return rows.count()


def was_never_adopted(document: Any) -> bool:
    return not Adoption.objects.filter(case=document.case).exists()


def is_below_the_top(document: Any) -> bool:
    return document.case.level < posts.CHIEF_SECRETARY


# Guards (`still`) -----------------------------------------------------------------------------------------------------


def is_complete(move: Move) -> str | None:
    """Everything the outline asks for is there."""
    found = gaps(move.case)
    if not found:
        return None
    sentence = ngettext(
        "One thing is missing, listed under “Completeness”: %(first)s",
        "%(count)s things are missing, listed under “Completeness”. The first: %(first)s",
        len(found),
    )
    return sentence % {"count": len(found), "first": found[0].sentence}


def may_be_submitted(move: Move) -> str | None:
    """Complete, and with two posts left that can approve it."""
    return is_complete(move) or nobody_left(move.case, move.by.body, move.by.post)


def may_be_signed(move: Move) -> str | None:
    """A strategy has no committee above that would take it without the approval of its own."""
    if needs_no_signing(move.subject):
        return _("No rule says who approves a strategy of %(body)s.") % {"body": move.subject.body}
    return may_be_submitted(move)


def may_be_put_forward(move: Move) -> str | None:
    """Complete as far as an adopted plan has to be, with somebody left who may confirm it."""
    sentence = is_complete(move)
    if sentence or papers.confirmers(move.subject, beside=move.by):
        return sentence
    said = _("%(body)s has no post, beside those that entered it, that could confirm it. Have the missing one set up.")
    return said % {"body": move.subject.body}


def papers_can_be_read(move: Move) -> str | None:
    """Who confirms has had both papers before them."""
    return next(iter(papers.unreadable(move.case)), None)


# Effects --------------------------------------------------------------------------------------------------------------


def submit(move: Move) -> None:
    """Freeze what the document says, for its approvers or, where none are set, for the State."""
    freeze(move)
    if needs_signing(move.subject):
        hand_over(move, own_approvers(move))
    else:
        to_the_state(move)


def freeze(move: Move) -> None:
    """What the document says now becomes its next version."""
    content = content_of(move.case)
    last = latest(move.case)
    version = Version.objects.create(
        case=move.case, number=last.number + 1 if last else 1, cycle=move.case.cycle, content=content,
        sha256=fingerprint(content), by_post=move.by.post, by_user=move.by.user, at=move.at,
    )  # fmt: skip
    move.data = {"version": version.number}


def own_approvers(move: Move) -> int:
    """The rung of those who approve in the committee whose document it is."""
    return posts.DISTRICT_APPROVERS if move.case.kind == DocumentKind.PLAN else posts.STATE_APPROVERS


def sign(move: Move) -> None:
    """Keep the first approval; the document is with the post whose approval is missing."""
    _approve(move)
    signing = signing_of(move.case, move.by.body)
    if move.case.holder_id not in {post.pk for post in signing.posts(signing.wanted)}:
        move.hand_to(next_post(signing) or move.case.holder, move.case.level)


def sign_and_hand_to_the_state(move: Move) -> None:
    _approve(move)
    to_the_state(move)


def sign_and_hand_back(move: Move) -> None:
    """Approved by both: it is its own committee's to notify."""
    _approve(move)
    to_the_drafters(move)


def _approve(move: Move) -> None:
    version = latest(move.case)
    Approval.objects.create(version=version, body=move.by.body, post=move.by.post, user=move.by.user, at=move.at)
    move.data = {"version": version.number}


def take_back(move: Move) -> None:
    """A draft again; whoever was asked is told."""
    move.data = {"from_post": move.case.holder_id}
    to_the_drafters(move)


def describe(move: Move) -> None:
    """Another title, or other years."""
    facts = move.inputs
    move.case.title = facts["title"]
    move.subject.first_year, move.subject.last_year = facts["first_year"], facts["last_year"]
    move.data = {"years": [facts["first_year"], facts["last_year"]]}


def hand_over(move: Move, level: int) -> None:
    move.hand_to(posts.accountable(level, move.subject), level)


def to_the_state(move: Move) -> None:
    hand_over(move, posts.STATE)


def to_the_drafters(move: Move) -> None:
    """Back to the committee whose document it is."""
    hand_over(move, 0)


def adopt(move: Move) -> None:
    """In force from now on; the adoption before it ends."""
    _adopt(move, **{name: move.inputs[name] for name in ("order_number", "order_date", "eoffice_number")})


def _adopt(move: Move, **facts: Any) -> None:
    Adoption.objects.filter(case=move.case, ended_at=None).update(ended_at=move.at)
    adoption = Adoption.objects.create(case=move.case, version=latest(move.case), adopted_at=move.at, **facts)
    record_measures(adoption)
    move.data = {"version": adoption.version.number}


def adopt_and_send_to_the_centre(move: Move) -> None:
    adopt(move)
    hand_over(move, posts.CENTRE)


# Adopted before the portal --------------------------------------------------------------------------------------------


def put_forward(move: Move) -> None:
    """Freeze what was entered; it is with the committee's post that approves first."""
    freeze(move)
    hand_over(move, own_approvers(move))
    able = papers.confirmers(move.subject, beside=move.by)
    if able and move.case.holder not in able:
        move.hand_to(able[0], move.case.level)


def confirm_for_the_district(move: Move) -> None:
    _approve(move)
    to_the_state(move)


def confirm_for_the_state(move: Move) -> None:
    """In force, by the order of its own date; the district's committee has it again."""
    _approve(move)
    _adopt_by_paper(move)
    to_the_drafters(move)


def confirm_a_strategy(move: Move) -> None:
    _approve(move)
    _adopt_by_paper(move)
    hand_over(move, posts.CENTRE)


def _adopt_by_paper(move: Move) -> None:
    said = papers.papers_of(move.case)
    _adopt(move, order_number=said.order_number, order_date=said.order_date, order=said.order, paper=said)
    move.subject.bringing_in = False


def correct_papers(move: Move) -> None:
    """Another title, other years, another order."""
    describe(move)
    facts = {name: move.inputs[name] for name in ("order_number", "order_date", "issued_by")}
    PaperAdoption.objects.filter(case=move.case).update(**facts)


def withdraw(move: Move) -> None:
    """Nothing is being brought in any more."""
    move.subject.bringing_in = False


def keep_papers(move: Move) -> None:
    """Papers chosen anew are evidence of the move and take the place of those before; the old ones stay on record."""
    for name, field in (("plan_paper", "plan"), ("order_paper", "order")):
        if upload := move.inputs[name]:
            kept = attach(case=move.case, event=move.event, upload=upload, by=move.by)
            PaperAdoption.objects.filter(case=move.case).update(**{field: kept})


def keep_the_order(move: Move) -> None:
    """The order is evidence of the move; the adoption points to it."""
    Adoption.objects.filter(case=move.case, ended_at=None).update(order=move.event.evidence.first())


def keep_required_changes(move: Move) -> None:
    """Each line of what has to change is a remark that blocks the next submission until it is settled."""
    Comment.objects.bulk_create(
        Comment(
            case=move.case, text=text, body=move.by.body, by_post=move.by.post, by_user=move.by.user, at=move.at,
            required=True,
        )
        for text in move.form.changes
    )  # fmt: skip


def revise(move: Move) -> None:
    """A new cycle of drafting; what was adopted stays in force until the next one is."""
    move.case.cycle += 1
    to_the_drafters(move)


def climb(move: Move) -> None:
    """From the State's committee to its chair."""
    move.data = {"from_post": move.case.holder_id}
    hand_over(move, move.case.level + 1)
    move.data["to_post"] = move.case.holder_id
