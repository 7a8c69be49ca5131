"""Everything that moves is a Case: one inbox, one search, one clock and one visibility rule for all kinds."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.appendonly import AppendOnly
from geography.models import District, State
from institutions.actors import Actor
from institutions.models import Appointment, Body, Credential, Post


class CaseQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """The one visibility rule: one's own jurisdiction, or an involvement in force. Never a join.

        A draft (no reference yet) is seen by the body that is writing it and nobody else.
        """
        if actor.is_system:
            return self
        scope = actor.scope
        involved = Involvement.objects.filter(case=OuterRef("pk"), body__in=scope.bodies, until=None)
        own = Q(origin__in=scope.bodies)
        if scope.everything:
            seen = Q(reference__isnull=False)
        else:
            seen = Q(reference__isnull=False) & (
                Q(district__in=scope.districts) | Q(state__in=scope.states) | Q(Exists(involved))
            )
        return self.filter(own | seen) if scope.bodies else self.none()

    def by_handle(self, handle: str) -> CaseQuerySet:
        """Find by what stands in an address: a reference, or the key of a case that has none yet."""
        try:
            return self.filter(key=uuid.UUID(handle))
        except ValueError:
            return self.none() if "\x00" in handle else self.filter(reference=handle.upper())

    def live(self) -> CaseQuerySet:
        return self.filter(closed_at=None, reference__isnull=False)


class Case(models.Model):
    """The common face of one thing in progress; its kind's own table hangs on it one-to-one.

    Only `workflow.perform()` writes status, level, cycle, holder and version.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=24)
    reference = models.CharField(max_length=40, unique=True, null=True, blank=True)
    title = models.CharField(max_length=200)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="cases")
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="cases")
    origin = models.ForeignKey(Body, models.PROTECT, related_name="originated_cases")
    holder = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="held_cases")
    holder_since = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=32)
    level = models.PositiveSmallIntegerField(default=0)
    cycle = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    external_system = models.CharField(max_length=60, blank=True)
    external_ref = models.CharField(max_length=120, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["external_system", "external_ref"],
                condition=~Q(external_ref=""),
                name="one_case_per_external_ref",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="no_case_duplicates_itself"),
            models.CheckConstraint(
                condition=Q(district__isnull=True) | Q(state__isnull=False), name="case_district_has_state"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "state", "status"]),
            models.Index(fields=["district", "status"]),
            models.Index(fields=["holder"], condition=Q(closed_at=None), name="case_open_by_holder"),
            models.Index(fields=["kind", "-changed_at", "-id"]),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="case_title_trigram"),
        ]

    def __str__(self) -> str:
        return self.reference or self.title

    @property
    def handle(self) -> str:
        """What stands in addresses: the reference, or the key before there is one."""
        return self.reference or str(self.key)

    @property
    def is_draft(self) -> bool:
        return self.reference is None


class ActorKind(models.TextChoices):
    PERSON = "person", _("Person")
    SYSTEM = "system", _("The clock")
    LINK = "link", _("Link in a notice")
    CREDENTIAL = "credential", _("Connected system")


class XactField(models.Field):
    """The id of the writing transaction (xid8): lets a change feed be read later without gaps."""

    def db_type(self, connection) -> str:
        return "xid8"


class Event(AppendOnly):
    """One move of a case. Holds ids, codes and a hash; names and free text live in erasable rows (Remark)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    verb = models.CharField(max_length=40)
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32)
    level = models.PositiveSmallIntegerField()
    cycle = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    holder = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    actor_kind = models.CharField(max_length=12, choices=ActorKind)
    actor_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    actor_credential = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    actor_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    request_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    text_hash = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    effective_on = models.DateField()
    xact = XactField(db_default=models.Func(function="pg_current_xact_id"), editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="one_event_per_version"),
            models.CheckConstraint(
                condition=Q(actor_kind="system") | Q(actor_post__isnull=False), name="event_names_the_post_used"
            ),
        ]
        indexes = [models.Index(fields=["verb", "recorded_at"]), models.Index(fields=["target", "effective_on"])]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version} {self.verb}"


class Remark(models.Model):
    """The words that went with an event: erasable, and provably unchanged by the hash kept in the event."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="remark")
    text = models.TextField()
    erased_at = models.DateTimeField(null=True, blank=True)


class InvolvementRole(models.TextChoices):
    ORIGIN = "origin", _("Raised it")
    ANSWERING = "answering", _("Must answer")
    SUPERVISING = "supervising", _("Supervises")
    COPIED = "copied", _("Copied")
    FORMER = "former", _("Had it before")


class Involvement(models.Model):
    """A body's part in a case, appended by transitions; what is outside one's jurisdiction is seen through it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="involvements")
    body = models.ForeignKey(Body, models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=12, choices=InvolvementRole)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "body", "role"], condition=Q(until=None), name="one_current_involvement_per_role"
            )
        ]
        indexes = [models.Index(fields=["body", "case"], condition=Q(until=None), name="involvement_current")]

    def __str__(self) -> str:
        return f"{self.body} · {self.get_role_display()}"


class EvidenceState(models.TextChoices):
    QUARANTINED = "quarantined", _("Waiting for the virus scan")
    CLEAN = "clean", _("Available")
    REJECTED = "rejected", _("Rejected by the virus scan")


class Evidence(models.Model):
    """A document attached to a case: stored outside the web root, served only through `visible_to`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="evidence")
    kind = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=EvidenceState)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """Proof that a submission was taken once: form tokens of pages, Idempotency-Key of the API.

    A repeat with the same fingerprint gets the first answer; with another fingerprint it is refused.
    """

    scope = models.CharField(max_length=80)  # whose token: "user:12" or "credential:7"
    token = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="receipts")
    verb = models.CharField(max_length=40)
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "token"], name="one_receipt_per_token")]


class ReferenceCounter(models.Model):
    """The last number given in a series, for example MH-PUNE-2026."""

    series = models.CharField(max_length=32, primary_key=True)
    last = models.PositiveIntegerField()


class Draft(models.Model):
    """What a person has typed into a form and not yet submitted: kept on the server when the line drops."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=120)  # the address of the form
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_per_form")]
