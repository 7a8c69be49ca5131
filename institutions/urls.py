"""Addresses of bodies and appointments; the page of a body itself counts cases and is in bottlenecks/urls.py."""

from django.urls import path

from institutions import switch
from institutions.views import appointments, credentials, directory

urlpatterns = [
    path("act-as/", switch.act_as, name="act-as"),
    path("bodies/", directory.bodies, name="bodies"),
    path("bodies/states/<str:code>/", directory.state, name="state-bodies"),
    path("bodies/<str:code>/credentials/", credentials.credentials, name="credentials"),
    path("credentials/<int:pk>/revoke/", credentials.revoke, name="credential-revoke"),
    path("posts/<int:pk>/appoint/", appointments.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", appointments.end, name="appointment-end"),
    path("jurisdictions/<int:pk>/confirm/", appointments.confirm_jurisdiction, name="jurisdiction-confirm"),
]
