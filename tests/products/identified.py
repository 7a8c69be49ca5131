"""The cast with a small classification: codes of agarwood and turmeric, services, countries, and rules of clocks."""

from __future__ import annotations

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from escalations.models import Policy
from geography.countries import load_countries
from products.codes import EDITION
from products.identified.actions import propose
from products.models import HSCode, HSTerm, IdentifiedProduct, ServiceClass
from tests.cast import LONG_AGO, Cast
from workflow.engine import perform

CODES = [  # code, description
    ("09", "Coffee, tea, maté and spices"),
    ("0910", "Ginger, saffron, turmeric (curcuma), thyme, bay leaves, curry and other spices"),
    ("091030", "Turmeric (curcuma)"),
    ("12", "Oil seeds and oleaginous fruits"),
    ("1211", "Plants and parts of plants, of a kind used in perfumery"),
    ("121190", "Plants and parts of plants: other"),
    ("12119080", "Agarwood"),
]
LADDER = [(0, "depc.convener", "depc.chair", 20), (1, "sepc.convener", "", 20), (2, "sepc.chair", "sepc.convener", 15)]
TURMERIC = {
    "title": "Lakadong turmeric, ground",
    "product_kind": "good",
    "hs_codes": "0910.30",
    "sector": "Spices",
    "is_odop": "on",
    "existing_markets": "Nepal",
    "new_markets": "Germany, AE",
    "value_chain": "Two thousand growers; three mills; one of them certified.",
}
UNCODED = {"title": "Fine things made of stone", "product_kind": "good"}
SERVICE = {"title": "Nursing training for hospitals abroad", "product_kind": "service", "service_class": "08"}
REASON = "The heading does not say whether it is ground or whole."


@pytest.fixture
def products(cast, at_monday) -> Cast:
    """The cast, with what identified products need."""
    return stocked(cast)


def stocked(cast: Cast) -> Cast:
    load_countries()
    codes: dict[str, HSCode] = {}
    for code, text in CODES:
        codes[code] = HSCode.objects.create(
            edition=EDITION, code=code, level=len(code), description=text, source="Test list",
            parent=codes.get(code[:-2]), search_text=f" {text.lower()} ",
        )  # fmt: skip
    HSTerm.objects.create(term="haldi", key="haldi", code=codes["091030"])
    HSTerm.objects.create(term="turmeric", key="turmeric", code=codes["091030"])
    cast.codes = codes
    ServiceClass.objects.create(code="08", name="Health services", name_hi="स्वास्थ्य सेवाएँ")
    Policy.objects.bulk_create(
        Policy(kind="product", ladder="product", level=level, title=f"product {level}", holder=holder, copied=copied,
               act_days=act, source="Test order", during=DateRange(LONG_AGO, None))
        for level, holder, copied, act in LADDER
    )  # fmt: skip
    return cast


def proposed(cast: Cast, data: dict = TURMERIC, by: str = "convener") -> IdentifiedProduct:
    """With the State's committee, its code confirmed by the district."""
    return propose(by=cast.actor(by), district=cast.ribhoi, data=data)


def go(cast: Cast, product: IdentifiedProduct, verb: str, name: str, data: dict | None = None) -> IdentifiedProduct:
    """Make a move as somebody of the cast; returns the product as it is afterwards."""
    return perform(product.case, verb, by=cast.actor(name), data=data).subject


def endorsed(cast: Cast, data: dict = TURMERIC) -> IdentifiedProduct:
    return go(cast, proposed(cast, data), "endorse", "sepc")


def published(cast: Cast, data: dict = TURMERIC) -> IdentifiedProduct:
    return go(cast, endorsed(cast, data), "publish", "sepc")


def returned(cast: Cast, data: dict = TURMERIC) -> IdentifiedProduct:
    return go(cast, proposed(cast, data), "return", "sepc", {"reason": REASON})
