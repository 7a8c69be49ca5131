"""A product as the public reads it: frozen when the State publishes it, in force until the next one or its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from geography.models import Country
from geography.names import name_key
from products.identified.codes import confirmed
from products.identified.inputs import PLAIN
from products.models import HSCode, IdentifiedProduct, ProductCode, Publication, TargetMarket
from workflow.engine import Move


def in_force(product: Any) -> bool:
    """Whether the public reads a publication of it; a row of a list brings the answer along as `is_public`."""
    if not hasattr(product, "is_public"):
        product.is_public = Publication.objects.filter(product=product.pk, ended_at=None).exists()
    return product.is_public


def freeze(move: Move) -> None:
    """Write what the public reads from now on."""
    publish(move.subject, move.at, published_by=str(move.by.post), cycle=move.case.cycle)


def publish(product: IdentifiedProduct, at: datetime, **said: Any) -> None:
    """Freeze a product as it is; the former publication ends at the same instant."""
    end(product, at)
    last = product.publications.aggregate(last=Max("number"))["last"] or 0
    content = content_of(product) | said
    codes = [one["code"] for one in content["codes"]]
    Publication.objects.create(
        product=product, number=last + 1, content=content, published_at=at, key=name_key(content["name"])[:200],
        under=sorted({code[:digits] for code in codes for digits in (2, 4, 6, 8)}),
    )  # fmt: skip


def end(product: IdentifiedProduct, at: datetime) -> None:
    """Nothing of it is in force any more."""
    Publication.objects.filter(product=product, ended_at=None).update(ended_at=at)


def content_of(product: IdentifiedProduct) -> dict[str, Any]:
    """The facts in words and codes, complete in themselves: later changes of the tables do not reach them."""
    case = product.case
    return {
        "name": case.title,
        "name_hi": product.name_hi,
        "kind": product.kind,
        "sector": product.sector,
        "service_class": _service_class(product),
        "is_odop": product.is_odop,
        "indication": _indication(product),
        "cluster": {"id": product.cluster_id, "kind": product.cluster.kind, "name": product.cluster.name}
        if product.cluster_id else None,
        "value_chain": product.value_chain,
        "codes": [code_document(row.code) for row in confirmed(product)],
        "markets": [
            {"iso2": row.country.iso2, "name": row.country.name, "name_hi": row.country.name_hi,
             "existing": row.is_existing}
            for row in product.target_markets.select_related("country").order_by("-is_existing", "country__name")
        ],
        "district": case.district.lgd_code,
    }  # fmt: skip


def code_document(code: HSCode) -> dict[str, Any]:
    """A code with its level, edition and words."""
    return {"code": code.code, "dotted": code.dotted, "edition": code.edition, "level": code.level,
            "description": code.description, "description_hi": code.description_hi}  # fmt: skip


def _service_class(product: IdentifiedProduct) -> dict[str, str] | None:
    row = product.service_class
    return {"code": row.code, "name": row.name, "name_hi": row.name_hi} if row else None


def _indication(product: IdentifiedProduct) -> dict[str, str] | None:
    row = product.indication
    return {"number": row.number, "name": row.name} if row else None


def restore(move: Move) -> None:
    """Give up a revision: the facts are again those the public reads."""
    product = move.subject
    current = product.publications.get(ended_at=None).content
    move.case.title, product.key = current["name"], name_key(current["name"])
    kept = {name: current[name] for name in PLAIN if name not in ("service_class", "indication", "cluster")}
    for name, value in kept.items():
        setattr(product, name, value)
    for name, key in (("service_class", "code"), ("indication", "number"), ("cluster", "id")):
        said = current[name]
        related = IdentifiedProduct._meta.get_field(name).related_model
        setattr(product, name, related.objects.get(**{key: said[key]}) if said else None)
    _restore_codes(move, current["codes"])
    product.target_markets.all().delete()
    countries = {row.iso2: row for row in Country.objects.filter(iso2__in=[one["iso2"] for one in current["markets"]])}
    TargetMarket.objects.bulk_create(
        TargetMarket(product=product, country=countries[one["iso2"]], is_existing=one["existing"])
        for one in current["markets"]
    )


def _restore_codes(move: Move, published: list[dict[str, Any]]) -> None:
    product, kept = move.subject, set()
    for one in published:
        code = HSCode.objects.get(edition=one["edition"], code=one["code"])
        kept.add(code.pk)
        ProductCode.objects.get_or_create(
            product=product, code=code, defaults={"confirmed_by": move.by.post, "confirmed_at": move.at}
        )
    product.product_codes.exclude(code__in=kept).delete()
