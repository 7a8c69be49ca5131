"""Which cells the public does not see: figures behind which fewer than three exporters stand.

A value of one exporter is that exporter's business secret; with two, each knows the other's. Published statistics of
flows carry no number of exporters and were cleared by their source, so flows are shown as published. Where the portal
itself counts (records of quality, opportunities, consignments), the rule is applied here and nowhere else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

FEWEST_EXPORTERS = 3

Value = TypeVar("Value", int, float, Decimal, str)


def is_withheld(exporters: int | None, *, published_by_source: bool = False) -> bool:
    """Whether a cell is kept from the public.

    exporters: how many stand behind it, None where nobody counted; then it is withheld too, since it could be one.
    Nobody at all (0) gives nothing away. published_by_source: the source has made the figure public itself.
    """
    if published_by_source or exporters == 0:
        return False
    return exporters is None or exporters < FEWEST_EXPORTERS


def shown(value: Value | None, exporters: int | None, *, published_by_source: bool = False) -> Value | None:
    """The value, or None where it is withheld; a page says "withheld: fewer than three exporters" for it."""
    return None if is_withheld(exporters, published_by_source=published_by_source) else value
