"""Who acts: bodies, their posts, and the people appointed to them for a time.

Work belongs to posts, not people: officers are transferred every few months [DOMAIN §2].
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geography.models import District, State
from institutions import clock


def _tracked(model: type[models.Model]) -> type[models.Model]:
    """Keep the history of configuration by database triggers; fresh trackers, since pghistory binds them to a model."""
    return pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())(model)


class BodyKind(models.TextChoices):
    DEPC = "depc", _("District Export Promotion Committee")
    SEPC = "sepc", _("State Export Promotion Committee")
    STATE_DEPARTMENT = "state_department", _("State department")
    DISTRICT_OFFICE = "district_office", _("District office")
    REGIONAL_AUTHORITY = "regional_authority", _("DGFT Regional Authority")
    CENTRAL_AGENCY = "central_agency", _("Central agency")
    APEX = "apex", _("DGFT headquarters")


class BodyQuerySet(models.QuerySet):
    def active(self) -> BodyQuerySet:
        return self.filter(retired_on=None)


@_tracked
class Body(models.Model):
    """A committee, department, office or agency that can hold work."""

    code = models.CharField(max_length=48, unique=True)
    kind = models.CharField(max_length=24, choices=BodyKind)
    name = models.CharField(max_length=200)
    name_hi = models.CharField(max_length=200, blank=True)
    abbreviation = models.CharField(max_length=40, blank=True)
    ministry = models.CharField(max_length=120, blank=True)
    function = models.CharField(max_length=40, blank=True)  # of a department or district office: "energy", "pwd-roads"
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="bodies")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="bodies")
    order_reference = models.CharField(max_length=200, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]+$"), name="body_code_format"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["depc", "district_office"], district__isnull=False, state__isnull=False)
                    | Q(kind__in=["sepc", "state_department"], district__isnull=True, state__isnull=False)
                    | Q(kind__in=["regional_authority", "central_agency", "apex"], district__isnull=True)
                ),
                name="body_place_fits_kind",
            ),
            models.UniqueConstraint(fields=["district"], condition=Q(kind="depc"), name="one_depc_per_district"),
            models.UniqueConstraint(fields=["state"], condition=Q(kind="sepc"), name="one_sepc_per_state"),
            models.UniqueConstraint(
                fields=["state", "function"], condition=Q(kind="state_department"), name="one_department_per_function"
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language())

    def name_in(self, language: str | None) -> str:
        return self.name_hi if language == "hi" and self.name_hi else self.name

    @property
    def short(self) -> str:
        """What officers call it: the abbreviation of an agency; in Hindi “जिला समिति, री भोई”, not “DEPC Ri Bhoi”."""
        local = self.kind in (BodyKind.DEPC, BodyKind.SEPC, BodyKind.REGIONAL_AUTHORITY)
        if local and self.name_hi and get_language() == "hi":
            return self.name_hi.replace("निर्यात संवर्धन समिति", "समिति")
        return self.abbreviation or str(self)


class PostRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co_chair", _("Co-chair")
    CONVENER = "convener", _("Convener")
    CO_CONVENER = "co_convener", _("Co-convener")
    MEMBER = "member", _("Member")
    NODAL_OFFICER = "nodal_officer", _("Nodal officer")
    HEAD = "head", _("Head")
    OBSERVER = "observer", _("Observer")


class SeatCategory(models.TextChoices):
    """Whose interest a seat of a committee speaks for; rules of quorum may ask for some of each."""

    STATE = "state", _("State and district")
    CENTRE = "centre", _("Central Government")
    BANK = "bank", _("Bank and finance")
    COUNCIL = "council", _("Export council or board")
    STANDARDS = "standards", _("Quality and standards")
    TRADE_BODY = "trade_body", _("Trade association")
    EXPORTER = "exporter", _("Exporter")
    LOCAL_LEADER = "local_leader", _("Local leader")
    TRAINEE = "trainee", _("Trainee member")


class PostQuerySet(models.QuerySet):
    def active(self) -> PostQuerySet:
        return self.filter(retired_on=None, body__retired_on=None)

    def vacant(self, on: date) -> PostQuerySet:
        """Posts nobody is appointed to on a date."""
        held = (
            Appointment.objects.current(on).filter(post=models.OuterRef("pk")).exclude(kind=AppointmentKind.SUBSTITUTE)
        )
        return self.active().filter(~models.Exists(held))


@_tracked
class Post(models.Model):
    """One seat in a body: the unit that holds work and authority."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16, choices=PostRole)
    seat = models.SlugField(max_length=40, help_text=_("Tells seats of the same role apart, for example “lead-bank”."))
    title = models.CharField(max_length=160)
    title_hi = models.CharField(max_length=160, blank=True)
    category = models.CharField(max_length=16, choices=SeatCategory, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["body", "id"]
        constraints = [models.UniqueConstraint(fields=["body", "role", "seat"], name="one_post_per_seat")]

    def __str__(self) -> str:
        return f"{self.body.short}, {self.title_in(get_language())}"

    def title_in(self, language: str | None) -> str:
        return self.title_hi if language == "hi" and self.title_hi else self.title

    @property
    def label(self) -> str:
        return self.title_in(get_language())


class AppointmentKind(models.TextChoices):
    REGULAR = "regular", _("Regular")
    ACTING = "acting", _("Acting")
    SUBSTITUTE = "substitute", _("Substitute")


class AppointmentQuerySet(models.QuerySet):
    def current(self, on: date) -> AppointmentQuerySet:
        """Appointments in force on a date; ranges are half-open [from, to)."""
        return self.filter(during__contains=on)

    def holders(self, on: date) -> AppointmentQuerySet:
        """Regular and acting holders in force: at most one per post."""
        return self.current(on).exclude(kind=AppointmentKind.SUBSTITUTE)

    def with_place(self) -> AppointmentQuerySet:
        return self.select_related("user", "post__body__state", "post__body__district__state")


@_tracked
class Appointment(models.Model):
    """A person holding a post from a date (inclusive) to a date (exclusive), by an order."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=12, choices=AppointmentKind, default=AppointmentKind.REGULAR)
    during = DateRangeField(_("in force"))
    order_number = models.CharField(max_length=120)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="one_holder_at_a_time",
                expressions=[(F("post"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=~Q(kind="substitute"),
            ),
            ExclusionConstraint(
                name="one_substitute_at_a_time",
                expressions=[(F("post"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(kind="substitute"),
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="appointment_lasts"),
            models.CheckConstraint(condition=Q(during__startswith__isnull=False), name="appointment_has_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.post}"

    def in_force(self, on: date) -> bool:
        ends = self.during.upper
        return self.during.lower <= on and (ends is None or on < ends)


class JurisdictionQuerySet(models.QuerySet):
    def in_force(self, on: date) -> JurisdictionQuerySet:
        """Confirmed rows only: a proposal grants nothing until the apex confirms it."""
        return self.filter(confirmed=True, during__contains=on)


@_tracked
class Jurisdiction(models.Model):
    """A district in the charge of a Regional Authority: an explicit dated list [HBP 3.07], never inferred."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="jurisdictions")
    district = models.ForeignKey(District, models.PROTECT, related_name="jurisdictions")
    during = DateRangeField(_("in force"))
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            ExclusionConstraint(
                name="one_confirmed_authority_per_district",
                expressions=[(F("district"), RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(confirmed=True),
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="jurisdiction_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.district}"


class CredentialQuerySet(models.QuerySet):
    def usable(self, at) -> CredentialQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=at, post__retired_on=None, post__body__retired_on=None)


class Credential(models.Model):
    """A body's API token, acting as one of its posts; only a hash of the secret is kept."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="credentials")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("API credential")
        verbose_name_plural = _("API credentials")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def hash_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def mint(cls) -> tuple[str, str, str]:
        """A new (token, prefix, secret hash); the token is shown once and never stored."""
        prefix, secret = "deh_" + secrets.token_hex(4), secrets.token_urlsafe(32)
        return f"{prefix}.{secret}", prefix, cls.hash_of(secret)

    @classmethod
    def find(cls, token: str) -> Credential | None:
        """The usable credential a token stands for, or None."""
        prefix, _dot, secret = token.partition(".")
        found = cls.objects.usable(clock.now()).select_related("post__body").filter(prefix=prefix).first()
        if found and secrets.compare_digest(found.secret_hash, cls.hash_of(secret)):
            return found
        return None
