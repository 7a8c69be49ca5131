"""Addresses of trade data: imports, figures, market access."""

from django.urls import path

from trade.views import focus

urlpatterns = [
    path("focus/", focus.index, name="special-focuses"),
    path("focus/<str:handle>/", focus.detail, name="special-focus"),
    path("focus/<str:handle>/<slug:verb>/", focus.act, name="special-focus-act"),
]
