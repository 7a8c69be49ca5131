"""Tables of trade: the wide one of DGCI&S, districts by sector, and a long one for everything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trade.importer import slices
from trade.importer.flows import FlowTable
from trade.importer.headings import heading_key
from trade.importer.layout import Ask, Column, Heading, Layout, Staged, WrongFile, register
from trade.importer.periods import read_period
from trade.importer.survey import Shape, Values
from trade.models import Batch

ORIGIN = "dgcis-origin"
EDITIONS = tuple((code, code) for code in ("HS2022", "HS2017", "HS2012"))
SCALES = (
    ("1", gettext_lazy("ones")),
    ("thousand", gettext_lazy("thousands")),
    ("lakh", gettext_lazy("lakhs")),
    ("million", gettext_lazy("millions")),
    ("crore", gettext_lazy("crores")),
)
PERIOD = Ask("period", gettext_lazy("Period"), gettext_lazy("FY2025 is April 2024 to March 2025; CY2024; 2025-03."))
NO_PERIOD = Ask(
    "period",
    gettext_lazy("Period, where the headings do not say it"),
    gettext_lazy("FY2025 is April 2024 to March 2025; CY2024; 2025-03."),
    required=False,
)
EDITION = Ask("edition", gettext_lazy("Edition of the HS"), choices=EDITIONS, initial="HS2022")
DIRECTION = Ask(
    "direction",
    gettext_lazy("Direction"),
    choices=(("export", gettext_lazy("Exports")), ("import", gettext_lazy("Imports"))),
    initial="export",
)
USD_SCALE = Ask("usd_scale", gettext_lazy("US dollars are in"), choices=SCALES, initial="1")
INR_SCALE = Ask("inr_scale", gettext_lazy("Rupees are in"), choices=SCALES, initial="1")
SERIES = Ask(
    "series",
    gettext_lazy("Series"),
    gettext_lazy("A table of the same series, period and level takes the place of the earlier one."),
    initial=ORIGIN,
)
STATE = Column("state", ("State Name", "State of origin", "state_dgcis"), raw=True)
DISTRICT = Column("district", ("District Name", "District of origin", "district_dgcis"), raw=True)
USD = Column(
    "usd",
    ("export_usd", "Value (US $)", "Value (USD)", "US $", "Value US Dollar"),
    number=True,
    raw=True,
)
INR = Column(
    "inr",
    ("export_inr", "Value (INR)", "Value (Rs)", "Value (₹)", "Rupees"),
    required=False,
    number=True,
    raw=True,
)


def is_plain(batch: Batch) -> bool:
    """Whether values count as they are written, and not in lakhs."""
    return all(batch.options.get(scale, "1") == "1" for scale in ("usd_scale", "inr_scale"))


def flow_layout(make: Callable[[Staged], FlowTable]) -> dict[str, Callable]:
    """check, apply, revoke, after and plain of a layout of flows, by what makes its table."""

    def check(staged: Staged) -> None:
        staged.memo = make(staged)
        staged.memo.check()

    def apply(staged: Staged) -> int:
        return staged.memo.apply()

    return {
        "check": check,
        "apply": apply,
        "revoke": slices.take_back,
        "after": slices.compute_batch,
        "plain": is_plain,
    }


# The wide table of DGCI&S -------------------------------------------------------------------------------------------
_USD = re.compile(r"value.*(us\$|usd|dollar)", re.IGNORECASE)
_INR = re.compile(r"value.*(inr|rs|₹|rupee)", re.IGNORECASE)
_NOT_A_PERIOD = re.compile(r"[()$₹]|\b(?:value|inr|us|usd|rs)\b", re.IGNORECASE)


def periods_of(headings: Sequence[Heading]) -> Mapping[int, Column]:
    """The columns of values: "usd_" or "inr_" with the period in the heading or above it; nothing where none is."""
    found: dict[int, Column] = {}
    for at, heading in enumerate(headings):
        key = heading_key(heading.text)
        money = "usd" if _USD.search(key) else "inr" if _INR.search(key) else ""
        if money:
            period = read_period(_NOT_A_PERIOD.sub(" ", heading.text)) or read_period(heading.above)
            name = f"{money}_{period.key.lower().replace('-', '_')}" if period else f"{money}_"
            found[at] = Column(name, required=False, number=True, raw=True)
    return found


def _wide(staged: Staged) -> FlowTable:
    by_period: dict[str, dict[str, str]] = {}
    for column in staged.repeated:
        money, _sign, key = column.name.partition("_")
        by_period.setdefault(key.upper().replace("_", "-"), {})[money] = column.name
    asked = staged.batch.options.get("period", "")
    if not by_period:
        raise WrongFile(_("The table has no column of values: “Value(INR)” or “Value(US $)” under each period."))
    if "" in by_period and not asked:
        raise WrongFile(_("Over the columns of values no period is written. Write it there, or say it with the table."))
    values = tuple(Values(key or asked, **columns) for key, columns in by_period.items())
    names = {"state": "state", "district": "district", "code": "hs", "description": "description"}
    return FlowTable(staged, Shape(**{kind: name for kind, name in names.items() if name in staged.present}), values)


DGCIS = register(
    Layout(
        name="dgcis-wide",
        label=gettext_lazy("Exports by district and HS code, periods side by side (DGCI&S)"),
        columns=(
            STATE,
            DISTRICT,
            Column("hs", ("HS Code", "ITC HS Code", "HS"), raw=True),
            Column("description", ("Commodity Description", "Commodity", "Item Description"), required=False, raw=True),
        ),
        repeated=periods_of,
        asks=(NO_PERIOD, EDITION, USD_SCALE, INR_SCALE, SERIES),
        hint=gettext_lazy("As DGCI&S gives it: under each period one column of rupees and one of US dollars."),
        example=(
            {
                "state": "MEGHALAYA",
                "district": "RI BHOI",
                "hs": "0910",
                "description": "GINGER, SAFFRON, TURMERIC",
                "2024-2025 Value(INR)": "1,23,456.78",
                "2024-2025 Value(US $)": "1480.00",
            },
        ),
        **flow_layout(_wide),
    )
)


# Districts by sector ------------------------------------------------------------------------------------------------
def _sectors(staged: Staged) -> FlowTable:
    values = Values(staged.batch.options.get("period", ""), usd="usd", inr="inr" if "inr" in staged.present else "")
    return FlowTable(staged, Shape(state="state", district="district", code="sector"), (values,), sectors=True)


SECTORS = register(
    Layout(
        name="district-sectors",
        label=gettext_lazy("Exports by district and sector"),
        columns=(STATE, DISTRICT, Column("sector", raw=True), USD, INR),
        asks=(PERIOD, EDITION, SERIES),
        hint=gettext_lazy("One row for each district and each of the 22 sectors; names as DGCI&S publishes them."),
        example=(
            {"state": "MEGHALAYA", "district": "RI BHOI", "sector": "mineral_products", "usd": "13470", "inr": ""},
        ),
        **flow_layout(_sectors),
    )
)


# The long table -----------------------------------------------------------------------------------------------------
def _long(staged: Staged) -> FlowTable:
    there = staged.present
    if "hs" in there and "sector" in there:
        raise WrongFile(_("A table has HS codes or sectors, not both."))
    if not {"hs", "sector"} & there:
        raise WrongFile(_("The table has no column “hs” or “sector”."))
    if not {"usd", "inr"} & there:
        raise WrongFile(_("The table has no column “usd” or “inr”."))
    asked = staged.batch.options.get("period", "")
    if "period" not in there and not asked:
        raise WrongFile(_("The table has no column “period”. Add it, or say the period with the table."))
    if "district" in there and "state" not in there:
        raise WrongFile(_("A district is known by its State: the table has no column “state”."))
    shape = Shape(
        code="sector" if "sector" in there else "hs",
        **{name: name for name in ("state", "district", "partner", "period", "description") if name in there},
    )
    columns = {name: name for name in ("usd", "inr", "quantity", "unit") if name in there}
    values = Values("" if "period" in there else asked, **columns)
    return FlowTable(staged, shape, (values,), sectors="sector" in there)


def _optional(column: Column) -> Column:
    return replace(column, required=False)


LONG = register(
    Layout(
        name="flows",
        label=gettext_lazy("Trade in one row each: by place, product, partner and period"),
        columns=(
            Column("period", ("Year", "Financial year", "Month"), required=False, raw=True),
            _optional(STATE),
            _optional(DISTRICT),
            Column("hs", ("HS Code", "hs2", "hs4", "hs6", "hs8", "ITC HS Code"), required=False, raw=True),
            Column("sector", ("commodity group",), required=False, raw=True),
            Column("description", ("Commodity Description", "Commodity"), required=False, raw=True),
            Column("partner", ("Country", "Country of destination", "Destination"), required=False, raw=True),
            _optional(USD),
            _optional(INR),
            Column("quantity", ("Qty",), required=False, number=True, raw=True),
            Column("unit", ("UQC", "Unit of quantity"), required=False, raw=True),
        ),
        asks=(NO_PERIOD, EDITION, DIRECTION, USD_SCALE, INR_SCALE, SERIES),
        hint=gettext_lazy(
            "Without a district it is about States, without a State about India; a partner may be named."
        ),
        example=(
            {
                "period": "FY2025",
                "state": "MEGHALAYA",
                "district": "RI BHOI",
                "hs": "09103030",
                "partner": "GERMANY",
                "usd": "1480",
                "inr": "123456.78",
                "quantity": "900",
                "unit": "KGS",
            },
        ),
        **flow_layout(_long),
    )
)
