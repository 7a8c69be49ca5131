"""Red, amber or green: the one rule, its numbers, and the sentence that says it on every page it colours.

The numbers are `Allowance` rows where DGFT headquarters has set them, else what stands here; none is laid down in the
Handbook [unverified].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case as SqlCase
from django.db.models import CharField, DecimalField, ExpressionWrapper, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from escalations.models import Allowance
from institutions import clock
from strategies.models import Measure
from strategies.models.monitoring import MeasureQuerySet
from strategies.models.plans import FIGURE
from strategies.monitoring.quarters import Quarter, quarter_at, quarter_of

DEFAULTS = {
    "progress-green-percent": 90,
    "progress-amber-percent": 70,
    "progress-silent-quarters": 2,
    "progress-report-days": 30,  # after the end of a quarter, in calendar days
}
GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"
COLOURS = {GREEN: lazy("Green"), AMBER: lazy("Amber"), RED: lazy("Red"), GREY: lazy("Grey")}
TONES = {GREEN: "good", AMBER: "wait", RED: "late", GREY: "neutral"}  # of the design system
VERDICTS = {  # verdict -> colour, in words
    "reached": (GREEN, lazy("Target reached")),
    "on_path": (GREEN, lazy("On its path")),
    "close": (AMBER, lazy("Somewhat behind")),
    "behind": (RED, lazy("Behind")),
    "overdue": (RED, lazy("Past its date, target not reached")),
    "silent": (RED, lazy("Not reported")),
    "awaited": (GREY, lazy("Nothing reported yet")),
    "not_started": (GREY, lazy("Not begun yet")),
    "unmeasured": (GREY, lazy("No indicator with figures and dates")),
}
FIELD = DecimalField(**FIGURE)


@dataclass(frozen=True)
class Rule:
    """The numbers of the rule on a day. judged: the last quarter whose report is due."""

    on: date
    green: int
    amber: int
    silent: int
    report_days: int

    @property
    def judged(self) -> Quarter:
        """The last quarter that ended at least so many days ago."""
        return quarter_at(quarter_of(self.on - timedelta(days=self.report_days)).index - 1)

    def due_on(self, quarter: Quarter) -> date:
        """Until when a quarter is reported."""
        return quarter.ends_on + timedelta(days=self.report_days)

    @property
    def sentences(self) -> list[str]:
        """The rule as a reader checks it."""
        said = {"green": self.green, "amber": self.amber, "silent": self.silent, "days": self.report_days}
        return [
            _("Green: at least %(green)s per cent of the planned path, or the target reached.") % said,
            _("Amber: at least %(amber)s per cent of the planned path.") % said,
            _("Red: below that, past its date without reaching the target, or not reported for %(silent)s quarters.")
            % said,
            _("Grey: not begun, nothing reported yet, or no indicator with figures and dates.") % said,
            _("Of a plan adopted before this portal no quarter is asked for from before it was brought in.") % said,
            _(
                "The planned path goes evenly from the baseline to the target between the two dates, unless another "
                "figure was planned for the quarter; what counts is how much of the way from the baseline is made. "
                "Exports count from 1 April of each financial year, and a target of a year is judged by its share also "
                "when the year is over. A quarter is reported within %(days)s days of "
                "its end."
            )
            % said,
        ]


def rule(on: date | None = None) -> Rule:
    """The rule in force today (one query)."""
    set_ = dict(Allowance.objects.filter(code__in=DEFAULTS).values_list("code", "value"))
    numbers = DEFAULTS | set_
    return Rule(
        on=on or clock.today(), green=numbers["progress-green-percent"], amber=numbers["progress-amber-percent"],
        silent=numbers["progress-silent-quarters"], report_days=numbers["progress-report-days"],
    )  # fmt: skip


def planned(year, quarter) -> Func:
    """The default path of a measure in a quarter, as SQL: the function that `0004_money_and_measures` made."""
    return Func(
        F("baseline"), F("goal"), F("starts_on"), F("due_on"), year, quarter,
        function="strategies_planned", output_field=FIELD,
    )  # fmt: skip


def judged(measures: MeasureQuerySet, by: Rule) -> MeasureQuerySet:
    """Each measure with `planned` (in the quarter last reported), `share` of the way made (1 = as planned), `verdict`.

    One expression for pages, sums and downloads alike. See VERDICTS for what a verdict means.
    """
    due = by.judged.index
    way = NullIf(F("planned") - F("baseline"), Value(Decimal(0)), output_field=FIELD)
    reported = F("latest__year") * 4 + F("latest__quarter") - 1
    asked = Greatest(reported, F("first_quarter") - 1, F("asked_from") - 1)  # NULL is left out
    silence = Least(Value(due), F("last_quarter")) - asked
    rows = measures.annotate(
        planned=Coalesce(F("latest__planned"), planned(F("latest__year"), F("latest__quarter"))),
        silence=ExpressionWrapper(silence, output_field=IntegerField()),
    )
    rows = rows.annotate(share=ExpressionWrapper((F("latest__actual") - F("baseline")) / way, output_field=FIELD))
    unmeasured = Q(baseline=None) | Q(goal=None) | Q(starts_on=None) | Q(due_on=None)
    reached = Q(goal__gte=F("baseline"), latest__actual__gte=F("goal")) | Q(
        goal__lt=F("baseline"), latest__actual__lte=F("goal")
    )
    never_asked = Q(latest=None, asked_from__isnull=False, last_quarter__lt=F("asked_from"))  # over before it came here
    return rows.annotate(
        verdict=SqlCase(
            When(unmeasured, then=Value("unmeasured")),
            When(reached, then=Value("reached")),
            When(never_asked, then=Value("awaited")),
            When(intervention__isnull=False, last_quarter__lte=due, then=Value("overdue")),
            When(silence__gte=by.silent, then=Value("silent")),
            When(latest=None, starts_on__gt=by.on, then=Value("not_started")),
            When(latest=None, then=Value("awaited")),
            When(share=None, then=Value("on_path")),
            When(share__gte=Decimal(by.green) / 100, then=Value("on_path")),
            When(share__gte=Decimal(by.amber) / 100, then=Value("close")),
            default=Value("behind"),
            output_field=CharField(),
        )
    )


def colour_of(verdict: str) -> str:
    return VERDICTS[verdict][0]


def tone_of(verdict: str) -> str:
    return TONES[colour_of(verdict)]


def in_words(measure: Measure) -> str:
    """Why a measure has its colour."""
    words = str(VERDICTS[measure.verdict][1])
    if measure.verdict == "silent":
        return _("Not reported for %(n)s quarters") % {"n": measure.silence}
    if measure.verdict in ("on_path", "close", "behind") and measure.share is not None:
        return _("%(words)s: %(share)s per cent of the planned path") % {
            "words": words, "share": round(measure.share * 100),
        }  # fmt: skip
    return words
