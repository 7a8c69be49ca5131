"""Addresses of the calendars: a State's code, or CENTRE."""

from django.urls import path

from escalations import views

urlpatterns = [
    path("calendars/<str:code>/", views.calendar, name="calendar"),
    path("calendars/<str:code>/holiday/", views.set_holiday, name="calendar-holiday"),
    path("calendars/<str:code>/confirm/", views.confirm_all, name="calendar-confirm"),
    path("calendars/<str:code>/suspend/", views.suspend_state, name="calendar-suspend"),
]
