"""The auditor looks for promises the machinery did not keep, in the database alone: it works when Celery is dead."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cases.models import Case
from escalations.models import LADDER_KINDS, Deadline, Escalation
from escalations.sweep import last_clean_sweep
from institutions import clock
from institutions.models import Appointment
from notices.models import Delivery, DeliveryState, Mail, MailState, Notice
from workflow.engine import workflows

UNSENT_FOR = timedelta(minutes=30)


def findings() -> Iterator[str]:
    """One sentence per broken promise; nothing when all is well."""
    yield from _sweep_is_late()
    yield from _overdue_beyond_two_sweeps()
    yield from _no_clock()
    yield from _escalation_without_notice()
    yield from _unsent()
    yield from _unreachable()


def _sweep_is_late() -> Iterator[str]:
    last, at = last_clean_sweep(), clock.now()
    if last is None or at - last > timedelta(seconds=settings.SWEEP_SECONDS * 5):
        yield _("No clean sweep since %(when)s.") % {"when": last or _("the beginning")}


def _overdue_beyond_two_sweeps() -> Iterator[str]:
    late = clock.now() - timedelta(seconds=settings.SWEEP_SECONDS * 2)
    for deadline in Deadline.objects.overdue(late).select_related("case").order_by("due_at")[:1000]:
        yield _("%(case)s: the clock “%(kind)s” ran out at %(due)s and nothing followed. %(error)s") % {
            "case": deadline.case,
            "kind": deadline.get_kind_display(),
            "due": deadline.due_at,
            "error": deadline.error,
        }


def _no_clock() -> Iterator[str]:
    """Live cases whose status promises a clock and which have none."""
    running = Deadline.objects.running().filter(case=OuterRef("pk"))
    for workflow in workflows():
        if workflow.overdue is None:
            continue
        silent = Case.objects.live().filter(kind=workflow.kind).exclude(status__in=workflow.unclocked)
        for case in silent.filter(~Exists(running))[:1000]:
            yield _("%(case)s is “%(status)s” and no clock runs.") % {"case": case, "status": case.status}


def _escalation_without_notice() -> Iterator[str]:
    told = Notice.objects.filter(event=OuterRef("event"))
    for escalation in Escalation.objects.filter(~Exists(told)).select_related("case")[:1000]:
        yield _("%(case)s went to level %(level)s and nobody was told.") % {
            "case": escalation.case,
            "level": escalation.to_level,
        }


def _unsent() -> Iterator[str]:
    late = clock.now() - UNSENT_FOR
    for delivery in Delivery.objects.filter(state=DeliveryState.PENDING, created_at__lt=late).select_related("notice")[
        :1000
    ]:
        yield _("Notice %(notice)s has waited for a mail since %(since)s.") % {
            "notice": delivery.notice,
            "since": delivery.created_at,
        }
    for mail in Mail.objects.exclude(state=MailState.SENT).filter(created_at__lt=late)[:1000]:
        yield _("Mail to %(address)s is unsent after %(attempts)s attempts: %(error)s") % {
            "address": mail.address,
            "attempts": mail.attempts,
            "error": mail.error,
        }


def _unreachable() -> Iterator[str]:
    """Posts that hold running ladder clocks and that nobody occupies."""
    held = Appointment.objects.holders(clock.today()).filter(post=OuterRef("post"), user__is_active=True)
    empty = (
        Deadline.objects.running()
        .filter(kind__in=LADDER_KINDS)
        .filter(~Exists(held))
        .select_related("post__body", "case")
    )
    for deadline in empty[:1000]:
        yield _("%(case)s is with %(post)s, a post nobody holds.") % {"case": deadline.case, "post": deadline.post}
    for delivery in Delivery.objects.filter(
        state=DeliveryState.UNREACHABLE, created_at__gt=clock.now() - timedelta(days=7)
    ).select_related("notice__recipient__body")[:1000]:
        yield _("Notice %(notice)s reached nobody: %(post)s has no reachable holder.") % {
            "notice": delivery.notice,
            "post": delivery.notice.recipient,
        }
