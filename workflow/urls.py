"""The address a notice's signed link opens; no login needed."""

from django.urls import path

from workflow.link_views import notice_link

urlpatterns = [path("n/<str:token>/", notice_link, name="notice-link")]
