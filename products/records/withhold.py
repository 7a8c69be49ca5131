"""Which figures the public may read: never those of fewer than three exporters, since each could tell the other's.

The one rule of the portal, for what it counts itself. Flows are shown as their source published them.
"""

from __future__ import annotations

from django.db.models import Q

FEWEST = 3  # exporters behind a public figure


def may_be_public(exporters: int | None, *, is_published: bool = False) -> bool:
    """Whether a figure of so many exporters may be shown to everybody.

    An unknown number is not known to be three, so the figure is withheld. What the source itself publishes is public
    already and shown as it is.
    """
    return is_published or (exporters is not None and exporters >= FEWEST)


def public_only(exporters: str = "exporters", is_published: str = "is_published") -> Q:
    """The same rule as a condition on the columns of those names."""
    return Q(**{is_published: True}) | Q(**{f"{exporters}__gte": FEWEST})
