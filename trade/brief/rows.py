"""The rows of the brief's table: what was published, what is computed, and how near they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from trade.brief import sectors  # noqa: F401  (says how its figures are computed)
from trade.brief.computed import Computed, Loaded, compute
from trade.brief.published import NAMES, Published, published

NEAR = 0.05  # of the published figure
SECTIONS = [
    ("reach", lazy("How many")),
    ("concentration", lazy("How concentrated")),
    ("sectors", lazy("Of what")),
    ("standing_out", lazy("Who stands out")),
    ("programme", lazy("What was set up")),
]


@dataclass(frozen=True)
class Row:
    """A figure of the brief beside the portal's."""

    published: Published
    computed: Computed

    @property
    def verdict(self) -> tuple[str, str]:
        """How they compare: a tone and a word. Nothing is called wrong: years and ways to count differ."""
        if not self.computed.value:
            return "neutral", _("not computed")
        if self.published.unit == NAMES:
            same = self.shared_names
            return "info", _("%(same)s of %(all)s the same") % {"same": same, "all": len(self.published.names)}
        told, found = self.published.number, self.computed.number
        if self.published.unit in ("at_least", "more_than"):
            return ("good", _("borne out")) if found >= told else ("wait", _("differs"))
        if round(found, 1) == told:
            return "good", _("the same")
        return ("info", _("near")) if abs(found - told) <= NEAR * told else ("wait", _("differs"))

    @property
    def shared_names(self) -> int:
        """How many of the brief's districts are among the computed ones, whatever their order and spelling."""
        return len(set(self.published.places) & set(self.computed.codes))


def rows(loaded: Loaded | None = None) -> list[Row]:
    """Every figure, in the order of the page."""
    loaded = loaded or Loaded()
    return [Row(one, compute(one.code, loaded)) for one in published()]


def sections(found: list[Row]) -> list[dict]:
    """The rows under their headings; the source most of them have is said once under the table, as `source`."""
    made = []
    for code, title in SECTIONS:
        rows = [row for row in found if row.published.section == code]
        said = Counter(row.computed.source for row in rows if row.computed.source)
        source, times = said.most_common(1)[0] if said else ("", 0)
        made.append({"code": code, "title": title, "rows": rows, "source": source if times > 1 else ""})
    return made
