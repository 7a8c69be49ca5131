"""What monitoring asks of a post: the progress of the quarter that is over, in the page of one's work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock, roles
from institutions.actors import Actor
from strategies.models import DocumentStatus, Measure, Progress
from strategies.monitoring.quarters import quarter_at, quarter_of
from strategies.monitoring.rule import rule
from workflow.inbox import Waiting, register


@register
def progress_to_report(actor: Actor) -> Iterator[Waiting]:
    """Documents of the convener's committee of which the quarter that ended last is not wholly reported."""
    if not actor.may(roles.SUBMIT):
        return
    by = rule()
    quarter = quarter_at(quarter_of(by.on).index - 1)
    reported = Progress.objects.filter(
        Q(intervention=OuterRef("intervention")) | Q(target=OuterRef("target")), year=quarter.year,
        quarter=quarter.number, actual__isnull=False,
    )  # fmt: skip
    due = Q(intervention__isnull=False, first_quarter__lte=quarter.index, last_quarter__gte=quarter.index)
    rows = Measure.objects.in_force().filter(due | Q(year=quarter.year), ~Exists(reported))
    rows = rows.filter(Q(asked_from=None) | Q(asked_from__lte=quarter.index))
    rows = rows.filter(adoption__case__origin=actor.body, goal__isnull=False, baseline__isnull=False)
    missing = dict(rows.order_by().values_list("adoption__case").annotate(n=Count("pk")))
    due_at = clock.at(by.due_on(quarter), 23, 59)
    for case in Case.objects.filter(pk__in=missing):
        yield Waiting(
            url=reverse("progress-entry", args=[case.handle, quarter.slug]),
            title=case.title,
            reference=case.reference,
            what=_("Report %(quarter)s: %(n)s figures are missing") % {"quarter": quarter.short, "n": missing[case.pk]},
            status=case.status,
            status_label=str(DocumentStatus.ADOPTED.label),
            due_at=due_at,
            late=due_at <= clock.now(),
        )
