"""Plans adopted before the portal (docs/adr/0034): what brings one in, who had a hand in it, who may confirm it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Event, Evidence, EvidenceState
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Appointment, Body, Post
from strategies.gap import Gap
from strategies.models import (
    Adoption,
    Approval,
    DocumentKind,
    Edit,
    Intervention,
    PaperAdoption,
    StrategyItem,
    Target,
)

ENTERING = ("bring_in", "correct_papers", "put_forward")  # whoever did one of these has entered it


def works_here_since(body: Body) -> date:
    """The day of the first record of a committee here: an order since then belongs to a plan notified here."""
    first = Case.objects.filter(origin=body).aggregate(first=Min("created_at"))["first"]
    return clock.local_date(first) if first else clock.today()


def papers_of(case: Case) -> PaperAdoption | None:
    """The order and the papers of a document that was adopted before the portal (one query)."""
    return PaperAdoption.objects.select_related("plan", "order").filter(case=case).first()


# Who may confirm ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hands:
    """Who had a hand in a document: persons and posts that entered what it says, persons that confirmed it."""

    persons: frozenset[int | None]
    posts: frozenset[int | None]
    confirmed: frozenset[int | None]


def hands_in(case: Case) -> Hands:
    return hands_in_each([case])[case.pk]


def hands_in_each(cases: Collection[Case]) -> dict[int, Hands]:
    """The same of many documents, by the id of the case (three queries)."""
    moves = Event.objects.filter(case__in=cases, verb__in=ENTERING).order_by()
    entered = set(moves.values_list("case", "actor_user", "actor_post"))
    wrote = set(Edit.objects.filter(case__in=cases).order_by().values_list("case", "by_user").distinct())
    confirmed = set(Approval.objects.filter(version__case__in=cases).order_by().values_list("version__case", "user"))
    persons = wrote | {(case, user) for case, user, _post in entered}
    posts = {(case, post) for case, _user, post in entered}

    def of(case: Case, pairs: set[tuple[int, int | None]]) -> frozenset[int | None]:
        return frozenset(who for where, who in pairs if where == case.pk)

    return {case.pk: Hands(of(case, persons), of(case, posts), of(case, confirmed)) for case in cases}


def may_confirm(actor: Actor, document: Any, hands: Hands | None = None) -> bool:
    """A second person of the document's own committee, in a post that approves there."""
    return _is_confirmer(actor, document) and not _entered(actor, hands or hands_in(document.case))


def may_confirm_for_the_state(actor: Actor, document: Any, hands: Hands | None = None) -> bool:
    """Somebody of the State's committee who neither entered it nor confirmed it in the district."""
    if actor.user is None:
        return False
    hands = hands or hands_in(document.case)
    return not _entered(actor, hands) and actor.user.pk not in hands.confirmed


def _is_confirmer(actor: Actor, document: Any) -> bool:
    return actor.user is not None and actor.may(roles.APPROVE) and actor.body.pk == document.body_id


def _entered(actor: Actor, hands: Hands) -> bool:
    return actor.user.pk in hands.persons or actor.post.pk in hands.posts


def why_not(actor: Actor, document: Any) -> str:
    """Why somebody whose post confirms may not, in a sentence; empty for everybody else."""
    if not _is_confirmer(actor, document) or not _entered(actor, hands_in(document.case)):
        return ""
    return _("You, or your post, entered what this says: somebody else of the committee has to confirm it.")


def confirmers(document: Any, *, beside: Actor | None = None) -> list[Post]:
    """The posts of the committee that may confirm, held today by somebody who entered nothing (five queries).

    beside: whoever is putting it forward now, and has entered it by that.
    """
    hands = hands_in(document.case)
    persons, spent = hands.persons, hands.posts
    if beside is not None:
        persons, spent = persons | {beside.user and beside.user.pk}, spent | {beside.post.pk}
    rows = document.body.posts.filter(retired_on=None).exclude(pk__in=spent).select_related("body").order_by("pk")
    posts = [post for post in rows if roles.APPROVE in roles.permissions_of(post.body.kind, post.role)]
    held = Appointment.objects.current(clock.today()).filter(post__in=posts, user__is_active=True)
    able = set(held.exclude(user__in=persons - {None}).values_list("post", flat=True))
    return [post for post in posts if post.pk in able]


# What it lacks --------------------------------------------------------------------------------------------------------


def gaps(case: Case) -> list[Gap]:
    """What a document has to have before it is put forward: papers that can be read, and something to follow."""
    url = f"{reverse(case.kind, args=[case.handle])}?open=correct_papers#do-correct_papers"
    return [*(Gap(sentence, url, "papers") for sentence in unreadable(case)), *_of_the_contents(case)]


def unreadable(case: Case) -> list[str]:
    """Of each paper that nobody can open why, in a sentence; whoever confirms has both before them."""
    return [_why_closed(one) for one in papers_of(case).papers if one.state != EvidenceState.CLEAN]


def _why_closed(paper: Evidence) -> str:
    if paper.state == EvidenceState.REJECTED:
        sentence = _("“%(name)s” was rejected by the virus scan: bring the paper again.")
    else:
        sentence = _("“%(name)s” cannot be opened yet: the virus scan has not let it through.")
    return sentence % {"name": paper.name}


def _of_the_contents(case: Case) -> list[Gap]:
    if case.kind == DocumentKind.PLAN:
        if Intervention.objects.current().filter(plan=case.pk).exists():
            return []
        url = reverse("plan-interventions", args=[case.handle])
        return [Gap(_("No intervention is entered: progress and money hang on them."), url, "interventions")]
    entered = StrategyItem.objects.filter(strategy=case.pk, dropped_at=None).exists()
    if entered or Target.objects.filter(case=case, dropped_at=None).exists():
        return []
    url = reverse("strategy-items", args=[case.handle])
    return [Gap(_("Neither an item nor a target is entered: progress is judged by them."), url, "items")]


def first_adoption(case: Case) -> Adoption | None:
    """The adoption that was brought in, if the document has one."""
    return Adoption.objects.filter(case=case, paper__isnull=False).first()
