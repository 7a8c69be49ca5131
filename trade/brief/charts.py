"""Two drawings of the brief's page, made on the server: lengths and paths for SVG, and the table behind each.

Nothing is styled here (the content policy refuses it): the template sets classes, the sheet brief.css colours them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from trade.brief.computed import Loaded
from trade.brief.published import published
from trade.brief.sectors import by_lines
from trade.models import DistrictFigures, Sector

WIDTH, HEIGHT = 560, 300  # of the drawing of districts, in its own units
LEFT, TOP = 44, 12  # room for the figures on its axes
MARKS = (10, 20, 50, 100, 200)


@dataclass(frozen=True)
class Mark:
    """A point of the curve: so many districts together have this share. x and y are where it is drawn."""

    districts: int
    share: float
    x: float
    y: float
    told: float | None = None

    @property
    def percent(self) -> float:
        return 100 * self.share

    @property
    def text_at(self) -> tuple[float, float]:
        return self.x + 9, self.y + 16


@dataclass(frozen=True)
class Curve:
    """Districts, largest first, against the share they have together."""

    path: str
    marks: list[Mark]
    districts: int
    ticks: list[tuple[int, float]]
    half_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def box(self) -> str:
        return f"0 0 {self.right + 16} {self.bottom + 34}"


def curve(loaded: Loaded) -> Curve | None:
    """The cumulative share of districts; None where no table is loaded."""
    if not loaded.any:
        return None
    values = DistrictFigures.objects.filter(slice=loaded.any).order_by("rank", "district_id")
    shares = list(accumulate(values.values_list("share", flat=True)))
    if not shares:
        return None
    count = len(shares)
    points = [at(0, 0, count), *(at(n, share, count) for n, share in enumerate(shares, 1) if _drawn(n, count))]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    told = {10: 38.0, 100: 87.2}
    half = loaded.india.districts_for_half or 0
    marks = [
        Mark(n, shares[n - 1], *at(n, shares[n - 1], count), told.get(n))
        for n in sorted({*MARKS, half, count}) if 0 < n <= count
    ]  # fmt: skip
    ticks = [(step, at(0, step / 100, count)[1]) for step in (0, 25, 50, 75, 100)]
    return Curve(path, marks, count, ticks, at(0, 0.5, count)[1])


def at(districts: int, share: float, count: int) -> tuple[float, float]:
    """Where a point is drawn."""
    return LEFT + WIDTH * districts / count, TOP + HEIGHT * (1 - min(share, 1))


def _drawn(n: int, count: int) -> bool:
    """Every point where the curve bends, every fifth after that: the drawing stays light."""
    return n <= 60 or n % 5 == 0 or n == count


@dataclass(frozen=True)
class Bar:
    label: str
    kind: str
    percent: float
    y: int

    @property
    def length(self) -> float:
        return 5.0 * self.percent

    @property
    def text_x(self) -> float:
        return 136 + self.length

    @property
    def text_y(self) -> int:
        return self.y + 12


@dataclass(frozen=True)
class Group:
    label: str
    y: int
    bars: list[Bar]
    shares: dict[str, float | None]
    usd: object


def broad_sectors(loaded: Loaded) -> list[Group]:
    """Each broad sector three times: as published, by value, by number of lines; empty where no table is loaded."""
    if not loaded.shares:
        return []
    told = {one.code: one.number for one in published()}
    counts, _of = loaded.lines_by_broad
    groups = []
    for place, broad in enumerate(Sector.Broad):
        row = loaded.shares.get(broad.value)
        shares = {
            "published": told[broad.value],
            "value": 100 * row.share_by_value if row else 0.0,
            "lines": 100 * counts.get(broad.value, 0) / sum(counts.values()) if counts else None,
        }
        y = 8 + 78 * place
        drawn = [(kind, share) for kind, share in shares.items() if share is not None]
        bars = [Bar(str(broad.label), kind, share, y + 21 * n) for n, (kind, share) in enumerate(drawn)]
        groups.append(Group(str(broad.label), y, bars, shares, row.usd if row else None))
    return groups


def lines_in_words(loaded: Loaded) -> str:
    """Of which list the lines are counted."""
    return loaded.lines_by_broad[1] if by_lines(loaded, Sector.Broad.AGRICULTURE) else ""
