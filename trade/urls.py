"""Addresses of trade data: imports, figures, market access."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
