"""Each figure of the brief computed from what is loaded: its value, where it comes from, and why it differs.

A figure that cannot be computed says which table it needs. A layer above may register a figure of its own (the State
Export Strategies) with `figure(code)`; until it does, the portal says that it records none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geography.models import District
from institutions import clock
from products.models import HSCode, HSLevel, IdentifiedProduct
from trade.indicators import read
from trade.models import DistrictFigures, NationalFigures, Sector, SectorShare, Slice, SliceLevel
from trade.money import percent, whole

DOMINANT, OUTSIDE = 0.75, 10  # the brief's bar, and its top ten
RI_BHOI, AGARWOOD = "276", "12119080"  # LGD code; ITC-HS line


@dataclass(frozen=True)
class Computed:
    """A figure of the portal. value: what it says; number: to compare with; source: period, table, denominator.

    Without a value, `why` says what is missing. names are (label, url) of districts, codes their LGD codes; also: a
    second way to count the same.
    """

    value: str = ""
    number: float | None = None
    source: str = ""
    why: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    codes: tuple[str, ...] = ()
    also: str = ""


class Loaded:
    """What is loaded, asked once: the newest slices and their figures."""

    @cached_property
    def any(self) -> Slice | None:
        return read.current()

    @cached_property
    def fine(self) -> Slice | None:
        """HS headings or finer."""
        return self.any if self.any and self.any.level >= SliceLevel.HEADING else None

    @cached_property
    def eight(self) -> Slice | None:
        return read.current(SliceLevel.TARIFF_LINE)

    @cached_property
    def india(self) -> NationalFigures | None:
        return read.of_india(self.any) if self.any else None

    @cached_property
    def top(self) -> list[DistrictFigures]:
        """Districts up to those that make half, and at least ten."""
        at_least = max(OUTSIDE, self.india.districts_for_half or 0) if self.india else 0
        return list(read.top_districts(self.any, at_least)) if self.any else []

    @cached_property
    def shares(self) -> dict[str, SectorShare]:
        return {row.broad: row for row in read.sector_shares(self.any)} if self.any else {}

    @cached_property
    def lines_by_broad(self) -> tuple[dict[str, int], str]:
        """Products of each broad sector, and in which list: those exported, else all codes there are."""
        if self.fine:
            return {row.broad: row.lines for row in self.shares.values()}, _("products exported")
        chapters = {chapter: sector.broad for sector in Sector.objects.all() for chapter in sector.chapters}
        for level in (HSLevel.TARIFF_LINE, HSLevel.SUBHEADING):
            rows = HSCode.objects.current().filter(level=level).values_list("code", flat=True)
            counts: dict[str, int] = {}
            for code in rows:
                broad = chapters.get(code[:2])
                if broad:
                    counts[broad] = counts.get(broad, 0) + 1
            if counts:
                return counts, _("codes of %(level)s digits in the classification") % {"level": int(level)}
        return {}, ""

    def source(self, slice: Slice, denominator: str = read.NAMED) -> str:
        return str(read.source_of(slice, denominator))


Figure = Callable[[Loaded], Computed]
_figures: dict[str, Figure] = {}


def figure(code: str) -> Callable[[Figure], Figure]:
    """Say how a figure is computed; to be used as a decorator."""

    def keep(work: Figure) -> Figure:
        _figures[code] = work
        return work

    return keep


def compute(code: str, loaded: Loaded) -> Computed:
    """A figure, or that the portal does not record it."""
    return _figures[code](loaded) if code in _figures else Computed(why=_("Not yet recorded in this portal."))


def today() -> str:
    return date_format(clock.today(), "j M Y")


def _no_table() -> Computed:
    return Computed(why=_("Needs a table of exports by district."))


# How many ------------------------------------------------------------------------------------------------------------


@figure("identified")
def identified(loaded: Loaded) -> Computed:
    districts = IdentifiedProduct.objects.public().values("case__district").exclude(case__district=None)
    count, active = districts.distinct().count(), District.objects.active().count()
    said = {"districts": whole(active), "date": today()}
    if not count:
        return Computed(why=_("Needs the districts’ identified products; India has %(districts)s districts.") % said)
    return Computed(
        whole(count), count, _("Districts with an identified product in this portal · %(date)s") % said,
        _("Districts are divided now and then: India has %(districts)s today, and the brief counted those of 2021.")
        % said,
    )  # fmt: skip


@figure("exporting")
def exporting(loaded: Loaded) -> Computed:
    if not loaded.india:
        return _no_table()
    words = _("Another year. The table still books exports of districts formed lately to those they were part of.")
    return Computed(whole(loaded.india.districts), loaded.india.districts, loaded.source(loaded.any), words)


@figure("lines")
def lines(loaded: Loaded) -> Computed:
    if loaded.eight:
        count = read.of_india(loaded.eight).lines
        words = _("Another year, and another edition of the tariff.")
        return Computed(whole(count), count, loaded.source(loaded.eight, read.TOTAL), words)
    there_are = HSCode.objects.current().filter(level=HSLevel.TARIFF_LINE).count()
    words = _("Needs a table of exports by HS line of 8 digits; what is loaded has sectors or coarser codes.")
    if there_are:
        words += " " + _("The tariff has %(lines)s lines.") % {"lines": whole(there_are)}
    return Computed(why=words)


# How concentrated ----------------------------------------------------------------------------------------------------


def _concentrated(loaded: Loaded, value: str, number_: float | None, words: str) -> Computed:
    return Computed(value, number_, loaded.source(loaded.any), words)


def _with_all(loaded: Loaded, share: float) -> str:
    """The same share of everything, the part without a district included."""
    of_all = share * float(loaded.india.named_usd) / float(loaded.india.total_usd)
    said = {"share": percent(of_all)}
    return _("Of all exports, those of no stated district included, it is %(share)s.") % said


@figure("top10")
def top10(loaded: Loaded) -> Computed:
    if not loaded.india or loaded.india.top10_share is None:
        return _no_table()
    share = loaded.india.top10_share
    return _concentrated(loaded, percent(share), 100 * share, _("Another year.") + " " + _with_all(loaded, share))


@figure("top100")
def top100(loaded: Loaded) -> Computed:
    if not loaded.india or loaded.india.top100_share is None:
        return _no_table()
    share = loaded.india.top100_share
    return _concentrated(loaded, percent(share), 100 * share, _("Another year.") + " " + _with_all(loaded, share))


@figure("half")
def half(loaded: Loaded) -> Computed:
    if not loaded.india or not loaded.india.districts_for_half:
        return _no_table()
    count = loaded.india.districts_for_half
    words = _("Another year. The last of these districts is the one with which half is reached.")
    return _concentrated(loaded, whole(count), count, words)


@figure("half_states")
def half_states(loaded: Loaded) -> Computed:
    if not loaded.india or not loaded.india.districts_for_half:
        return _no_table()
    held = {row.district.state for row in loaded.top[: loaded.india.districts_for_half]}
    names = ", ".join(sorted(map(str, held)))
    return _concentrated(loaded, whole(len(held)), len(held), _("Today they are %(names)s.") % {"names": names})


@figure("hhi")
def hhi(loaded: Loaded) -> Computed:
    if not loaded.india or loaded.india.hhi is None:
        return _no_table()
    said = {"effective": whole(loaded.india.effective_number, 1), "theil": whole(loaded.india.theil, 2)}
    words = _("The brief gives no index; its shares allow none below this. It is as if %(effective)s equal districts "
              "exported everything. Theil’s T is %(theil)s.") % said  # fmt: skip
    return _concentrated(loaded, whole(loaded.india.hhi), loaded.india.hhi, words)


@figure("top_names")
def top_names(loaded: Loaded) -> Computed:
    if not loaded.top:
        return _no_table()
    rows = loaded.top[:OUTSIDE]
    names = [(f"{row.district}", link_to(row.district)) for row in rows]
    words = _("Another year. Exports are booked where they are declared: head offices and ports of a company count.")
    value, codes = ", ".join(name for name, _url in names), tuple(row.district.lgd_code for row in rows)
    return Computed(value, None, loaded.source(loaded.any), words, names, codes)


def link_to(district: District) -> str:
    """The district's page, if this portal has one."""
    try:
        return reverse("district", args=[district.lgd_code])
    except NoReverseMatch:
        return ""
