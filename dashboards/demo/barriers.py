"""What the demo's bottlenecks say: those written by hand first, then templates filled with a district's own product."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.demo.tables import BARRIERS, DISTRICTS, TEMPLATES

PER_DISTRICT = (7, 8)  # in turns: 300 over forty districts
AREA_OF = {
    "Q": "quality",
    "P": "packaging",
    "A": "aggregation",
    "D": "dry-port",
    "L": "local-content",
    "S": "skills",
    "C": "coordination",
}
STAKE_BASIS = (
    "Orders refused in the last season, by the exporters' association",
    "Difference in price against the neighbouring district, by the DIC",
    "Freight and demurrage paid, from invoices of three exporters",
    "Estimate of the committee from its last meeting",
)
TAGS = {"A3": ["finance"], "C6": ["finance"], "Q4": ["tariff-ntm"], "S4": ["e-commerce"], "Q3": ["tariff-ntm"]}


@dataclass(frozen=True)
class Barrier:
    """One bottleneck to be: where, about which product, and what the four and the other fields say."""

    lgd: str
    product: str
    opening: dict[str, str]
    details: dict[str, object]

    @property
    def area(self) -> str:
        return self.opening["area"]

    @property
    def state_owned(self) -> bool:
        """Roads and vacancies are the State's; the routing rules say so, this only picks a fitting plot."""
        return self.details["category"] in ("D2", "C5")


def barriers(dice: random.Random) -> Iterator[Barrier]:
    """About 300, district by district."""
    for number, district in enumerate(DISTRICTS):
        wanted = PER_DISTRICT[number % 2]
        own = [row for row in BARRIERS if row["lgd"] == district["lgd"]]
        yield from (_by_hand(row, district, dice) for row in own)
        taken = {row["category"] for row in own}
        fitting = [row for row in TEMPLATES if _fits(row, district) and row["category"] not in taken]
        for row in _spread(fitting, number, wanted - len(own)):
            yield _filled(row, district, dice)


def _fits(row: dict[str, str], district: dict[str, str]) -> bool:
    return row["kinds"] == "all" or district["kind"] in row["kinds"].split()


def _spread(rows: list[dict[str, str]], number: int, wanted: int) -> list[dict[str, str]]:
    """A different handful for every district, one sub-category once."""
    turned = rows[number * 5 % len(rows) :] + rows[: number * 5 % len(rows)]
    chosen: dict[str, dict[str, str]] = {}
    for row in turned:
        chosen.setdefault(row["category"], row)
    return list(chosen.values())[:wanted]


def _by_hand(row: dict[str, str], district: dict[str, str], dice: random.Random) -> Barrier:
    return _barrier(row, district, dice, exporters=int(row["exporters"]), lakh=int(row["lakh"]))


def _filled(row: dict[str, str], district: dict[str, str], dice: random.Random) -> Barrier:
    exporters = dice.randrange(4, 60)
    words = {
        **district,
        "product_c": district["product"][:1].upper() + district["product"][1:],
        "people_c": district["people"][:1].upper() + district["people"][1:],
        "n": f"{dice.choice((140, 220, 360, 480, 650, 900, 1200, 2300)):,}",
        "x": exporters,
        "x2": max(2, exporters // 3),
        "w": dice.randrange(9, 36),
        "r": dice.randrange(18, 46),
        "y": dice.choice(("2022", "2023", "2024", "2025")),
    }
    told = {name: row[name].format(**words) for name in ("title", "affected", "description")}
    told["title"] = told["title"][:1].upper() + told["title"][1:]
    return _barrier({**row, **told}, district, dice, exporters=exporters, lakh=dice.randrange(20, 900, 10))


def _barrier(row, district, dice: random.Random, *, exporters: int, lakh: int) -> Barrier:
    opening = {
        "title": row["title"][:200],
        "area": AREA_OF[row["category"][0]],
        "affected": row["affected"][:200],
        "severity": row["severity"],
    }
    details = {
        **opening,
        "category": row["category"],
        "description": row["description"],
        "stage": row["stage"],
        "hs_codes": district["hs"],
        "exporters_affected": exporters,
        "rupees_at_stake": lakh * 100_000,
        "stake_basis": dice.choice(STAKE_BASIS),
        "tags": TAGS.get(row["category"], []),
    }
    return Barrier(district["lgd"], district["product"], opening, details)
