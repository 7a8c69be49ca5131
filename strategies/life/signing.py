"""Approval by two: which posts of a body approve a document, who has, and who still may [DOMAIN §2].

A rule names two groups of roles. One post of each has to approve, and they have to be two persons.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from cases.models import Case
from institutions.actors import Actor
from institutions.models import Body
from strategies.models import Approval, ApprovalRule, Version


@dataclass(frozen=True)
class Signing:
    """How far a body's approval of a version has come. groups: roles, of which one post each is needed."""

    body: Body
    groups: tuple[frozenset[str], frozenset[str]]
    given: tuple[Approval, ...]

    @property
    def missing(self) -> list[frozenset[str]]:
        """The groups of roles of which no post has approved yet."""
        left = list(self.groups)
        for approval in self.given:
            fitting = [group for group in left if approval.post.role in group]
            if fitting:
                left.remove(min(fitting, key=len))
        return left

    def wants(self, actor: Actor) -> bool:
        """Whether the post of an actor is one whose approval is missing; by whom it is held does not matter here."""
        return actor.body is not None and actor.body == self.body and any(actor.post.role in g for g in self.missing)


def signing_of(case: Case, body: Body) -> Signing | None:
    """The approval of the latest submitted version by a body; None when no rule asks the body for one."""
    rule = rule_of(case.kind, body)
    if rule is None:
        return None
    version = latest(case)
    given = Approval.objects.filter(version=version, body=body).select_related("post", "user") if version else ()
    groups = frozenset(rule.first.split("|")), frozenset(rule.second.split("|"))
    return Signing(body, groups, tuple(given))


def rule_of(document: str, body: Body) -> ApprovalRule | None:
    """The body's own rule before that of its kind."""
    rows = ApprovalRule.objects.filter(document=document, body_kind=body.kind)
    return rows.filter(body=body).first() or rows.filter(body=None).first()


def latest(case: Case) -> Version | None:
    """The last version that was submitted."""
    return Version.objects.filter(case=case).order_by("-number").first()


def why_not(case: Case, body: Body, actor: Actor) -> str:
    """Why somebody in an approving post may not approve this version, in a sentence; empty when they may."""
    version = latest(case)
    if version is None or actor.user is None:
        return _("Only a person may approve, and only what was submitted.")
    if version.by_user_id == actor.user.pk:
        return _("You submitted this version yourself: somebody else has to approve it.")
    if Approval.objects.filter(version=version, user=actor.user, body=body).exists():
        return _("You have approved this version already. The second approval has to come from another person.")
    return ""


def who_is_missing(signing: Signing) -> list[str]:
    """The posts whose approval is missing, by title: “Chair (Collector)”."""
    roles = frozenset().union(*signing.missing) if signing.missing else frozenset()
    posts = signing.body.posts.filter(role__in=roles, retired_on=None).order_by(F("role"), "pk")
    return [str(post.title) for post in posts]
