"""Codes for a product described in free text: suggestions, until a person confirms one."""

from __future__ import annotations

from products.hs.search import Hit, search


def suggest(text: str) -> list[Hit]:
    """The likeliest codes for a name, best first; may be empty."""
    return search(text, limit=5)
