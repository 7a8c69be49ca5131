"""The register at a glance: every open case a dot on its level, drawn as stairs, beside a table that says the same."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bottlenecks.models import Status
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case
from escalations.models import Escalation

LEVELS = (
    _("District committee"),
    _("State committee or department"),
    _("Central agency, or State committee"),
    _("Head of the agency, or Chief Secretary"),
    _("DGFT headquarters"),
    _("Inter-ministerial"),
)
TONES = (  # in the order in which the dots are piled up
    ("moving", _("being worked on")),
    ("waiting", _("waiting for an acknowledgement")),
    ("climbed", _("went up because a date passed")),
)
STEP, TREAD, DOT, ACROSS, RISE, FLOOR, HEIGHT = 122, 118, 11, 10, 26, 196, 34  # in the units of the drawing


@dataclass
class Stair:
    """One level: its counts by tone, and where and how its dots are drawn."""

    level: int
    label: str | Promise
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def x(self) -> int:
        return self.level * STEP

    @property
    def y(self) -> int:
        return FLOOR - self.level * RISE

    @property
    def right(self) -> int:
        return self.x + TREAD - 8

    @property
    def riser(self) -> int:
        return FLOOR + HEIGHT - self.y

    @property
    def dots(self) -> list[tuple[str, str]]:
        """(tone, path): dots are strokes of no length with round ends, ten to a row, from the tread upwards."""
        paths, place = [], 0
        for tone, _label in TONES:
            moves = []
            for _dot in range(self.counts[tone]):
                x, y = self.x + 6 + place % ACROSS * DOT, self.y - 8 - place // ACROSS * DOT
                moves.append(f"M{x} {y}h0")
                place += 1
            if moves:
                paths.append((tone, "".join(moves)))
        return paths

    @property
    def cells(self) -> list[tuple[str | Promise, int]]:
        return [(label, self.counts[tone]) for tone, label in TONES]


@dataclass(frozen=True)
class Glance:
    stairs: list[Stair]
    finished: int
    districts: int

    @property
    def total(self) -> int:
        return sum(stair.total for stair in self.stairs)

    @property
    def tread(self) -> int:
        return TREAD

    @property
    def top(self) -> int:
        """The upper edge of the drawing: above the highest pile."""
        return min(stair.y - 12 - (stair.total + ACROSS - 1) // ACROSS * DOT for stair in self.stairs)

    @property
    def view_box(self) -> str:
        return f"0 {self.top} {STEP * len(self.stairs)} {FLOOR + HEIGHT - self.top}"


def glance() -> Glance:
    """Counted from the database, in three queries."""
    cases = Case.objects.filter(kind=BOTTLENECK.kind, reference__isnull=False)
    stairs = [Stair(level, label) for level, label in enumerate(LEVELS)]
    climbed = Escalation.objects.filter(
        case=OuterRef("pk"), to_level=OuterRef("level"), deadline__cycle=OuterRef("cycle")
    )
    counted = cases.filter(closed_at=None).annotate(climbed=Exists(climbed)).values("level", "climbed", "status")
    for row in counted.annotate(n=Count("pk")).values_list("level", "climbed", "status", "n"):
        stairs[min(row[0], len(stairs) - 1)].counts[_tone(row[1], row[2])] += row[3]
    finished = cases.exclude(closed_at=None).count()
    return Glance(stairs, finished, cases.values("district").distinct().count())


def _tone(climbed: bool, status: str) -> str:
    if climbed:
        return "climbed"
    return "waiting" if status == Status.RAISED else "moving"
