"""Addresses of the trade classification and of identified products."""

from django.urls import path

from products.views import downloads, facilities, hs, new_product, products, record_tables, records

urlpatterns = [
    path("hs/", hs.browse, name="hs"),
    path("hs/search/", hs.find, name="hs-search"),
    path("hs/<str:code>/", hs.code, name="hs-code"),
    path("hs/<str:code>/chapter.csv", hs.chapter_csv, name="hs-chapter-csv"),
    path("facilities/", facilities.register, name="facilities"),
    path("facilities.csv", facilities.register_csv, name="facilities-csv"),
    path("facilities/<int:pk>/", facilities.detail, name="facility"),
    path("products/<str:handle>/facilities/", facilities.of_product, name="product-facilities"),
    path("products/<str:handle>/quality/", records.quality, name="quality"),
    path("products/<str:handle>/opportunities/", records.opportunities, name="opportunities"),
    path("products/<str:handle>/quality.csv", record_tables.quality, name="quality-csv"),
    path("products/<str:handle>/opportunities.csv", record_tables.opportunities, name="opportunities-csv"),
    path("products/<str:handle>/records/<slug:kind>/new/", records.new, name="record-new"),
    path("products/<str:handle>/records/<slug:kind>/<int:pk>/", records.change, name="record"),
    path("products/<str:handle>/records/<slug:kind>/<int:pk>/withdraw/", records.take_back, name="record-withdraw"),
    path("products/", products.index, name="products"),
    path("products/new/", new_product.new, name="product-new"),
    path("products/new/draft/", new_product.autosave, name="product-draft-save"),
    path("products/new/draft/forget/", new_product.forget, name="product-draft-forget"),
    path("products/list.csv", downloads.as_csv, name="products-csv"),
    path("products/list.xlsx", downloads.as_xlsx, name="products-xlsx"),
    path("products/<str:handle>/", products.detail, name="product"),
    path("products/<str:handle>/do/<slug:verb>/", products.act, name="product-act"),
]
