"""Addresses of the trade classification and of identified products."""

from django.urls import path

from products.views import hs

urlpatterns = [
    path("hs/", hs.browse, name="hs"),
    path("hs/search/", hs.find, name="hs-search"),
    path("hs/<str:code>/", hs.code, name="hs-code"),
    path("hs/<str:code>/chapter.csv", hs.chapter_csv, name="hs-chapter-csv"),
]
