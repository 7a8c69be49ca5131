"""What of a frozen version everybody may read: a whitelist, so that a new field stays inside until it is named here.

Left out: sections for the committee only and items under them, investors and their names wherever they are written,
private money, bottlenecks (their register is not public), and every sum a firm's money could be read from.
"""

from __future__ import annotations

import re
from typing import Any

SECTION = ("code", "name", "text")
PRODUCT = ("reference", "title", "codes", "analysis")
TARGET = ("kind", "title", "product", "unit", "baseline", "baseline_year", "source", "years")
INTERVENTION = (
    "code", "title", "description", "mechanism", "stage", "category", "owner", "starts_on", "due_on", "delivery",
    "scheme", "indicator", "unit", "baseline", "target", "evidence_type", "asks_centre", "ask", "products",
)  # fmt: skip
PUBLIC_MONEY = ("budget_head", "amount", "own_contribution", "scheme_share")
ITEM = (
    "code", "section", "title", "text", "stage", "category", "owner", "asks_centre", "ask", "scheme", "state_share",
    "indicator", "unit", "baseline", "target", "due_on", "evidence_type", "districts", "sources",
)  # fmt: skip
PRIVATE_SIGNS = ("delivery", "investor", "private_committed", "private_spent")
SHORTEST_NAME = 3  # letters: a shorter one is part of other words


def public_content(content: dict[str, Any]) -> dict[str, Any]:
    """The public part of what `strategies.versions.content.content_of` froze, of the same shape."""
    closed = {row["code"] for row in content["sections"] if row["committee_only"]}
    said = {
        "title": content["title"],
        "years": content["years"],
        "sections": [_only(row, SECTION) for row in content["sections"] if not row["committee_only"]],
        "targets": [_only(row, TARGET) for row in content["targets"]],
    }
    if "products" in content:
        said["products"] = [_only(row, PRODUCT) for row in content["products"]]
    if "interventions" in content:
        said["interventions"] = [_intervention(row) for row in content["interventions"]]
    if "items" in content:
        said["items"] = [_item(row) for row in content["items"] if row["section"] not in closed]
    return without_names(said, investors(content))


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _intervention(row: dict[str, Any]) -> dict[str, Any]:
    """With its money where all of it is public: else the whole less the public part would be the firm's."""
    said = _only(row, INTERVENTION)
    if is_private(row):
        return said | dict.fromkeys(PUBLIC_MONEY) | {"withheld": True}
    return said | _only(row, PUBLIC_MONEY) | {"withheld": False}


def is_private(row: dict[str, Any]) -> bool:
    """Whether a firm's money is in an intervention."""
    delivery, *firm = (row[name] for name in PRIVATE_SIGNS)
    return delivery != "public" or any(firm)


def _item(row: dict[str, Any]) -> dict[str, Any]:
    """The sum of the districts behind an item is that of interventions with public money only."""
    public = row.get("public_amount")
    return _only(row, ITEM) | {"amount": public, "withheld": public != row["amount"]}


# Names ----------------------------------------------------------------------------------------------------------------


def investors(content: dict[str, Any]) -> list[str]:
    """The investors a content names, longest first, as their own rows do."""
    found = {(row.get("investor") or "").strip() for row in content.get("interventions", ())}
    return sorted((name for name in found if len(name) >= SHORTEST_NAME), key=lambda name: (-len(name), name))


def without_names(value: Any, names: list[str]) -> Any:
    """The same with every one of the names blotted out of its texts, however it is capitalised and spaced."""
    if not names:
        return value
    spaced = (r"\s+".join(map(re.escape, name.split())) for name in names)
    return _blotted(value, re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE))


def _blotted(value: Any, names: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return names.sub("[…]", value)
    if isinstance(value, list):
        return [_blotted(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _blotted(one, names) for key, one in value.items()}
    return value
