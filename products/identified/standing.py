"""Where a product stands, in one sentence: its status, who has it, until when, and what follows silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from escalations import clocks, standing
from escalations.standing import day_in_words
from products.identified import posts
from products.models import IdentifiedProduct, ProductStatus, Publication


@dataclass(frozen=True)
class Standing(standing.Standing):
    """What the standing component shows of a product. published_at: since when the publication in force is."""

    product: IdentifiedProduct
    published_at: datetime | None

    @property
    def sentence(self) -> str:
        case = self.case
        said = {"status": ProductStatus(case.status).label, "holder": case.holder, "list": self.product.listed_in}
        if case.status == ProductStatus.LISTED:
            return _("On the list “%(list)s”; the district's committee has not taken it up yet.") % said
        if case.status == ProductStatus.RETIRED:
            return _("%(status)s since %(date)s.") % (said | {"date": day_in_words(case.closed_at)})
        if case.status == ProductStatus.PUBLISHED:
            return _("%(status)s since %(date)s; everybody can read it.") % (
                said | {"date": day_in_words(self.published_at)}
            )
        if self.deadline is None:
            sentence = _("%(status)s; with %(holder)s.") % said
        else:
            said |= {"date": day_in_words(self.deadline.due_at), "then": self._then()}
            sentence = _("%(status)s; with %(holder)s until %(date)s; %(then)s.") % said
        if self.published_at:
            sentence += " " + _("What was published on %(date)s stays in force.") % {
                "date": day_in_words(self.published_at)
            }
        return sentence

    def _then(self) -> str:
        case = self.case
        if case.status == ProductStatus.RETURNED:
            return _("if silent, it is reminded and its chair is told")
        if case.level >= posts.CHIEF_SECRETARY:
            return _("this is the highest level, which is reminded of it")
        return _("if silent, it goes up one level")


def standing_of(product: IdentifiedProduct) -> Standing:
    """The standing of a product now (about four queries)."""
    current = Publication.objects.filter(product=product.pk, ended_at=None).first()
    published_at = current.published_at if current else None
    return Standing(product.case, clocks.running(product.case), product, published_at)
