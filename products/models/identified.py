"""A product or service a district's committee identified for export, and its life up to publication."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from geography.models import Country
from institutions.actors import Actor
from institutions.models import Body, Post
from products.models.classification import HSCode, ServiceClass
from products.models.origin import Cluster, GeographicalIndication


class ProductKind(models.TextChoices):
    GOOD = "good", _("Goods")
    SERVICE = "service", _("Service")


class ProductStatus(models.TextChoices):
    LISTED = "listed", _("On a national list")
    PROPOSED = "proposed", _("Proposed by the district")
    RETURNED = "returned", _("Returned to the district")
    ENDORSED = "endorsed", _("Endorsed by the State")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class IdentifiedProductQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> IdentifiedProductQuerySet:
        """By the one rule, that of its case."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def public(self) -> IdentifiedProductQuerySet:
        """What anybody may read: what is published, and the names on published national lists."""
        in_force = Publication.objects.filter(product=models.OuterRef("pk"), ended_at=None)
        on_a_list = ~Q(listed_in="") & ~Q(case__status=ProductStatus.RETIRED)
        return self.filter(models.Exists(in_force) | on_a_list)

    def published_under(self, code: str) -> IdentifiedProductQuerySet:
        """With a publication in force that names this code of 2, 4, 6 or 8 digits or one under it."""
        in_force = Publication.objects.filter(product=models.OuterRef("pk"), ended_at=None)
        return self.filter(models.Exists(in_force.filter(under__contains=[code])))

    def for_list(self) -> IdentifiedProductQuerySet:
        return self.select_related("case__district", "case__state", "body", "indication")


class IdentifiedProduct(models.Model):
    """What a district can export; its name is the title of its case, its district that of its case.

    Goods have at least one confirmed HS code before the State endorses them; a service has a class and never a code.
    `key` is the name as it is compared ("who else has this"). `listed_in` names the national list it came from and
    `list_row` its place there, so that the list can be imported again. `listed_name` and `listed_as_gi` are what that
    list says: the public reads them until the State has published its own words.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="product")
    body = models.ForeignKey(Body, models.PROTECT, related_name="products")
    kind = models.CharField(_("kind"), max_length=8, choices=ProductKind)
    name_hi = models.CharField(_("name in Hindi"), max_length=200, blank=True)
    key = models.CharField(max_length=200, editable=False, db_index=True)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    service_class = models.ForeignKey(
        ServiceClass, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("class of service")
    )
    is_odop = models.BooleanField(_("One District One Product"), default=False)
    indication = models.ForeignKey(
        GeographicalIndication, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("GI")
    )
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("cluster")
    )
    value_chain = models.TextField(_("notes on the value chain"), blank=True)
    listed_in = models.CharField(_("listed in"), max_length=120, blank=True)
    list_row = models.CharField(max_length=120, blank=True, editable=False)
    listed_name = models.CharField(_("name on the list"), max_length=200, blank=True)
    listed_as_odop = models.BooleanField(_("the list is of ODOP"), default=False)
    listed_as_gi = models.BooleanField(_("the list says it has a GI"), default=False)
    codes = models.ManyToManyField(HSCode, through="ProductCode", related_name="products")
    markets = models.ManyToManyField(Country, through="TargetMarket", related_name="products")

    objects = IdentifiedProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("identified product")
        verbose_name_plural = _("identified products")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ProductKind.SERVICE) | Q(service_class=None), name="goods_have_no_class_of_service"
            ),
            models.UniqueConstraint(
                fields=["listed_in", "list_row"], condition=~Q(list_row=""), name="one_product_per_row_of_a_list"
            ),
        ]

    def __str__(self) -> str:
        return self.name_hi if get_language() == "hi" and self.name_hi else self.case.title

    @property
    def status_label(self) -> str:
        return ProductStatus(self.case.status).label

    @property
    def is_service(self) -> bool:
        return self.kind == ProductKind.SERVICE


class ProductCode(models.Model):
    """A code of a product: suggested by the portal with a score, until a person confirms it."""

    product = models.ForeignKey(IdentifiedProduct, models.CASCADE, related_name="product_codes")
    code = models.ForeignKey(HSCode, models.PROTECT, related_name="product_codes")
    suggested_by = models.CharField(max_length=60, blank=True)
    score = models.FloatField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("code of a product")
        verbose_name_plural = _("codes of products")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="one_product_code"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="product_code_confirmed_by_a_post",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="services_have_no_hs_code",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                IF EXISTS (SELECT 1 FROM products_identifiedproduct WHERE case_id = NEW.product_id AND kind = 'service')
                THEN RAISE EXCEPTION 'A service never has an HS code.' USING ERRCODE = 'check_violation'; END IF;
                RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.code.code

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class TargetMarket(models.Model):
    """A country a product is, or is meant to be, sold to; existing and new markets are told apart."""

    product = models.ForeignKey(IdentifiedProduct, models.CASCADE, related_name="target_markets")
    country = models.ForeignKey(Country, models.PROTECT, related_name="target_markets")
    is_existing = models.BooleanField(_("sold there already"), default=False)

    class Meta:
        verbose_name = _("target market")
        verbose_name_plural = _("target markets")
        ordering = ["country"]
        constraints = [models.UniqueConstraint(fields=["product", "country"], name="one_target_market_per_country")]

    def __str__(self) -> str:
        return str(self.country)


class Publication(models.Model):
    """A product as the public reads it, frozen; it stays in force while a revision is being worked on.

    key is its published name as names are compared; under holds its codes and every code above them.
    """

    product = models.ForeignKey(IdentifiedProduct, models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    key = models.CharField(max_length=200, db_index=True)
    under = ArrayField(models.CharField(max_length=8), default=list)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["product", "number"]
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="one_publication_per_number"),
            models.UniqueConstraint(fields=["product"], condition=Q(ended_at=None), name="one_publication_in_force"),
        ]
        indexes = [GinIndex(fields=["under"], name="publication_under_code")]

    def __str__(self) -> str:
        return f"{self.product_id} v{self.number}"
