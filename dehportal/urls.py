"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from dehportal import health
from dehportal.style_guide import style_guide

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("style-guide", style_guide, name="style-guide"),
    path("api/v1/", include("dehportal.api")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("institutions.urls")),
    path("", include("cases.urls")),
    path("", include("notices.urls")),
    path("", include("workflow.urls")),
    path("", include("escalations.urls")),
    path("", include("products.urls")),
    path("", include("trade.urls")),
    path("", include("bottlenecks.urls")),
    path("", include("strategies.urls")),
    path("", include("committees.urls")),
    path("", include("dashboards.urls")),
]
