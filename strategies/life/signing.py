"""Approval by two: which posts of a body approve a document, who has, and who still may [DOMAIN §2].

A rule names two groups of roles. One post of each has to approve, and they have to be two persons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from institutions.models import Appointment, Body, BodyKind, Post
from products.identified.posts import body_of
from strategies.models import Approval, ApprovalRule, DocumentStatus, Version

NEEDED = 2


@dataclass(frozen=True)
class Signing:
    """How far a body's approval of a version has come. groups: roles, of which one post each is needed.

    approvals: all there are of the version, of other bodies too.
    """

    body: Body
    groups: tuple[frozenset[str], frozenset[str]]
    version: Version | None
    approvals: tuple[Approval, ...]

    @property
    def given(self) -> list[Approval]:
        """Those of this body."""
        return [approval for approval in self.approvals if approval.body_id == self.body.pk]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset().union(*self.groups)

    @property
    def wanted(self) -> frozenset[str]:
        """The roles whose approval would count next."""
        got = [approval.post.role for approval in self.given]
        return frozenset(role for role in self.roles if self.met([*got, role]) > self.met(got))

    def met(self, roles: Iterable[str]) -> int:
        """How many of the two groups posts of these roles stand for, each post for one of them."""
        pairs = permutations([*roles, "", ""], NEEDED)
        return max(sum(role in group for role, group in zip(pair, self.groups, strict=True)) for pair in pairs)

    def wants(self, actor: Actor) -> bool:
        """Whether the post of an actor is one whose approval is missing; by whom it is held does not matter here."""
        return actor.body is not None and actor.body == self.body and actor.post.role in self.wanted

    def why_not(self, actor: Actor) -> str:
        """Why somebody in an approving post may not approve the version, in a sentence; empty when they may.

        A person approves a version once, whichever of their posts they act through, and never one they submitted.
        """
        if self.version is None or actor.user is None:
            return _("Only a person may approve, and only what was submitted.")
        if self.version.by_user_id == actor.user.pk or self.version.by_post_id == actor.post.pk:
            return _("You, or your post, submitted this version: somebody else has to approve it.")
        if any(actor.user.pk == one.user_id or actor.post.pk == one.post_id for one in self.approvals):
            return _("You have approved this version already. The other approval has to come from another person.")
        return ""

    def may_be_given_by(self, actor: Actor) -> bool:
        return self.wants(actor) and not self.why_not(actor)

    @property
    def spent(self) -> frozenset[int]:
        """Who may not approve the version any more: its submitter, and everybody who has approved it."""
        return (
            frozenset({self.version.by_user_id, *(one.user_id for one in self.approvals)})
            if self.version
            else frozenset()
        )

    def posts(self, roles: Iterable[str]) -> list[Post]:
        """The posts of the body that have one of these roles."""
        rows = self.body.posts.filter(role__in=list(roles), retired_on=None)
        return list(rows.select_related("body").order_by("role", "pk"))


def signing_of(case: Case, body: Body) -> Signing | None:
    """The approval of the latest submitted version by a body; None when no rule asks the body for one."""
    return signings_of([case], body).get(case.pk)


def signings_of(cases: list[Case], body: Body) -> dict[int, Signing]:
    """The same for many cases of one kind, by their id (three or four queries)."""
    rule = rule_of(cases[0].kind, body) if cases else None
    if rule is None:
        return {}
    groups = frozenset(rule.first.split("|")), frozenset(rule.second.split("|"))
    rows = Version.objects.filter(case__in=cases).order_by("case", "-number").distinct("case").defer("content")
    versions = {version.case_id: version for version in rows}
    given: dict[int, list[Approval]] = {}
    for approval in Approval.objects.filter(version__in=versions.values()).select_related("post__body"):
        given.setdefault(approval.version_id, []).append(approval)

    def one(case: Case) -> Signing:
        version = versions.get(case.pk)
        return Signing(body, groups, version, tuple(given.get(version.pk, ())) if version else ())

    return {case.pk: one(case) for case in cases}


def asked_now(document: Any) -> Signing | None:
    """The approval a document waits for now: of its own committee, or of the State's; None when it waits for none."""
    case = document.case
    if document.bringing_in:  # what was adopted on paper is confirmed, not approved
        return None
    if case.status == DocumentStatus.SIGNING:
        return signing_of(case, document.body)
    if case.status == DocumentStatus.REVIEW:
        state = body_of(BodyKind.SEPC, state=case.state_id)
        return signing_of(case, state) if state else None
    return None


def rule_of(document: str, body: Body) -> ApprovalRule | None:
    """The body's own rule before that of its kind."""
    rows = ApprovalRule.objects.filter(document=document, body_kind=body.kind)
    return rows.filter(body=body).first() or rows.filter(body=None).first()


def latest(case: Case) -> Version | None:
    """The last version that was submitted; what it says is read only when asked for."""
    return Version.objects.filter(case=case).order_by("-number").defer("content").first()


def nobody_left(case: Case, body: Body, submitter: Post) -> str:
    """Why a version submitted by a post could never be approved twice, in a sentence; empty when it can."""
    signing = signing_of(case, body)
    if signing is None:
        return ""
    others = [post.role for post in signing.posts(signing.roles) if post.pk != submitter.pk]
    if signing.met(others) >= NEEDED:
        return ""
    return _("%(body)s has no two posts, beside yours, that could approve it. Let somebody else submit it, or have "
             "the missing post set up.") % {"body": body}  # fmt: skip


# What a page shows ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seat:
    """One approving post: approved_at once it has; else whether it is asked, vacant, or held by who may not."""

    post: Post
    approved_at: datetime | None
    wanted: bool
    vacant: bool
    spent: bool  # all who hold it submitted this version or have approved it in another post

    @property
    def can_act(self) -> bool:
        return self.wanted and not self.vacant and not self.spent

    @property
    def sentence(self) -> str:
        """What the seat waits for, when nobody in it can act."""
        if not self.wanted or self.can_act:
            return ""
        if self.vacant:
            return _("vacant: somebody has to be appointed first")
        return _("its holder submitted this version or has approved it already; another person is needed")


def seats_of(signing: Signing) -> list[Seat]:
    """Every post the rule names, in the order of the rule (two queries)."""
    posts = signing.posts(signing.roles)
    given = {approval.post_id: approval.at for approval in signing.given}
    holders: dict[int, set[int]] = {post.pk: set() for post in posts}
    rows = Appointment.objects.current(clock.today()).filter(post__in=posts, user__is_active=True)
    for post, user in rows.values_list("post", "user"):
        holders[post].add(user)
    by_post = signing.version.by_post_id if signing.version else None
    order = {role: place for place, group in enumerate(signing.groups) for role in group}

    def is_spent(post: Post) -> bool:
        return post.pk == by_post or bool(holders[post.pk] and holders[post.pk] <= signing.spent)

    return [
        Seat(
            post, given.get(post.pk), post.role in signing.wanted and post.pk not in given,
            vacant=not holders[post.pk], spent=is_spent(post),
        )
        for post in sorted(posts, key=lambda post: (order[post.role], post.pk))
    ]  # fmt: skip


def next_post(signing: Signing) -> Post | None:
    """The post that has the document while an approval is missing: one that can act before one that cannot."""
    wanted = [seat for seat in seats_of(signing) if seat.wanted]
    return next((seat.post for seat in wanted if seat.can_act), wanted[0].post if wanted else None)
