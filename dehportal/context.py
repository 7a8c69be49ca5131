"""What every page needs: the demo flag, the main navigation, and the post one is acting as."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

# (key, URL name, label, icon, whether one must be logged in); `nav` in a page's context names the current key.
NAVIGATION = [
    ("my-work", "my-work", _("My work"), "inbox", True),
    ("bottlenecks", "bottlenecks", _("Bottlenecks"), "list", True),
    ("notices", "notices", _("Notices"), "mail", True),
    ("bottleneck-new", "bottleneck-new", _("New bottleneck"), "plus", True),
    ("bodies", "bodies", _("Committees and bodies"), "bodies", True),
    ("ministry", "ministry", _("Ministry page"), "chart", True),
]


def portal(request: HttpRequest) -> dict[str, Any]:
    """DEMO, nav_items, nav (by URL name, unless the page gives it), acting, appointments."""
    match = getattr(request, "resolver_match", None)
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    logged_in = bool(user and user.is_authenticated)
    return {
        "DEMO": settings.DEMO,
        "nav": match.url_name if match else "",
        "nav_items": _navigation(logged_in),
        "acting": getattr(actor, "appointment", None) if logged_in else None,
        "appointments": getattr(request, "appointments", []) if logged_in else [],
    }


def _navigation(logged_in: bool) -> list[dict[str, Any]]:
    """The entries this visitor can open; a page not wired yet is left out rather than broken."""
    items = []
    for key, name, label, icon, private in NAVIGATION:
        if private and not logged_in:
            continue
        try:
            items.append({"key": key, "url": reverse(name), "label": label, "icon": icon})
        except NoReverseMatch:
            continue
    return items
