"""Two districts with exports, one without, and a synthetic slice that must change nothing."""

from __future__ import annotations

import re

from django.test import Client

from geography.drawings import draw_schematic
from tests.cast import Cast
from tests.products.made import product
from tests.trade import flows
from trade.indicators.compute import compute
from trade.models import Slice

ROWS = [("ribhoi", "spices", 300_000), ("ribhoi", "machinery", 100_000), ("pune", "machinery", 3_600_000)]
TOKEN = re.compile(r"X-CSRFToken\S* \S+|name=.csrfmiddlewaretoken. value=\S+")
PUBLIC = [
    "/map/", "/map/?show=exports", "/map/?show=share", "/map/?show=concentration", "/map/?show=effective-number",
    "/map/?show=growth", "/map/?show=exports&state=ML", "/map/map.svg?show=exports", "/map/map.csv?show=exports",
    "/districts/", "/districts/276/", "/districts/275/", "/districts/490/", "/districts/276/exports.csv",
    "/states/ML/", "/states/MH/",
]  # fmt: skip


def exported(cast: Cast) -> Slice:
    """Ri Bhoi and Pune export in 2024-25, East Khasi Hills does not; some of it has no district. The map is drawn."""
    draw_schematic()
    flows.sectors()
    slice = flows.new_slice("FY2025", level=0, batch=flows.batch("A published table"))
    rows = [(flows.place(getattr(cast, name)), flows.item(code), usd) for name, code, usd in ROWS]
    rows.append((flows.place(None, kind="unspecified", state="MEGHALAYA"), flows.item("spices"), 50_000))
    compute(flows.fill(slice, rows))
    return slice


def synthetic(cast: Cast) -> Slice:
    """A later period at eight digits with enormous values, marked as synthetic and computed by mistake."""
    slice = flows.new_slice("FY2026", level=8, batch=flows.batch("Synthetic file"), is_synthetic=True)
    rows = [(flows.place(cast.khasi), flows.item("12119080"), 9_000_000_000)]
    rows.append((flows.place(cast.ribhoi), flows.item("09103020"), 8_000_000_000))
    compute(flows.fill(slice, rows))
    return slice


def answers(client: Client) -> dict[str, str]:
    """What each public page says, without what changes with every request."""
    return {address: TOKEN.sub("", client.get(address).content.decode()) for address in PUBLIC}


def published(cast: Cast, name: str = "Turmeric") -> None:
    """A product of Ri Bhoi as the public reads it, with a code."""
    said = {
        "name": name,
        "name_hi": "",
        "kind": "good",
        "is_odop": True,
        "indication": None,
        "codes": [{"code": "0910"}],
    }
    product(cast, name).publications.update(content=said)
