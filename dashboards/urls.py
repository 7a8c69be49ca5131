"""The front page with its demonstration, and the Ministry page."""

from django.urls import path

from dashboards.views import front, hero, ministry

urlpatterns = [
    path("", front.home, name="home"),
    path("demo/enter/", front.enter, name="demo-enter"),
    path("demo/try/", front.try_it, name="demo-try"),
    path("demo/logged/<str:handle>/", front.logged, name="demo-logged"),
    path("demo/hero/", hero.page, name="demo-hero"),
    path("demo/hero/again/", hero.again, name="demo-hero-again"),
    path("ministry/", ministry.page, name="ministry"),
    path("ministry/machinery/", ministry.machinery, name="machinery"),
]
