"""Trade under administration: what was imported and computed is read; classifications and requirements are kept."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from institutions.administration import Kept, Recorded, RecordedInline
from trade.models import (
    Batch,
    Measure,
    NationalFigures,
    NTMCode,
    Requirement,
    RequirementMark,
    RequirementMarkWithdrawal,
    Sector,
    Slice,
    SpecialFocus,
    Tariff,
)


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


class WithdrawalInline(RecordedInline):
    model = RequirementMarkWithdrawal
    fields = readonly_fields = ("reason", "withdrawn_post", "withdrawn_at")


@admin.register(RequirementMark)
class RequirementMarkAdmin(Recorded):
    inlines = (WithdrawalInline,)
    list_display = ("product", "requirement", "state", "owner", "marked_post", "marked_at")
    list_filter = ("state",)
    search_fields = ("=product__case__reference", "requirement__sentence")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("product__case", "requirement", "owner__body", "marked_post__body")


@admin.register(Sector)
class SectorAdmin(Kept):
    natural_key = ("code",)
    decided = ("chapters", "broad")
    list_display = ("name", "name_hi", "broad", "chapters")
    list_filter = ("broad",)
    search_fields = ("=code", "name", "name_hi")


@admin.register(Batch)
class BatchAdmin(Recorded):
    list_display = ("file_name", "layout", "source", "as_of", "state", "rows_taken", "problem_count", "uploaded_at")
    list_filter = ("state", "layout")
    search_fields = ("file_name", "source", "=series")


@admin.register(Slice)
class SliceAdmin(Recorded):
    list_display = (
        "period",
        "level",
        "edition",
        "direction",
        "grain",
        "series",
        "is_current",
        "row_count",
        "total_usd",
    )
    list_filter = ("is_current", "is_synthetic", "level", "direction")
    search_fields = ("=period", "series")


@admin.register(NationalFigures)
class NationalFiguresAdmin(Recorded):
    list_display = ("slice", "total_usd", "named_usd", "unspecified_usd", "unresolved_usd", "districts", "lines", "hhi")
    list_select_related = ("slice",)
    search_fields = ("=slice__period",)


@admin.register(SpecialFocus)
class SpecialFocusAdmin(Recorded):
    list_display = ("case", "code", "share", "usd", "is_standing")
    list_filter = ("is_standing",)
    list_select_related = ("case",)
    search_fields = ("=case__reference", "=code")
