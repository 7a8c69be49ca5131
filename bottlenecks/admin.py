"""Areas, sub-categories and routing under administration; bottlenecks and commitments to be read only."""

from django.contrib import admin

from bottlenecks.models import (
    Area,
    Bottleneck,
    BottleneckHSCode,
    Category,
    ChainStage,
    Commitment,
    Origin,
    RoutingRule,
    Tag,
)
from institutions.administration import Kept, Recorded, RecordedInline


@admin.register(Area, Tag, ChainStage)
class NamedAdmin(Kept):
    natural_key = ("code",)
    list_display = ("code", "name", "name_hi", "position", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter),)
    search_fields = ("code", "name", "name_hi")


@admin.register(Category)
class CategoryAdmin(NamedAdmin):
    natural_key = ("code", "area")
    list_display = ("code", "name", "name_hi", "area", "position", "retired_on")
    list_filter = ("area", ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("area",)
    autocomplete_fields = ("area",)


@admin.register(RoutingRule)
class RoutingRuleAdmin(Kept):
    """Who answers from when: a rule is ended by its last date and followed by another."""

    natural_key = ("area", "category", "hs_prefix", "state")
    list_display = ("area", "category", "hs_prefix", "state", "agency", "department", "during")
    list_filter = ("area", "state", "department")
    list_select_related = ("area", "category__area", "state", "agency")
    search_fields = ("=hs_prefix", "category__code", "category__name", "agency__code", "agency__name", "department")
    autocomplete_fields = ("area", "category", "state", "agency")


class HSCodeInline(RecordedInline):
    model = BottleneckHSCode
    fields = readonly_fields = ("code",)


class OriginInline(RecordedInline):
    model = Origin
    fields = readonly_fields = ("kind", "gap", "district", "product", "code", "added_post", "added_at")


@admin.register(Bottleneck)
class BottleneckAdmin(Recorded):
    list_display = ("case", "area", "category", "severity", "ladder", "routed_to", "historical")
    list_filter = ("area", "severity", "ladder", "historical")
    list_select_related = ("case", "area", "category", "routed_to")
    search_fields = ("=case__reference", "case__title")
    ordering = ("-case_id",)
    inlines = (HSCodeInline, OriginInline)


@admin.register(Commitment)
class CommitmentAdmin(Recorded):
    list_display = ("due_on", "bottleneck", "body", "designation", "deliverable", "made_at")
    list_select_related = ("bottleneck__case", "body")
    search_fields = ("=bottleneck__case__reference", "body__code", "deliverable")
    ordering = ("-id",)
