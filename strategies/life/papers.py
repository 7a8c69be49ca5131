"""Plans adopted before the portal (docs/adr/0034): what brings one in, who had a hand in it, who may confirm it."""

from __future__ import annotations

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


def entered_by(case: Case) -> tuple[frozenset[int], frozenset[int]]:
    """(persons, posts) that entered a document: nobody of them confirms it (two queries)."""
    moves = list(Event.objects.filter(case=case, verb__in=ENTERING).values_list("actor_user", "actor_post"))
    writers = Edit.objects.filter(case=case).order_by().values_list("by_user", flat=True).distinct()
    return frozenset({user for user, _post in moves} | set(writers)), frozenset(post for _user, post in moves)


def may_confirm(actor: Actor, document: Any) -> bool:
    """A second person of the document's own committee, in a post that approves there."""
    return _is_confirmer(actor, document) and not _had_a_hand(actor, document)


def may_confirm_for_the_state(actor: Actor, document: Any) -> bool:
    """Somebody of the State's committee who neither entered it nor confirmed it in the district."""
    if actor.user is None or _had_a_hand(actor, document):
        return False
    return not Approval.objects.filter(version__case=document.case_id, user=actor.user).exists()


def _is_confirmer(actor: Actor, document: Any) -> bool:
    return actor.user is not None and actor.may(roles.APPROVE) and actor.body.pk == document.body_id


def _had_a_hand(actor: Actor, document: Any) -> bool:
    persons, posts = entered_by(document.case)
    return actor.user.pk in persons or actor.post.pk in posts


def why_not(actor: Actor, document: Any) -> str:
    """Why somebody whose post confirms may not, in a sentence; empty for everybody else."""
    if not _is_confirmer(actor, document) or not _had_a_hand(actor, document):
        return ""
    return _("You, or your post, entered what this says: somebody else of the committee has to confirm it.")


def confirmers(document: Any, *, beside: Actor | None = None) -> list[Post]:
    """The posts of the committee that may confirm, held today by somebody who entered nothing (four queries).

    beside: whoever is putting it forward now, and has entered it by that.
    """
    persons, spent = entered_by(document.case)
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
    return [*_of_the_papers(case), *_of_the_contents(case)]


def _of_the_papers(case: Case) -> list[Gap]:
    papers = papers_of(case)
    url = f"{reverse(case.kind, args=[case.handle])}?open=correct_papers#do-correct_papers"
    sentence = _("“%(name)s” was rejected by the virus scan: bring the paper again.")
    refused = [one for one in papers.papers if one.state == EvidenceState.REJECTED]
    return [Gap(sentence % {"name": one.name}, url, "papers") for one in refused]


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


def unread(case: Case) -> str:
    """Why the papers cannot be confirmed yet, in a sentence; empty when both can be opened."""
    waiting: list[Evidence] = [one for one in papers_of(case).papers if one.state != EvidenceState.CLEAN]
    if not waiting:
        return ""
    return _("“%(name)s” cannot be opened yet: the virus scan has not let it through.") % {"name": waiting[0].name}


def first_adoption(case: Case) -> Adoption | None:
    """The adoption that was brought in, if the document has one."""
    return Adoption.objects.filter(case=case, paper__isnull=False).first()
