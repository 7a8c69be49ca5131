"""Outlines, rules of approval and schemes under administration; documents to be read only."""

from django.contrib import admin

from institutions.administration import Kept, Recorded, RecordedInline
from strategies.models import (
    Adoption,
    AggregationRound,
    Approval,
    ApprovalRule,
    Condition,
    Funding,
    Intervention,
    PackagingService,
    PaperAdoption,
    Plan,
    PlanProduct,
    Recognition,
    RecognitionRule,
    Scheme,
    SectionKind,
    Strategy,
    StrategyItem,
    TrainingBatch,
    Version,
)


@admin.register(SectionKind)
class SectionKindAdmin(Kept):
    natural_key = ("document", "code")
    list_display = ("name", "document", "position", "required", "committee_only", "retired_on")
    list_filter = ("document", "required", ("retired_on", admin.EmptyFieldListFilter))


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(Kept):
    """A body with a rule of its own gets a row naming it; all others follow the row of their kind."""

    natural_key = ("document", "body_kind", "body")
    list_display = ("document", "body_kind", "body", "first", "second")
    list_filter = ("document", "body_kind")
    autocomplete_fields = ("body",)


@admin.register(Scheme)
class SchemeAdmin(Kept):
    natural_key = ("code",)
    list_display = ("name", "owner", "opens_on", "closes_on", "share", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter),)
    search_fields = ("=code", "name", "owner")
    autocomplete_fields = ("body",)


class ProductInline(RecordedInline):
    model = PlanProduct
    fields = readonly_fields = ("product", "position")


class InterventionInline(RecordedInline):
    model = Intervention
    fields = readonly_fields = ("code", "title", "owner", "starts_on", "due_on", "amount", "dropped_at")


@admin.register(Plan)
class PlanAdmin(Recorded):
    list_display = ("case", "body", "status", "first_year", "last_year")
    list_filter = ("case__status", "case__state")
    list_select_related = ("case", "body")
    search_fields = ("=case__reference", "case__title")
    inlines = (ProductInline, InterventionInline)

    @admin.display(description="status", ordering="case__status")
    def status(self, plan: Plan) -> str:
        return plan.case.status


class ItemInline(RecordedInline):
    model = StrategyItem
    fields = readonly_fields = ("code", "title", "owner", "dropped_at")


@admin.register(Strategy)
class StrategyAdmin(Recorded):
    list_display = ("case", "body", "status", "first_year", "last_year")
    list_filter = ("case__status", "case__state")
    list_select_related = ("case", "body")
    search_fields = ("=case__reference", "case__title")
    inlines = (ItemInline,)

    @admin.display(description="status", ordering="case__status")
    def status(self, strategy: Strategy) -> str:
        return strategy.case.status


class ApprovalInline(RecordedInline):
    model = Approval
    fields = readonly_fields = ("body", "post", "user", "at")


@admin.register(Version)
class VersionAdmin(Recorded):
    list_display = ("case", "number", "cycle", "by_post", "at", "sha256")
    list_select_related = ("case", "by_post")
    search_fields = ("=case__reference",)
    inlines = (ApprovalInline,)


@admin.register(Adoption)
class AdoptionAdmin(Recorded):
    list_display = ("case", "order_number", "order_date", "eoffice_number", "adopted_at", "ended_at")
    list_select_related = ("case",)
    search_fields = ("=case__reference", "=order_number")


@admin.register(PaperAdoption)
class PaperAdoptionAdmin(Recorded):
    list_display = ("case", "order_number", "order_date", "issued_by")
    list_select_related = ("case",)
    search_fields = ("=case__reference", "=order_number")


@admin.register(Condition)
class ConditionAdmin(Recorded):
    list_display = ("case", "about", "due_on")
    list_select_related = ("case", "about")
    search_fields = ("=about__reference", "=case__reference")


@admin.register(Funding)
class FundingAdmin(Recorded):
    list_display = ("case", "intervention", "source", "scheme", "year", "release_due_on")
    list_filter = ("source", "year")
    list_select_related = ("case", "intervention", "scheme")
    search_fields = ("=case__reference",)


@admin.register(RecognitionRule)
class RecognitionRuleAdmin(Kept):
    natural_key = ("code",)
    list_display = ("name", "outcome", "paper", "retired_on")


@admin.register(PackagingService)
class PackagingServiceAdmin(Recorded):
    list_display = ("provider", "intervention", "users", "standard", "standard_met_on", "first_consignment_on")
    list_select_related = ("intervention",)


@admin.register(TrainingBatch)
class TrainingBatchAdmin(Recorded):
    list_display = ("title", "intervention", "ended_on", "trained", "certified", "exporting", "counted_on")
    list_select_related = ("intervention",)


@admin.register(Recognition)
class RecognitionAdmin(Recorded):
    """Without the name of the person: that stands on the committee's own pages."""

    list_display = ("rule", "intervention", "outcome", "paper", "recognised_on")
    list_select_related = ("rule", "intervention")
    exclude = ("leader",)


@admin.register(AggregationRound)
class AggregationRoundAdmin(Recorded):
    list_display = ("case", "product", "quantity", "closes_on", "aggregator", "dry_port")
    list_select_related = ("case", "product__case", "aggregator__body", "dry_port")
    search_fields = ("=case__reference", "case__title")
