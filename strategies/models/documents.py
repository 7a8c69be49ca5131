"""What plans and strategies have in common: sections, edits, comments, frozen versions, approvals and adoptions.

All of it hangs on the Case of the document, so that one page, one diff and one rule serve both kinds.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from cases.models import Case, Evidence
from institutions import clock, roles
from institutions.models import Body, Post


class DocumentKind(models.TextChoices):
    PLAN = "plan", _("District Export Action Plan")
    STRATEGY = "strategy", _("State Export Strategy")


class SectionKind(models.Model):
    """A section a document of a kind has: the eleven contents of a plan, the outline of a strategy [DOMAIN §3].

    `source` says where the outline comes from; `required` sections have to be filled before approval. A section for
    the committee only is left out of the public version.
    """

    document = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=160)
    name_hi = models.CharField(_("name in Hindi"), max_length=160, blank=True)
    hint = models.CharField(max_length=400, blank=True)
    hint_hi = models.CharField(max_length=400, blank=True)
    required = models.BooleanField(default=True)
    committee_only = models.BooleanField(_("for the committee only"), default=False)
    source = models.CharField(max_length=200)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("section of a document")
        verbose_name_plural = _("sections of documents")
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="one_section_kind_per_code")]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.name

    @property
    def hint_text(self) -> str:
        return self.hint_hi if get_language() == "hi" and self.hint_hi else self.hint


class Section(models.Model):
    """The text of one section as it stands; `number` is that of its latest Edit, 0 before the first."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sections")
    kind = models.ForeignKey(SectionKind, models.PROTECT, related_name="sections")
    text = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["kind__position"]
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="one_section_per_kind")]

    def __str__(self) -> str:
        return str(self.kind)

    @property
    def part(self) -> str:
        return f"section:{self.kind.code}"


class Edit(AppendOnly):
    """One saved state of a part of a document: what colleagues are merged against, and who wrote what.

    part: "section:<code>", "intervention:<pk>", "target:<pk>" or "item:<pk>"; content: the fields as they were saved;
    number counts from 1 per part. `base` is the number the writer had before them.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="edits")
    part = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    content = models.JSONField()
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["case", "part", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "part", "number"], name="one_edit_per_number")]


class Comment(models.Model):
    """A remark on a section during consultation or review, open until somebody says how it was settled.

    A required one is a change that was asked for when the document was returned.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    kind = models.ForeignKey(SectionKind, models.PROTECT, null=True, blank=True, related_name="+")  # None: on the whole
    text = models.TextField()
    on_number = models.PositiveIntegerField(default=0)  # the edit of the section it speaks of
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    required = models.BooleanField(_("required change"), default=False)  # has to be settled before it is sent again
    resolution = models.TextField(blank=True)
    resolved_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_a_post",
            )
        ]


class CommentStep(AppendOnly):
    """That a comment was settled, and how; or that whoever made it opened it again, and why."""

    class Verb(models.TextChoices):
        SETTLE = "settle", _("Settled")
        REOPEN = "reopen", _("Opened again")

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=8, choices=Verb)
    text = models.TextField()
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a comment")
        verbose_name_plural = _("steps of comments")
        ordering = ["at", "pk"]


class Version(AppendOnly):
    """A document as it was submitted: frozen whole, never changed; approvals and adoptions are of a version.

    content: what `strategies.versions.content.content_of` gives (docs/adr/0030); sha256 of its canonical JSON.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    cycle = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.case} v{self.number}"


class ApprovalRule(models.Model):
    """Which posts of a body approve a document: one of each group, two different persons.

    first and second are roles, several joined by “|” (“convener|co_convener”). A row with a body is that body's own
    and outranks the general one. Nothing in the Handbook lays this down: configuration [DOMAIN §2].
    """

    document = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    body_kind = models.CharField(_("kind of body"), max_length=24)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="approval_rules")
    first = models.CharField(_("first approval by"), max_length=80)
    second = models.CharField(_("second approval by"), max_length=80)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("rule of approval")
        verbose_name_plural = _("rules of approval")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "body_kind"], condition=Q(body=None), name="one_general_approval_rule"
            ),
            models.UniqueConstraint(
                fields=["document", "body"], condition=Q(body__isnull=False), name="one_approval_rule_per_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.body or self.body_kind}"

    def clean(self) -> None:
        """Every role named is one of posts that may approve in such a body, or nobody ever could."""
        for role in f"{self.first}|{self.second}".split("|"):
            if roles.APPROVE not in roles.permissions_of(self.body_kind, role):
                raise ValidationError(_("A post of the role “%(role)s” does not approve here.") % {"role": role})
        if self.body and self.body.kind != self.body_kind:
            raise ValidationError(_("The body is of another kind."))


class Approval(AppendOnly):
    """One post's approval of a version, for its body. It takes two persons: one who holds two posts counts once."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="approvals")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body", "user"], name="one_approval_per_person"),
            models.UniqueConstraint(fields=["version", "body", "post"], name="one_approval_per_post"),
        ]


class PaperAdoption(models.Model):
    """A plan or strategy that was adopted on paper before its committee worked here: its order, and both papers.

    The years it covers are those of its document. Corrected while the document is being brought in, fixed after.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="paper_adoption")
    order_number = models.CharField(_("order number"), max_length=120)
    order_date = models.DateField(_("date of the order"))
    issued_by = models.CharField(_("issued by"), max_length=160)
    plan = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    order = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("adoption before the portal")
        verbose_name_plural = _("adoptions before the portal")
        constraints = [
            models.CheckConstraint(
                condition=~Q(order_number="") & ~Q(issued_by=""), name="paper_adoption_says_by_whom_and_which"
            ),
            models.CheckConstraint(condition=~Q(plan=models.F("order")), name="paper_adoption_has_two_papers"),
        ]

    def __str__(self) -> str:
        return self.order_number

    @property
    def papers(self) -> list[Evidence]:
        return [self.plan, self.order]


class Adoption(models.Model):
    """The formal notification of a version: order, date, document. In force until the next one.

    With `paper` the order is older than the portal: adopted_at is then the instant it was brought in.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="adoptions")
    version = models.OneToOneField(Version, models.PROTECT, related_name="adoption")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order_number = models.CharField(_("order number"), max_length=120)
    order_date = models.DateField(_("date of the order"))
    eoffice_number = models.CharField(_("e-Office number"), max_length=120, blank=True)
    order = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.OneToOneField(PaperAdoption, models.PROTECT, null=True, blank=True, related_name="adoption")
    adopted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["case", "adopted_at"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_adoption_in_force")
        ]

    def __str__(self) -> str:
        return self.order_number

    @property
    def mark(self) -> str:
        """What is said wherever an adoption from before the portal is shown; empty for every other one."""
        return before_the_portal(self.order_date, self.adopted_at) if self.paper_id else ""


def before_the_portal(order_date: date, brought_in_at: datetime) -> str:
    """The one sentence that marks it."""
    return gettext("Adopted on %(adopted)s, before this portal; brought in on %(brought)s.") % {
        "adopted": date_format(order_date, "j M Y"),
        "brought": date_format(clock.local_date(brought_in_at), "j M Y"),
    }
