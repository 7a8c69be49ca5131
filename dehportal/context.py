"""What every page needs: the demo flag, the main navigation, and the post one is acting as."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from institutions import roles
from institutions.actors import Actor

# (key, label, icon, the permission it needs), for those who are logged in. A key is also the URL name; `nav` in a
# page's context names the current one.
NAVIGATION = [
    ("my-work", _("My work"), "inbox", None),
    ("bottlenecks", _("Bottlenecks"), "list", None),
    ("notices", _("Notices"), "mail", None),
    ("bottleneck-new", _("New bottleneck"), "plus", roles.REPORT),
    ("committees", _("Committee work"), "calendar", None),
    ("bodies", _("Committees and bodies"), "bodies", None),
    ("ministry", _("Ministry page"), "chart", None),
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
        "nav_items": _navigation(actor) if logged_in else [],
        "acting": getattr(actor, "appointment", None) if logged_in else None,
        "appointments": getattr(request, "appointments", []) if logged_in else [],
    }


def _navigation(actor: Actor | None) -> list[dict[str, Any]]:
    """The entries the acting post can use; a page not wired yet is left out rather than broken."""
    items = []
    for key, label, icon, permission in NAVIGATION:
        if permission and not (actor and actor.may(permission)):
            continue
        try:
            items.append({"key": key, "url": reverse(key), "label": label, "icon": icon})
        except NoReverseMatch:
            continue
    return items
