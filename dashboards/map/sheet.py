"""One map: an indicator on the drawing that is shown, of India or of a State, with the rows of the table behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.map.classes import Key, Scale, legend
from dashboards.map.indicators import Indicator, Values
from geography.models import District, Drawing, State
from institutions.actors import Actor
from trade.indicators import read
from trade.models import NationalFigures, Slice

MARGIN = 0.06  # of a State's longer side, around it

Box = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True)
class Row:
    """A district of the table; what the map says of it is the same text."""

    district: District
    value: float | None
    text: str
    css: str

    @property
    def name(self) -> str:
        if self.district.is_active:
            return str(self.district)
        return _("%(district)s (ended)") % {"district": self.district}

    @property
    def url(self) -> str:
        return reverse("district", args=[self.district.lgd_code])


@dataclass(frozen=True)
class StateRow:
    """A State of the table: the sum where figures add up, and how many of its districts have a figure."""

    state: State
    value: float | None
    text: str
    known: int
    districts: int


@dataclass(frozen=True)
class Sheet:
    """Everything a page, a file and a table need; nothing in it is looked up twice."""

    indicator: Indicator
    state: State | None
    slice: Slice | None
    national: NationalFigures | None
    land: Land
    rows: list[Row]
    scale: Scale
    outlines: list[State]
    box: Box

    @property
    def drawing(self) -> Drawing | None:
        return self.land.drawing

    @cached_property
    def legend(self) -> list[Key]:
        words = self.indicator.break_words or self.indicator.words
        return legend(self.scale, [row.value for row in self.rows if row.district.is_active], words)

    @cached_property
    def states(self) -> list[StateRow]:
        """The States with what their districts have, in the order of their names."""
        of_state: dict[State, list[Row]] = defaultdict(list)
        for row in self.rows:
            of_state[row.district.state].append(row)
        return sorted((self._sum(state, rows) for state, rows in of_state.items()), key=lambda row: str(row.state))

    def _sum(self, state: State, rows: list[Row]) -> StateRow:
        values = [row.value for row in rows if row.value is not None]
        total = sum(values) if self.indicator.additive and values else None
        text = self.indicator.words(total) if total is not None else _("no data")
        return StateRow(state, total, text, len(values), sum(row.district.is_active for row in rows))

    @property
    def title(self) -> str:
        where = str(self.state) if self.state else _("India")
        return _("%(indicator)s, districts of %(place)s") % {"indicator": self.indicator.label, "place": where}


@dataclass(frozen=True)
class Land:
    """The drawing that is shown, and every State with its outline on it (an attribute of the row; None without one)."""

    drawing: Drawing | None
    states: list[State]

    @classmethod
    def shown(cls) -> Land:
        drawing = Drawing.objects.filter(is_shown=True).first()
        on_it = FilteredRelation("outlines", condition=Q(outlines__drawing=drawing))
        states = State.objects.annotate(outline=on_it).annotate(
            **{side: F(f"outline__{side}") for side in ("path", "left", "top", "right", "bottom")}
        )
        return cls(drawing, sorted(states, key=str))


def sheet_of(indicator: Indicator, actor: Actor, land: Land, state: State | None = None) -> Sheet:
    """Read what the map of an indicator shows to a reader, of India or of one State: at most four queries."""
    slice = read.current() if indicator.of_trade else None
    values = indicator.read(actor, slice)
    scale = indicator.scale(values)
    box = _box(land.drawing, state)
    return Sheet(
        indicator=indicator,
        state=state,
        slice=slice,
        national=read.of_india(slice) if slice else None,
        land=land,
        rows=[
            _row(indicator, scale, district, values.get(district.pk)) for district in _districts(values, land, state)
        ],
        scale=scale,
        outlines=[place for place in land.states if place.path and (state is None or _meets(place, box))],
        box=box,
    )


def _districts(values: Values, land: Land, state: State | None) -> QuerySet[District]:
    """Districts in force, and those that ended but have a figure all the same, with their cells."""
    on_it = FilteredRelation("cells", condition=Q(cells__drawing=land.drawing))
    found = District.objects.filter(Q(retired_on=None) | Q(pk__in=list(values)))
    found = found.filter(state=state) if state else found
    sides = ("path", "x", "y", "left", "right")
    return (
        found.annotate(cell=on_it)
        .annotate(**{side: F(f"cell__{side}") for side in sides})
        .select_related("state")
        .order_by("lgd_code")
    )


def _row(indicator: Indicator, scale: Scale, district: District, value: float | None) -> Row:
    if value is None and indicator.zero_is_known:
        value = 0
    return Row(district, value, _("no data") if value is None else indicator.words(value), scale.css(value))


def _box(drawing: Drawing | None, state: State | None) -> Box:
    if drawing is None or (state and not state.path):
        return (0, 0, 1, 1)
    if state is None:
        return (0, 0, drawing.width, drawing.height)
    width, height = state.right - state.left, state.bottom - state.top
    margin = round(max(width, height) * MARGIN) + 8
    return (state.left - margin, state.top - margin, width + 2 * margin, height + 2 * margin)


def _meets(place: State, box: Box) -> bool:
    left, top, width, height = box
    return place.left <= left + width and place.right >= left and place.top <= top + height and place.bottom >= top
