from django.urls import path

from dashboards.views import ministry

urlpatterns = [
    path("ministry/", ministry.page, name="ministry"),
    path("ministry/machinery/", ministry.machinery, name="machinery"),
]
