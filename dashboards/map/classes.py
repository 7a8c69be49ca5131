"""Which class of a map a figure falls into, and what its legend says."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from django.utils.translation import gettext as _

CLASSES = 5
NONE, ZERO = "none", "zero"


@dataclass(frozen=True)
class Scale:
    """Breaks between classes, rising: a figure belongs to the class above the last break it reaches.

    whole: figures are counts. diverging: the middle means no change, and zero is a figure like any other.
    """

    breaks: tuple[float, ...]
    whole: bool = False
    diverging: bool = False

    def class_of(self, value: float | None) -> str:
        """ "none" without a figure, "zero" for zero, else "1" for the lowest to "5"."""
        if value is None:
            return NONE
        if value == 0 and not self.diverging:
            return ZERO
        return str(bisect_right(self.breaks, value) + 1)

    def css(self, value: float | None) -> str:
        """The class of CSS: q1 to q5 from light to dark, g1 to g5 about the middle."""
        found = self.class_of(value)
        if found in (NONE, ZERO):
            return f"q-{found}"
        return f"{'g' if self.diverging else 'q'}{found}"

    def labels(self, words: Callable[[float], str]) -> list[str]:
        """One for each class, lowest first."""
        if not self.breaks:
            return [_("more than zero")]
        first, last = self.breaks[0], self.breaks[-1]
        if self.whole:
            lowest = words(1) if first == 2 else f"1–{words(first - 1)}"
            between = [
                words(low) if high - low == 1 else f"{words(low)}–{words(high - 1)}"
                for low, high in zip(self.breaks, self.breaks[1:], strict=False)
            ]
        else:
            lowest = _("under %(figure)s") % {"figure": words(first)}
            between = [
                _("%(low)s to %(high)s") % {"low": words(low), "high": words(high)}
                for low, high in zip(self.breaks, self.breaks[1:], strict=False)
            ]
        return [lowest, *between, _("%(figure)s or more") % {"figure": words(last)}]


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    css: str
    label: str
    count: int


def quantiles(values: Iterable[float], *, classes: int = CLASSES) -> tuple[float, ...]:
    """Breaks that put about as many figures above zero into each class, rounded; fewer where they meet."""
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return ()
    cuts = (_rounded(ordered[len(ordered) * nth // classes]) for nth in range(1, classes))
    return tuple(sorted({cut for cut in cuts if ordered[0] < cut <= ordered[-1]}))


def _rounded(value: float) -> float:
    size = 10 ** (floor(log10(value)) - 1)
    return float(f"{round(value / size) * size:.6g}")


def legend(scale: Scale, values: Sequence[float | None], words: Callable[[float], str]) -> list[Key]:
    """Every class with how many districts it has; zero and no data only where they occur, and apart."""
    counts = Counter(scale.css(value) for value in values)
    letter = "g" if scale.diverging else "q"
    keys = [
        Key(f"{letter}{nth}", label, counts[f"{letter}{nth}"]) for nth, label in enumerate(scale.labels(words), start=1)
    ]
    ends = [("q-zero", words(0)), ("q-none", _("no data"))]
    zero, none = (Key(css, label, counts[css]) for css, label in ends)
    return [*([zero] if zero.count else []), *keys, *([none] if none.count else [])]
