"""Addresses of trade data: imports, figures, market access."""

from django.urls import path

from trade.views import brief, focus, imports, market, market_tables, names

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
    path("market/<str:code>/tariffs.csv", market_tables.tariffs, name="market-tariffs-csv"),
    path("market/<str:code>/exports.csv", market_tables.partners, name="market-exports-csv"),
    path("market/<str:code>/<str:iso3>/tariffs.csv", market_tables.tariffs, name="tariffs-csv"),
    path("market/<str:code>/<str:iso3>/measures.csv", market_tables.measures, name="measures-csv"),
    path("market/<str:code>/<str:iso3>/", market.market, name="market"),
    path("products/<str:handle>/markets/", market.requirements, name="requirements"),
    path("products/<str:handle>/markets/add/", market.add, name="requirement-new"),
    path("products/<str:handle>/markets/<int:pk>/mark/", market.mark, name="requirement-mark"),
    path("products/<str:handle>/markets/<int:pk>/withdraw/", market.withdraw, name="requirement-withdraw"),
    path("products/<str:handle>/markets/marks/<int:pk>/withdraw/", market.withdraw_mark, name="mark-withdraw"),
    path("focus/", focus.index, name="special-focuses"),
    path("focus/<str:handle>/", focus.detail, name="special-focus"),
    path("focus/<str:handle>/<slug:verb>/", focus.act, name="special-focus-act"),
]
