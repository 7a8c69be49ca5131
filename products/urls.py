"""Addresses of the trade classification and of identified products."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
