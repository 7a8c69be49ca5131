"""The committee is told once, 90 and 30 days before, that a certificate its exports rest on comes to its end.

Telling is a move of the product's case, made by the clock: so it stands in the product's history, and it is told once
however many workers look (the move locks the case, and looks again).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Event
from institutions import clock
from institutions.actors import SYSTEM
from notices.models import Purpose
from notices.outbox import NoticeTo
from products.identified import posts, who
from products.models import Certificate, CertificateAlert, ProductStatus
from workflow.engine import Inputs, Move, Transition, perform
from workflow.errors import NotNow

THRESHOLDS = (30, 90)  # days before the end
LATE = timedelta(days=30)  # an end longer ago than this is history and told to nobody


class Expiring(Inputs):
    certificate = forms.ModelChoiceField(Certificate.objects.all())
    days = forms.TypedChoiceField(choices=[(days, days) for days in THRESHOLDS], coerce=int)


def threshold(expires_on: date, today: date) -> int | None:
    """The alert that is due: the shortest whose day has come; None while it is early, or when it is long over."""
    left = (expires_on - today).days
    if left < -LATE.days:
        return None
    return next((days for days in THRESHOLDS if left <= days), None)


def alert_expiring() -> int:
    """Tell of every certificate whose alert is due and not yet told; returns how many were told. May run twice."""
    return sum(_tell(certificate) for certificate in untold(clock.today()))


def untold(today: date) -> QuerySet[Certificate]:
    """Certificates that end soon or ended lately, not renewed and not told of; none of retired products."""
    soon = Q(expires_on__lte=today + timedelta(days=min(THRESHOLDS)))
    told = CertificateAlert.objects.filter(certificate=OuterRef("pk"), expires_on=OuterRef("expires_on"))
    rows = Certificate.objects.counted().filter(
        renewed_by=None, expires_on__range=(today - LATE, today + timedelta(days=max(THRESHOLDS)))
    )
    rows = rows.exclude(product__case__status=ProductStatus.RETIRED).select_related("product__case")
    return rows.exclude(soon & Exists(told.filter(days=min(THRESHOLDS)))).exclude(~soon & Exists(told)).order_by("pk")


def _tell(certificate: Certificate) -> bool:
    days = threshold(certificate.expires_on, clock.today())
    try:
        perform(certificate.product.case, ROW.verb, by=SYSTEM, data={"certificate": certificate.pk, "days": days})
    except NotNow:
        return False  # told, renewed or retired since it was found
    return True


def still_due(move: Move) -> str | None:
    """Under the lock of the case: read again, since another worker or a person may have been faster."""
    days = move.inputs["days"]
    certificate = Certificate.objects.select_for_update().get(pk=move.inputs["certificate"].pk)
    move.inputs["certificate"] = certificate
    told = certificate.alerts.filter(expires_on=certificate.expires_on, days__lte=days).exists()
    due = threshold(certificate.expires_on, clock.today()) == days
    if (
        told
        or not due
        or certificate.renewed_by_id
        or certificate.withdrawn_at
        or certificate.product_id != move.subject.pk
    ):
        return _("Nothing has to be told of this certificate now.")
    return None


def describe(move: Move) -> None:
    certificate = move.inputs["certificate"]
    move.data |= {"certificate": certificate.pk, "days": move.inputs["days"], "on": certificate.expires_on.isoformat()}


def keep(move: Move) -> None:
    certificate = move.inputs["certificate"]
    CertificateAlert.objects.create(
        certificate=certificate, days=move.inputs["days"], expires_on=certificate.expires_on, event=move.event
    )


def the_convener(move: Move) -> Iterator[NoticeTo]:
    yield NoticeTo(posts.resolve("depc.convener", move.subject), Purpose.FOR_ACTION)


ROW = Transition(
    "certificate_expires", lazy("A certificate expires soon"),
    (ProductStatus.LISTED, ProductStatus.PROPOSED, ProductStatus.RETURNED, ProductStatus.ENDORSED,
     ProductStatus.PUBLISHED),
    None, by=who.the_clock, inputs=Expiring, still=still_due, effect=describe, keep=keep, notify=the_convener,
)  # fmt: skip


def words_of(event: Event) -> list[str]:
    """What an event of the row says beside its label: which certificate ends when; nothing for other events."""
    if event.verb != ROW.verb:
        return []
    alert = CertificateAlert.objects.select_related("certificate").filter(event=event).first()
    return [said for _term, said in _facts(alert)] if alert else []


def facts_of(event: Event) -> list[tuple[str, str]]:
    """The same for a notice: (term, value)."""
    alert = CertificateAlert.objects.select_related("certificate").filter(event=event).first()
    return _facts(alert) if alert and event.verb == ROW.verb else []


def _facts(alert: CertificateAlert) -> list[tuple[str, str]]:
    certificate = alert.certificate
    said = _("%(kind)s, number %(number)s of %(issuer)s, expires on %(day)s.") % {
        "kind": certificate.get_kind_display(),
        "number": certificate.number,
        "issuer": certificate.issuer,
        "day": date_format(alert.expires_on, "j M Y"),
    }
    return [(_("Certificate"), said)]
