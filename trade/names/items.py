"""Published products: HS codes of an edition, with the zero a spreadsheet took from them; and sectors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from products.codes import HS_CODE
from products.models import HSCode
from trade.models import PublishedItem, Sector

_DOTTED = re.compile(r"^(\d{2,4})\.(\d{2})(?:\.(\d{2}))?$")
_CODE = re.compile(HS_CODE)


def hs_code(text: str) -> tuple[str, bool]:
    """A code as it counts, and whether its zero was lost; ("", False) for what is no code.

    Every HS code has an even number of digits and none begins with two zeros, so an odd number of digits can only mean
    one lost zero: "303" is "0303". "0910.30" is written with the customs' point; "303.0" by a spreadsheet.
    """
    code = text.strip().replace(" ", "").replace("\u00a0", "").lstrip("'")
    if code.endswith(".0"):
        code = code[:-2]
    if dotted := _DOTTED.match(code):
        code = "".join(part for part in dotted.groups() if part)
    if not code.isascii() or not code.isdigit():
        return "", False
    lost = bool(len(code) % 2)
    code = code.zfill(len(code) + lost)
    return (code, lost) if _CODE.match(code) else ("", False)


def classification(edition: str, codes: Iterable[str]) -> dict[str, HSCode]:
    return {one.code: one for one in HSCode.objects.filter(edition=edition, code__in=list(codes))}


def sectors_by_name() -> dict[str, Sector]:
    """Every sector under its code, and under its English name in small letters."""
    rows = list(Sector.objects.all())
    return {sector.name.casefold(): sector for sector in rows} | {sector.code: sector for sector in rows}


def known_items(edition: str, codes: Iterable[str]) -> dict[str, int]:
    """Keys of the products published before, by code."""
    return dict(PublishedItem.objects.filter(edition=edition, code__in=list(codes)).values_list("code", "pk"))


def keep_items(items: Iterable[PublishedItem]) -> None:
    """Add the products that are new, in one order, so that two imports at once never wait for each other in turn."""
    PublishedItem.objects.bulk_create(sorted(items, key=lambda item: item.code), ignore_conflicts=True, batch_size=5000)
