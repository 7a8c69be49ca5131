"""What India exports in broad sectors, and which districts stand out: the second half of the brief's figures."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from products.models import Cluster, ClusterKind
from trade.brief.computed import AGARWOOD, DOMINANT, OUTSIDE, RI_BHOI, Computed, Loaded, figure, today
from trade.indicators import read
from trade.models import DistrictFigures, PairFigures, Sector
from trade.money import percent, whole

WORDS = {  # what makes each sector's share differ
    Sector.Broad.MANUFACTURING: lambda: _("The brief does not say how it groups products."),
    Sector.Broad.AGRICULTURE: lambda: _(
        "Agriculture is HS 01–24 here; the brief’s share by value would need a wider definition, or it counted lines."
    ),
    Sector.Broad.MINERAL: lambda: _("Minerals are HS 25–27 here, refined petroleum included; that alone moves it."),
}


def _share(broad: str):
    def work(loaded: Loaded) -> Computed:
        row = loaded.shares.get(broad)
        if row is None:
            return Computed(why=_("Needs a table of exports by district and product."))
        source = loaded.source(loaded.any, read.TOTAL)
        return Computed(percent(row.share_by_value), 100 * row.share_by_value, source, WORDS[broad](),
                        also=by_lines(loaded, broad))  # fmt: skip

    return work


def by_lines(loaded: Loaded, broad: str) -> str:
    """The same share by number of lines, and of which lines."""
    counts, of = loaded.lines_by_broad
    if not counts:
        return ""
    share = counts.get(broad, 0) / sum(counts.values())
    return _("by number of lines %(share)s (of %(lines)s %(of)s)") % {
        "share": percent(share), "lines": whole(sum(counts.values())), "of": of,
    }  # fmt: skip


for _broad in Sector.Broad:
    figure(_broad.value)(_share(_broad))


@figure("agarwood")
def agarwood(loaded: Loaded) -> Computed:
    if not loaded.eight:
        return Computed(
            why=_("Needs a table of exports by district and HS line of 8 digits; what is loaded is coarser.")
        )
    rows = PairFigures.objects.filter(slice=loaded.eight, item__code=AGARWOOD)
    pair = rows.filter(district__lgd_code=RI_BHOI).first()
    source = loaded.source(loaded.eight, read.TOTAL)
    if pair is None:
        return Computed(why=_("The table has no exports of it by Ri Bhoi."), source=source)
    words = _("Another year; of India’s exports of the line, those of no stated district included.")
    return Computed(percent(pair.share_of_item), 100 * pair.share_of_item, source, words)


@figure("dominant")
def dominant(loaded: Loaded) -> Computed:
    if not loaded.fine:
        return Computed(why=_("Needs a table of exports by district and HS code; what is loaded has broad sectors."))
    count = dominant_districts(loaded).count()
    words = _("Another year, at %(level)s digits. The coarser the code, the fewer such districts.")
    source = loaded.source(loaded.fine, read.TOTAL)
    return Computed(whole(count), count, source, words % {"level": int(loaded.fine.level)})


def dominant_districts(loaded: Loaded):
    """Districts outside the top ten with more than 75 % of India's exports of their largest product."""
    rows = DistrictFigures.objects.filter(slice=loaded.fine, rank__gt=OUTSIDE)
    return rows.filter(
        top_item__figures__slice=loaded.fine,
        top_item__figures__top_district=F("district"),
        top_item__figures__top_district_share__gt=DOMINANT,
    )


def _clusters(kind: str):
    def work(loaded: Loaded) -> Computed:
        count = Cluster.objects.filter(kind=kind, ended_on=None).count()
        if not count:
            return Computed(why=_("No list of such clusters is loaded."))
        source = _("Clusters recorded in this portal · %(date)s") % {"date": today()}
        return Computed(whole(count), count, source, _("Only clusters with a notification are recorded here."))

    return work


figure("toy_clusters")(_clusters(ClusterKind.TOY))
figure("agriculture_clusters")(_clusters(ClusterKind.AGRICULTURE))
