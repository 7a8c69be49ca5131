"""The front page with its demonstration, the Ministry page, the map, and the pages of districts and States."""

from django.urls import path

from dashboards.views import district, front, hero, illustration, map, ministry

urlpatterns = [
    path("", front.home, name="home"),
    path("demo/enter/", front.enter, name="demo-enter"),
    path("demo/try/", front.try_it, name="demo-try"),
    path("demo/logged/<str:handle>/", front.logged, name="demo-logged"),
    path("demo/hero/", hero.page, name="demo-hero"),
    path("demo/hero/again/", hero.again, name="demo-hero-again"),
    path("ministry/", ministry.page, name="ministry"),
    path("ministry/machinery/", ministry.machinery, name="machinery"),
    path("map/", map.page, name="map"),
    path("map/map.svg", map.as_svg, name="map-svg"),
    path("map/map.png", map.as_png, name="map-png"),
    path("map/map.csv", map.as_csv, name="map-csv"),
    path("districts/", district.districts, name="districts"),
    path("districts/<str:lgd_code>/", district.page, name="district"),
    path("districts/<str:lgd_code>/exports.csv", district.as_csv, name="district-csv"),
    path("states/<str:code>/", district.state, name="state"),
    path("illustration/", illustration.page, name="illustration"),
]
