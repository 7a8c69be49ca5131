"""What the items of a strategy still lack: their part of the check of completeness."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from strategies.assembly.items import living
from strategies.gap import Gap


def items(case: Case) -> Iterator[Gap]:
    """At least one item; each has an owner, and whatever is asked is asked of an agency."""
    rows = living(case.strategy)
    if not rows.exists():
        url = reverse("strategy-pull", args=[case.handle])
        yield Gap(_("There is no item: take what the districts' plans have in common, or enter one."), url, "items")
    for row in rows.filter(Q(owner=None) | Q(asks_centre=None) & ~Q(ask="") | Q(asks_centre__isnull=False, ask="")):
        url = reverse("strategy-item", args=[case.handle, row.code]) + "?write=1"
        named = {"code": row.code, "title": row.title}
        if row.owner_id is None:
            yield Gap(_("%(code)s “%(title)s” has no owner.") % named, url, row.part)
        if row.ask and row.asks_centre_id is None:
            yield Gap(_("%(code)s “%(title)s” does not say which Central agency is asked.") % named, url, row.part)
        if row.asks_centre_id and not row.ask:
            yield Gap(_("%(code)s “%(title)s” does not say what the Central agency is asked.") % named, url, row.part)
