"""Reference data under the administration pages: corrected with history, never deleted, codes left alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from geography.models import Country, District, DistrictAlias, DistrictLineage, State


class KeptForGood(admin.ModelAdmin):
    """Rows which papers and references name: they are corrected or retired."""

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        return self.fixed if obj else ()


@admin.register(State)
class StateAdmin(KeptForGood):
    fixed = ("code", "lgd_code", "iso_3166_2")
    list_display = ("name", "name_hi", "code", "lgd_code", "kind", "zone")
    list_filter = ("kind", "zone")
    search_fields = ("name", "name_hi", "=code", "=lgd_code")


class PredecessorInline(admin.TabularInline):
    model = DistrictLineage
    fk_name = "successor"
    autocomplete_fields = ("predecessor",)
    extra = 0


@admin.register(District)
class DistrictAdmin(KeptForGood):
    fixed = ("code", "lgd_code", "state")
    list_display = ("name", "name_hi", "state", "code", "lgd_code", "formed_year", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter), "state")
    list_select_related = ("state",)
    search_fields = ("name", "name_hi", "code", "=lgd_code", "aliases__alias")
    inlines = (PredecessorInline,)


@admin.register(DistrictAlias)
class DistrictAliasAdmin(KeptForGood):
    fixed = ("district",)
    list_display = ("alias", "district", "state", "source", "withdrawn_on")
    list_filter = (("withdrawn_on", admin.EmptyFieldListFilter), "source", "district__state")
    search_fields = ("alias", "key", "district__name")
    autocomplete_fields = ("district",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("district__state")

    @admin.display(ordering="district__state")
    def state(self, alias: DistrictAlias) -> State:
        return alias.district.state


@admin.register(Country)
class CountryAdmin(KeptForGood):
    fixed = ("iso2", "iso3")
    list_display = ("name", "name_hi", "iso2", "iso3", "retired_on")
    search_fields = ("name", "name_hi", "=iso2", "=iso3")
