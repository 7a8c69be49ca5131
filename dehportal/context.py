"""What every page needs: the demo flag, the main navigation, and the post one is acting as."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboards.demo import filling
from institutions import roles
from institutions.actors import Actor

# (key, label, icon, the permissions of which it needs one, further pages it stands for). A key is also the URL name;
# `nav` in a page's context names the current one.
PRODUCTS = (
    "products",
    _("Products"),
    "box",
    (),
    ("product", "product-new", "requirements", "quality", "opportunities", "special-focuses"),
)
PLANS = ("plans", _("Plans"), "file", (), ("plan", "plan-new", "condition", "plan-public"))
STRATEGIES = ("strategies", _("Strategies"), "list", (), ("strategy", "strategy-new", "strategy-public"))
WORK = [  # for those who are logged in
    ("my-work", _("My work"), "inbox", (), ()),
    ("bottlenecks", _("Bottlenecks"), "list", (), ()),
    PRODUCTS,
    PLANS,
    STRATEGIES,
    ("monitoring", _("Progress and money"), "chart", (), ("monitoring-state", "money", "money-state")),
    ("notices", _("Notices"), "mail", (), ()),
    ("bottleneck-new", _("New bottleneck"), "plus", (roles.REPORT,), ()),
    ("committees", _("Committee work"), "calendar", (), ()),
    ("bodies", _("Committees and bodies"), "bodies", (), ()),
    ("ministry", _("Ministry page"), "chart", (), ()),
    (
        "imports",
        _("Bring a table"),
        "upload",
        (roles.IMPORT, roles.IDENTIFY),
        ("import", "import-new", "published-names"),
    ),
]
FACTS = [  # for everybody
    ("map", _("Map of districts"), "map", (), ()),
    ("districts", _("Districts"), "pin", (), ("district", "state")),
    ("hs", _("HS codes"), "tag", (), ("hs-code", "market", "market-code")),
    ("facilities", _("Facilities"), "bodies", (), ("facility",)),
    ("schemes", _("Schemes"), "file", (), ("scheme",)),
    ("brief", _("The brief’s figures"), "chart", (), ()),
    ("funnel", _("Stages"), "chart", (), ("funnel-places",)),
]
WITHOUT = ("account_", "mfa_", "socialaccount_", "usersessions_")  # pages for logging in have no way elsewhere


def portal(request: HttpRequest) -> dict[str, Any]:
    """DEMO, demo_filled (percent, until all is), nav_groups, nav (by URL name or the page), acting, appointments."""
    match = getattr(request, "resolver_match", None)
    name = (match.url_name if match else "") or ""
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    logged_in = bool(user and user.is_authenticated)
    return {
        "DEMO": settings.DEMO,
        "demo_filled": filling.percent() if settings.DEMO else None,
        "nav": name,
        "nav_groups": _navigation(actor, name, logged_in=logged_in),
        "acting": getattr(actor, "appointment", None) if logged_in else None,
        "appointments": getattr(request, "appointments", []) if logged_in else [],
    }


def _navigation(actor: Actor | None, name: str, *, logged_in: bool) -> list[dict[str, Any]]:
    """What the acting post can use, and the public facts: groups of (label, entries)."""
    if not logged_in and (not name or name.startswith(WITHOUT)):
        return []
    if not logged_in:
        return [{"label": "", "entries": _entries([PRODUCTS, PLANS, STRATEGIES, *FACTS], None)}]
    facts = {"label": _("Facts, open to all"), "entries": _entries(FACTS, actor)}
    return [{"label": "", "entries": _entries(WORK, actor)}, facts]


def _entries(rows: list[tuple], actor: Actor | None) -> list[dict[str, Any]]:
    return [
        {"key": key, "url": reverse(key), "label": label, "icon": icon, "pages": pages}
        for key, label, icon, permissions, pages in rows
        if not permissions or (actor and any(map(actor.may, permissions)))
    ]
