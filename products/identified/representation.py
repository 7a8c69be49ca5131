"""What systems read of an identified product: a row of the list from bare columns, and the whole document."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef

from cases.models import CaseQuerySet
from escalations import clocks
from institutions.actors import Actor
from products.identified.publication import code_document
from products.identified.workflow import PRODUCT
from products.models import IdentifiedProduct, ProductCode, Publication
from workflow.representation import case_document, events_of, evidence_of, named, post_document, post_row, stamp

COLUMNS = {
    "key": "key",
    "reference": "reference",
    "title": "title",
    "status": "status",
    "level": "level",
    "cycle": "cycle",
    "version": "version",
    "state_id": "state_id",
    "district_id": "district_id",
    "state_code": "state__code",
    "district_code": "district__code",
    "lgd_code": "district__lgd_code",
    "kind": "product__kind",
    "sector": "product__sector",
    "is_odop": "product__is_odop",
    "gi": "product__indication__number",
    "service_class": "product__service_class__code",
    "listed_in": "product__listed_in",
    "holder_id": "holder_id",
    "holder_role": "holder__role",
    "holder_body": "holder__body__code",
    "closed_at": "closed_at",
}
NAMES = ("holder_title", "holder_body_name", "codes", "unconfirmed", "is_public")


class ProductRow(namedtuple("Columns", ["changed_at", "id", *COLUMNS, *NAMES])):
    """A row of the list; to the predicates of the transition table it is the product and its case in one."""

    __slots__ = ()

    @property
    def case(self) -> ProductRow:
        return self


def columns() -> list:
    """The columns of a row, after changed_at and id; for cases with `with_codes`."""
    names = [named("holder__title"), named("holder__body__name"), F("codes"), F("unconfirmed"), F("is_public")]
    return [*COLUMNS.values(), *names]


def with_codes(cases: CaseQuerySet) -> CaseQuerySet:
    """Each row with its confirmed codes, those only suggested, and whether the public reads a publication of it."""
    rows = ProductCode.objects.filter(product=OuterRef("pk")).order_by("code__code").values("code__code")
    current = Publication.objects.filter(product=OuterRef("pk"), ended_at=None)
    return cases.annotate(
        codes=ArraySubquery(rows.exclude(confirmed_at=None)),
        unconfirmed=ArraySubquery(rows.filter(confirmed_at=None)),
        is_public=Exists(current),
    )


def row_document(row: ProductRow, href: str, actions: list) -> dict[str, Any]:
    return {
        "key": str(row.key),
        "reference": row.reference,
        "href": href,
        "title": row.title,
        "status": row.status,
        "status_label": str(PRODUCT.statuses(row.status).label),
        "level": row.level,
        "cycle": row.cycle,
        "version": row.version,
        "state": row.state_code,
        "district": f"{row.state_code}-{row.district_code}",
        "district_lgd_code": row.lgd_code,
        "product_kind": row.kind,
        "sector": row.sector,
        "is_odop": row.is_odop,
        "indication": row.gi,
        "service_class": row.service_class,
        "listed_in": row.listed_in,
        "hs_codes": row.codes,
        "suggested_codes": row.unconfirmed,
        "is_public": row.is_public,
        "holder": post_row(row.holder_id, row.holder_role, row.holder_title, row.holder_body, row.holder_body_name),
        "changed_at": stamp(row.changed_at),
        "closed_at": stamp(row.closed_at),
        "actions": actions,
    }


def product_document(product: IdentifiedProduct, actor: Actor) -> dict[str, Any]:
    """Everything the page says, for systems."""
    due = clocks.running(product.case)
    indication, cluster, service = product.indication, product.cluster, product.service_class
    return {
        **case_document(product.case, PRODUCT),
        "body": {"code": product.body.code, "name": str(product.body)},
        "due_at": stamp(due.due_at) if due else None,
        "product_kind": product.kind,
        "name_hi": product.name_hi,
        "sector": product.sector,
        "is_odop": product.is_odop,
        "indication": {"code": indication.number, "name": indication.name} if indication else None,
        "cluster": {"code": str(cluster.pk), "name": cluster.name} if cluster else None,
        "service_class": {"code": service.code, "name": str(service)} if service else None,
        "value_chain": product.value_chain,
        "listed_in": product.listed_in,
        "codes": [_code(row) for row in product.product_codes.select_related("code", "confirmed_by__body")],
        "markets": [
            {"country": row.country.iso2, "name": str(row.country), "existing": row.is_existing}
            for row in product.target_markets.select_related("country")
        ],
        "publications": [
            {"number": row.number, "published_at": stamp(row.published_at), "ended_at": stamp(row.ended_at),
             "content": row.content}
            for row in product.publications.all()
        ],
        "evidence": evidence_of(product.case),
        "events": events_of(product.case, PRODUCT),
    }  # fmt: skip


def _code(row: ProductCode) -> dict[str, Any]:
    return {
        **code_document(row.code),
        "confirmed": row.is_confirmed,
        "confirmed_at": stamp(row.confirmed_at),
        "confirmed_by": post_document(row.confirmed_by),
        "suggested_by": row.suggested_by,
        "score": row.score,
    }
