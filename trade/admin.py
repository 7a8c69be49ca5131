"""Market access under administration: the classification, requirements entered by hand; imported rows to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from institutions.administration import Kept, Recorded
from trade.models import Measure, NTMCode, Requirement, RequirementMark, Tariff


@admin.register(NTMCode)
class NTMCodeAdmin(Kept):
    natural_key = ("code", "chapter", "parent")
    decided = ("batch",)
    list_display = ("code", "name", "name_hi", "source", "retired_on")
    list_filter = ("chapter", ("retired_on", admin.EmptyFieldListFilter))
    search_fields = ("=code", "name", "name_hi")
    autocomplete_fields = ("parent",)


@admin.register(Requirement)
class RequirementAdmin(Kept):
    """What was entered by hand is corrected or retired here; a row of a table is corrected by the next table."""

    natural_key = ("market", "code", "product")
    decided = ("batch",)
    list_display = ("market", "code", "kind", "sentence", "source", "source_on", "retired_on")
    list_filter = ("kind", ("batch", admin.EmptyFieldListFilter), ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("market",)
    search_fields = ("=code", "sentence", "source", "=market__iso3")
    raw_id_fields = ("product",)

    def has_change_permission(self, request: HttpRequest, obj: Requirement | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.batch_id is None)


@admin.register(Tariff)
class TariffAdmin(Recorded):
    list_display = ("importer", "code", "regime", "agreement", "year", "average", "lines", "specific_lines", "batch")
    list_filter = ("regime", "year")
    list_select_related = ("importer", "batch")
    search_fields = ("=code", "=importer__iso3", "agreement")


@admin.register(Measure)
class MeasureAdmin(Recorded):
    list_display = ("importer", "number", "ntm", "ntm_text", "agency", "met_by_india", "implemented_on", "batch")
    list_filter = ("met_by_india",)
    list_select_related = ("importer", "batch")
    search_fields = ("=number", "ntm", "agency", "=importer__iso3")


@admin.register(RequirementMark)
class RequirementMarkAdmin(Recorded):
    list_display = ("product", "requirement", "state", "owner", "marked_post", "marked_at")
    list_filter = ("state",)
    search_fields = ("=product__case__reference", "requirement__sentence")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("product__case", "requirement", "owner__body", "marked_post__body")
