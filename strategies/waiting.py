"""What plans, strategies and their conditions ask of a post: its rows in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, CaseQuerySet
from escalations.models import DeadlineState
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import BodyKind
from strategies.life import who
from strategies.life.papers import hands_in_each
from strategies.life.signing import signings_of
from strategies.models import Comment, ConditionStatus, DocumentKind
from strategies.models import DocumentStatus as S
from workflow.engine import workflow_of
from workflow.inbox import Waiting, register

AT_MOST = 100
KINDS = (DocumentKind.PLAN, DocumentKind.STRATEGY)
ASKED = {  # (kind, status) -> what its holder is asked, and the move that leads
    (DocumentKind.PLAN, S.SUBMITTED): (lambda: _("Accept it for review"), "accept"),
    (DocumentKind.PLAN, S.REVIEW): (lambda: _("Decide on it: return it, or have it approved"), ""),
    (DocumentKind.PLAN, S.RETURNED): (lambda: _("Change it and submit it again"), ""),
    (DocumentKind.PLAN, S.APPROVED): (lambda: _("Notify it by its order"), "notify"),
    (DocumentKind.STRATEGY, S.RETURNED): (lambda: _("Change it and submit it again"), ""),
    (DocumentKind.STRATEGY, S.APPROVED): (lambda: _("Notify it by its order"), "notify"),
    (DocumentKind.STRATEGY, S.ADOPTED): (lambda: _("Note the strategy"), "note"),
    ("condition", ConditionStatus.OPEN): (lambda: _("Meet the condition and report it"), "report"),
    ("condition", ConditionStatus.REPORTED): (lambda: _("Confirm that the condition is met"), "confirm"),
}
TO_CONFIRM = {  # what was adopted before the portal: status -> the move that confirms it, and who may make it
    S.SIGNING: ("confirm", who.a_second_person),
    S.SUBMITTED: ("confirm_for_the_state", who.another_of_the_state),
}
FIRST_AND_SECOND = {S.SIGNING: {"plan": ("sign", "countersign"), "strategy": ("approve", "co_approve")},
                    S.REVIEW: {"plan": ("approve", "co_approve")}}  # fmt: skip


@register
def for_the_post(actor: Actor) -> Iterator[Waiting]:
    """First what the person may approve, then what else the post holds; each thing once."""
    signed = set()
    for case, verb in _to_confirm(actor):
        signed.add(case.pk)
        yield _row(case, _("Compare it with the order and confirm or refuse it"), verb)
    for case in _to_correct(actor):
        signed.add(case.pk)
        yield _row(case, _("Correct it and hand it over again"), "")
    for case, verb in _to_approve(actor):
        signed.add(case.pk)
        yield _row(case, _("Approve it or return it"), verb)
    wanted = Q()
    for kind, status in ASKED:
        wanted |= Q(kind=kind, status=status)
    mine = Case.objects.visible_to(actor).filter(wanted, holder=actor.post).exclude(plan__bringing_in=True)
    for case in _with_clock(mine)[:AT_MOST]:
        if case.pk not in signed:
            asked, verb = ASKED[case.kind, case.status]
            yield _row(case, asked(), verb)


def _brought_in(actor: Actor, *statuses: str) -> CaseQuerySet:
    """Documents adopted before the portal that are being brought in, as far as the actor sees them."""
    cases = Case.objects.visible_to(actor).filter(kind__in=KINDS, status__in=statuses)
    return _with_clock(cases.filter(Q(plan__bringing_in=True) | Q(strategy__bringing_in=True)))


def _to_confirm(actor: Actor) -> Iterator[tuple[Case, str]]:
    """Those this person may confirm in this post, with the move that does."""
    if not actor.may(roles.APPROVE):
        return
    mine = Q(status=S.SIGNING, origin=actor.body) | Q(status=S.SUBMITTED, state=actor.body.state_id)
    cases = list(_brought_in(actor, *TO_CONFIRM).filter(mine).select_related("plan", "strategy")[:AT_MOST])
    hands = hands_in_each(cases)
    for case in cases:
        (verb, may), document = TO_CONFIRM[case.status], getattr(case, case.kind)
        document.case = case
        if may(actor, document, hands[case.pk]):
            yield case, verb


def _to_correct(actor: Actor) -> CaseQuerySet:
    """Those that were refused and came back to this post."""
    open_changes = Comment.objects.filter(case=OuterRef("pk"), required=True, resolved_at=None)
    return _brought_in(actor, S.DRAFT).filter(Exists(open_changes), holder=actor.post)[:AT_MOST]


def _to_approve(actor: Actor) -> Iterator[tuple[Case, str]]:
    """Documents that wait for the approval of this person in this post, with the move that gives it."""
    if not actor.may(roles.APPROVE):
        return
    body = actor.body
    wanted = Q(kind__in=KINDS, status=S.SIGNING, origin=body)
    if body.kind == BodyKind.SEPC:
        wanted |= Q(kind=DocumentKind.PLAN, status=S.REVIEW, state=body.state_id)
    cases = Case.objects.visible_to(actor).filter(wanted).exclude(pk__in=_brought_in(actor, S.SIGNING).values("pk"))
    cases = list(_with_clock(cases)[:AT_MOST])
    for kind in KINDS:
        mine = [case for case in cases if case.kind == kind]
        signings = signings_of(mine, body)
        for case in mine:
            signing = signings.get(case.pk)
            if signing and signing.may_be_given_by(actor):
                yield case, FIRST_AND_SECOND[case.status][case.kind][len(signing.given)]


def _with_clock(cases: CaseQuerySet) -> CaseQuerySet:
    running = FilteredRelation("deadlines", condition=Q(deadlines__state=DeadlineState.RUNNING))
    return cases.annotate(clock=running, due_at=F("clock__due_at")).order_by("due_at", "pk")


def _row(case: Case, asked: str, verb: str) -> Waiting:
    workflow = workflow_of(case.kind)
    url = reverse(workflow.page, args=[case.handle])
    return Waiting(
        url=f"{url}?open={verb}#do-{verb}" if verb else url,
        title=case.title,
        reference=case.reference,
        what=asked,
        status=case.status,
        status_label=str(workflow.statuses(case.status).label),
        due_at=case.due_at,
        late=case.due_at is not None and case.due_at <= clock.now(),
    )
