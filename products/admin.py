"""The classification, indications and clusters under administration; what districts identified to be read only."""

from django.contrib import admin
from django.http import HttpRequest

from institutions.administration import Kept, Recorded, RecordedInline
from products.models import (
    Certificate,
    CertificateAlert,
    Cluster,
    Concordance,
    Facility,
    FacilityReach,
    FacilityScope,
    GeographicalIndication,
    HSCode,
    HSTerm,
    IdentifiedProduct,
    Opportunity,
    ProductCode,
    Publication,
    QualityRecord,
    ServiceClass,
    TargetMarket,
)


@admin.register(GeographicalIndication)
class GeographicalIndicationAdmin(Kept):
    """Where a source only guessed the districts, an officer puts them right and ticks that they are certain."""

    natural_key = ("number",)
    list_display = ("number", "name", "goods_type", "country", "districts_are_certain", "withdrawn_on")
    list_filter = ("goods_type", "districts_are_certain", ("withdrawn_on", admin.EmptyFieldListFilter))
    search_fields = ("=number", "name")
    autocomplete_fields = ("states", "districts")


@admin.register(Cluster)
class ClusterAdmin(Kept):
    natural_key = ("kind", "name")
    list_display = ("name", "kind", "source", "notified_on", "ended_on")
    list_filter = ("kind", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "source")
    autocomplete_fields = ("districts",)


class CodeInline(RecordedInline):
    model = ProductCode
    fields = readonly_fields = ("code", "suggested_by", "score", "confirmed_by", "confirmed_at")


class MarketInline(RecordedInline):
    model = TargetMarket
    fields = readonly_fields = ("country", "is_existing")


@admin.register(IdentifiedProduct)
class IdentifiedProductAdmin(Recorded):
    list_display = ("case", "title", "kind", "status", "is_odop", "listed_in")
    list_filter = ("kind", "is_odop", "listed_in", "case__status", "case__state")
    list_select_related = ("case", "body")
    search_fields = ("=case__reference", "case__title", "name_hi")
    ordering = ("-case_id",)
    inlines = (CodeInline, MarketInline)

    @admin.display(description=IdentifiedProduct._meta.verbose_name)
    def title(self, product: IdentifiedProduct) -> str:
        return product.case.title

    @admin.display(description=IdentifiedProduct.case.field.related_model._meta.get_field("status").verbose_name)
    def status(self, product: IdentifiedProduct) -> str:
        return product.status_label


@admin.register(Publication)
class PublicationAdmin(Recorded):
    list_display = ("product", "number", "published_at", "ended_at")
    list_select_related = ("product__case",)
    search_fields = ("=product__case__reference",)
    ordering = ("-id",)


@admin.register(HSCode)
class HSCodeAdmin(Kept):
    """A code is retired by a date; its text and what it is called in Hindi are corrected here."""

    natural_key = ("edition", "code", "level", "parent")
    list_display = ("code", "level", "description", "edition", "retired_on")
    list_filter = ("level", "edition", ("retired_on", admin.EmptyFieldListFilter))
    search_fields = ("code__startswith", "description", "description_hi")
    autocomplete_fields = ("parent",)
    ordering = ("code", "edition")
    show_full_result_count = False


@admin.register(HSTerm)
class HSTermAdmin(Kept):
    natural_key = ("term", "code")
    list_display = ("term", "language", "code", "source", "withdrawn_on")
    list_filter = ("language", ("withdrawn_on", admin.EmptyFieldListFilter))
    list_select_related = ("code",)
    search_fields = ("term", "code__code__startswith")
    autocomplete_fields = ("code",)


@admin.register(Concordance)
class ConcordanceAdmin(Kept):
    """What was entered by hand is corrected or retired here; a row of a table is corrected by the next table."""

    natural_key = ("from_edition", "from_code", "to_edition", "to_code")
    list_display = ("__str__", "relation", "source", "as_of", "retired_on")
    list_filter = ("relation", "from_edition", "to_edition", ("retired_on", admin.EmptyFieldListFilter))
    search_fields = ("from_code__startswith", "to_code__startswith")
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Concordance | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.batch is None)


@admin.register(ServiceClass)
class ServiceClassAdmin(Kept):
    natural_key = ("code",)
    list_display = ("code", "name", "name_hi", "parent", "position", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_hi")
    autocomplete_fields = ("parent",)


class ScopeInline(RecordedInline):
    model = FacilityScope
    fields = readonly_fields = ("hs_prefix", "words", "standard", "body", "certificate_number", "valid_until")


@admin.register(Facility)
class FacilityAdmin(Kept):
    natural_key = ("source", "row_key")
    list_display = ("name", "kind", "district", "is_confirmed", "source", "closed_on")
    list_filter = ("kind", "is_confirmed", ("closed_on", admin.EmptyFieldListFilter))
    list_select_related = ("district",)
    search_fields = ("name", "name_hi", "=code", "district__name")
    autocomplete_fields = ("district",)
    inlines = (ScopeInline,)


@admin.register(FacilityReach)
class FacilityReachAdmin(Kept):
    list_display = [field.name for field in FacilityReach._meta.concrete_fields if field.name != "id"]


class AlertInline(RecordedInline):
    model = CertificateAlert
    fields = readonly_fields = ("days", "expires_on")


@admin.register(QualityRecord)
class QualityRecordAdmin(Recorded):
    list_display = ("product", "year", "market", "samples_tested", "samples_failed", "rejections", "as_of")
    list_select_related = ("product__case", "market")
    search_fields = ("=product__case__reference", "product__case__title")
    ordering = ("-id",)


@admin.register(Certificate)
class CertificateAdmin(Recorded):
    list_display = ("number", "kind", "issuer", "product", "issued_on", "expires_on")
    list_filter = ("kind",)
    list_select_related = ("product__case",)
    search_fields = ("=number", "=product__case__reference", "issuer")
    ordering = ("-id",)
    inlines = (AlertInline,)


@admin.register(Opportunity)
class OpportunityAdmin(Recorded):
    list_display = ("product", "kind", "market", "is_existing", "happened_on", "value_usd")
    list_filter = ("kind", "is_existing")
    list_select_related = ("product__case", "market")
    search_fields = ("=product__case__reference", "product__case__title", "market__name")
    ordering = ("-id",)
