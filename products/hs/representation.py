"""A code as systems read it."""

from __future__ import annotations

from typing import Any

from products.hs.search import Hit
from products.models import HSCode


def code_document(code: HSCode) -> dict[str, Any]:
    """Codes are text; `parent` is the code one step up, null for a chapter and for what stands alone."""
    return {
        "code": code.code,
        "dotted": code.dotted,
        "level": code.level,
        "edition": code.edition,
        "section": code.section,
        "parent": code.code[:-2] if code.parent_id else None,
        "description": code.description,
        "description_hi": code.description_hi,
        "unit": code.unit,
        "retired_on": code.retired_on.isoformat() if code.retired_on else None,
        "note": code.note,
        "source": code.source,
    }


def hit_document(hit: Hit) -> dict[str, Any]:
    return {**code_document(hit.code), "score": hit.score, "why": str(hit.why)}
