from django.urls import path

from cases import views

urlpatterns = [path("evidence/<uuid:key>/", views.evidence, name="evidence")]
