"""Addresses of plans and strategies; `documents/` serves both kinds."""

from django.http import Http404
from django.urls import path

from strategies.views import mechanisms


def to_come(request, handle, **kwargs):  # every helper replaces its own; none may be left
    raise Http404


urlpatterns = [
    path("plans/<str:handle>/mechanisms/", mechanisms.index, name="plan-mechanisms"),
    path("plans/<str:handle>/mechanisms/rounds/new/", mechanisms.new_round, name="round-new"),
    path("plans/<str:handle>/mechanisms/<slug:kind>/new/", mechanisms.new, name="mechanism-new"),
    path("plans/<str:handle>/mechanisms/<slug:kind>/<int:pk>/", mechanisms.change, name="mechanism"),
    path("rounds/<str:handle>/", mechanisms.round_detail, name="aggregation"),
    path("rounds/<str:handle>/do/<slug:verb>/", mechanisms.round_act, name="aggregation-act"),
    path("plans/<str:handle>/", to_come, name="plan"),  # S1
    path("strategies/<str:handle>/", to_come, name="strategy"),  # S1
    path("conditions/<str:handle>/", to_come, name="condition"),  # S1
    path("documents/<str:handle>/sections/<slug:code>/", to_come, name="document-section"),  # S2
    path("documents/<str:handle>/comments/", to_come, name="document-comments"),  # S2
]
