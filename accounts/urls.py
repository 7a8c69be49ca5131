"""Pages of one's own account; what allauth offers and this portal does not is closed by name."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.views import profile

to_profile = RedirectView.as_view(pattern_name="profile")

urlpatterns = [
    path("profile/", profile, name="profile"),
    re_path(r"^(?:email|confirm-email|3rdparty/signup)/$", to_profile),  # the address is the administrator's to change
    path("3rdparty/", to_profile),
    path("", include("allauth.urls")),
]
