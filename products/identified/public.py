"""What the public reads of identified products: publications in force, and names on national lists; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.actors import Actor
from products.models import IdentifiedProduct, ProductKind, ProductStatus, Publication
from products.models.identified import IdentifiedProductQuerySet


def with_publication(rows: IdentifiedProductQuerySet) -> IdentifiedProductQuerySet:
    """Each row with the publication in force (`published`, `published_at`) and the name the public knows."""
    current = Publication.objects.filter(product=OuterRef("pk"), ended_at=None)
    name = current.annotate(name=KT("content__name")).values("name")[:1]
    return rows.annotate(
        published=Subquery(current.values("content")[:1]),
        published_at=Subquery(current.values("published_at")[:1]),
        public_name=Coalesce(
            NullIf(Subquery(name, output_field=CharField()), Value("")), F("listed_name"), output_field=CharField()
        ),
    )


@dataclass(frozen=True)
class Face:
    """A product as one reader may see it: names, codes and a status. `pending` codes are suggested, unconfirmed."""

    url_handle: str
    reference: str
    name: str
    district: Any
    kind: str
    status: str
    status_label: str
    is_odop: bool
    gi: str
    listed_in: str
    codes: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def kind_label(self) -> str:
        return str(ProductKind(self.kind).label)


def own_face(product: IdentifiedProduct) -> Face:
    """As its committees see it: the facts as they are now. Rows come with `codes` and `pending`."""
    case = product.case
    return Face(
        case.handle, case.reference, str(product), case.district, product.kind, case.status, product.status_label,
        product.is_odop, product.indication.number if product.indication else "", product.listed_in,
        tuple(product.confirmed_codes), tuple(product.pending_codes), case.changed_at,
    )  # fmt: skip


def public_face(product: IdentifiedProduct) -> Face:
    """As anybody sees it: what is published, else what the list says. Rows come with `with_publication`."""
    case, said = product.case, product.published
    if said is None:
        return Face(
            case.handle, case.reference, product.listed_name or product.public_name, case.district, product.kind,
            ProductStatus.LISTED, _("On a national list"), product.listed_as_odop, "", product.listed_in,
        )  # fmt: skip
    return Face(
        case.handle, case.reference, in_language(said, "name"), case.district, said["kind"], ProductStatus.PUBLISHED,
        str(ProductStatus.PUBLISHED.label), said["is_odop"], (said["indication"] or {}).get("number", ""),
        product.listed_in, tuple(code["code"] for code in said["codes"]), (), product.published_at,
    )  # fmt: skip


def in_language(said: dict[str, Any], name: str) -> str:
    """A text of a publication in the reader's language, as far as it was written in it."""
    return said.get(f"{name}_hi") if get_language() == "hi" and said.get(f"{name}_hi") else said[name]


def readable_by(actor: Actor) -> IdentifiedProductQuerySet:
    """What somebody may open in one form or another: what they see as a case, and what is public."""
    public = IdentifiedProduct.objects.public()
    if actor.post is None:
        return public
    seen = IdentifiedProduct.objects.visible_to(actor)
    return IdentifiedProduct.objects.filter(pk__in=seen.values("pk")) | IdentifiedProduct.objects.filter(
        pk__in=public.values("pk")
    )
