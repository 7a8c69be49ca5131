"""Addresses of trade data: imports, figures, market access."""

from django.urls import path

from trade.views import brief, focus, imports, market, names

urlpatterns = [
    path("imports/", imports.index, name="imports"),
    path("imports/new/", imports.new, name="import-new"),
    path("imports/names/", names.index, name="published-names"),
    path("imports/names/<slug:kind>/<int:pk>/", names.name, name="published-name"),
    path("imports/template/<slug:name>.csv", imports.template, name="import-template"),
    path("imports/<uuid:key>/", imports.detail, name="import"),
    path("imports/<uuid:key>/problems.csv", imports.problems, name="import-problems"),
    path("imports/<uuid:key>/revoke/", imports.revoke, name="import-revoke"),
    path("brief/", brief.page, name="brief"),
    path("brief/brief.csv", brief.as_csv, name="brief-csv"),
    path("market/<str:code>/", market.of_code, name="market-code"),
    path("market/<str:code>/<str:iso3>/", market.market, name="market"),
    path("products/<str:handle>/markets/", market.requirements, name="requirements"),
    path("products/<str:handle>/markets/add/", market.add, name="requirement-new"),
    path("products/<str:handle>/markets/<int:pk>/mark/", market.mark, name="requirement-mark"),
    path("focus/", focus.index, name="special-focuses"),
    path("focus/<str:handle>/", focus.detail, name="special-focus"),
    path("focus/<str:handle>/<slug:verb>/", focus.act, name="special-focus-act"),
]
