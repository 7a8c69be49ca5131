"""Addresses of plans and strategies; `documents/` serves both kinds."""

from django.urls import path

from strategies.models import DocumentKind
from strategies.views import comments, conditions, documents, listing, mechanisms, sections

PLAN, STRATEGY = {"kind": DocumentKind.PLAN}, {"kind": DocumentKind.STRATEGY}

urlpatterns = [
    path("plans/<str:handle>/mechanisms/", mechanisms.index, name="plan-mechanisms"),
    path("plans/<str:handle>/mechanisms/rounds/new/", mechanisms.new_round, name="round-new"),
    path("plans/<str:handle>/mechanisms/<slug:kind>/new/", mechanisms.new, name="mechanism-new"),
    path("plans/<str:handle>/mechanisms/<slug:kind>/<int:pk>/", mechanisms.change, name="mechanism"),
    path("rounds/<str:handle>/", mechanisms.round_detail, name="aggregation"),
    path("rounds/<str:handle>/do/<slug:verb>/", mechanisms.round_act, name="aggregation-act"),
    path("plans/", listing.index, PLAN, name="plans"),
    path("plans/new/", documents.new, PLAN, name="plan-new"),
    path("plans/<str:handle>/", documents.detail, PLAN, name="plan"),
    path("plans/<str:handle>/do/<slug:verb>/", documents.act, PLAN, name="plan-act"),
    path("strategies/", listing.index, STRATEGY, name="strategies"),
    path("strategies/new/", documents.new, STRATEGY, name="strategy-new"),
    path("strategies/<str:handle>/", documents.detail, STRATEGY, name="strategy"),
    path("strategies/<str:handle>/do/<slug:verb>/", documents.act, STRATEGY, name="strategy-act"),
    path("conditions/<str:handle>/", conditions.detail, name="condition"),
    path("conditions/<str:handle>/do/<slug:verb>/", conditions.act, name="condition-act"),
    path("documents/<str:handle>/text/", sections.text, name="document-text"),
    path("documents/<str:handle>/sections/<slug:code>/", sections.section, name="document-section"),
    path("documents/<str:handle>/sections/<slug:code>/draft/", sections.autosave, name="document-section-draft"),
    path("documents/<str:handle>/sections/<slug:code>/draft/forget/", sections.forget, name="document-section-forget"),
    path("documents/<str:handle>/comments/", comments.comments, name="document-comments"),
    path("documents/<str:handle>/comments/<int:pk>/<slug:verb>/", comments.act, name="document-comment"),
]
