"""Where a product stands, in one sentence: its status, who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalations import clocks
from escalations.explain import day_of
from escalations.models import Deadline
from institutions import clock
from products.identified import posts
from products.models import IdentifiedProduct, ProductStatus, Publication


@dataclass(frozen=True)
class Standing:
    """What the standing component shows. published_at: since when the publication in force is."""

    product: IdentifiedProduct
    deadline: Deadline | None
    published_at: datetime | None

    paused_until = None

    @property
    def due_at(self) -> datetime | None:
        return self.deadline.due_at if self.deadline else None

    @property
    def days(self) -> int | None:
        return self.deadline.allowed_days if self.deadline else None

    @property
    def day(self) -> int | None:
        return day_of(self.deadline) if self.deadline and self.deadline.allowed_days is not None else None

    @property
    def overdue(self) -> bool:
        return self.deadline is not None and self.deadline.due_at <= clock.now()

    @property
    def sentence(self) -> str:
        case = self.product.case
        said = {"status": ProductStatus(case.status).label, "holder": case.holder, "list": self.product.listed_in}
        if case.status == ProductStatus.LISTED:
            return _("On the list “%(list)s”; the district's committee has not taken it up yet.") % said
        if case.status == ProductStatus.RETIRED:
            return _("%(status)s since %(date)s.") % (said | {"date": _day(case.closed_at)})
        if case.status == ProductStatus.PUBLISHED:
            return _("%(status)s since %(date)s; everybody can read it.") % (said | {"date": _day(self.published_at)})
        if self.deadline is None:
            sentence = _("%(status)s; with %(holder)s.") % said
        else:
            said |= {"date": _day(self.deadline.due_at), "then": self._then()}
            sentence = _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said
        if self.published_at:
            sentence += " " + _("What was published on %(date)s stays in force.") % {"date": _day(self.published_at)}
        return sentence

    def _then(self) -> str:
        case = self.product.case
        if case.status == ProductStatus.RETURNED:
            return _("if silent, it is reminded and its chair is told")
        if case.level >= posts.CHIEF_SECRETARY:
            return _("this is the highest level, which is reminded of it")
        return _("if silent, it goes up one level")


def standing(product: IdentifiedProduct) -> Standing:
    """The standing of a product now (about four queries)."""
    current = Publication.objects.filter(product=product.pk, ended_at=None).first()
    return Standing(product, clocks.running(product.case), current.published_at if current else None)


def _day(instant: datetime) -> str:
    return date_format(clock.local_date(instant), "j M Y")
