"""A district's own products in a table: each row a proposal to the State, as if typed into the form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from geography.names import name_key
from institutions import clock, roles
from institutions.actors import Actor, person
from institutions.models import Appointment
from products.identified.actions import blank, may_propose, propose
from products.identified.inputs import Proposal
from products.identified.names import same_name
from products.models import ProductKind
from trade.importer.layout import Column, Layout, Staged, WrongFile, register
from trade.importer.problems import add_sentences
from trade.models import Batch

FIELDS = {  # column of the table -> field of the form
    "product": "title", "name_in_hindi": "name_hi", "kind": "product_kind", "hs_codes": "hs_codes",
    "class_of_service": "service_class", "sector": "sector", "odop": "is_odop", "sold_to": "existing_markets",
    "new_markets": "new_markets", "gi_number": "indication", "value_chain": "value_chain",
}  # fmt: skip
COLUMN_OF = {field: column for column, field in FIELDS.items()}
YES = frozenset({"yes", "y", "1", "true", "हाँ", "हां"})
KINDS = {"": ProductKind.GOOD, "good": ProductKind.GOOD, "service": ProductKind.SERVICE}
SIGNS = str.maketrans({";": ",", "|": ","})

add_sentences(
    {
        "proposal": _("%(suggestion)s"),
        "proposed_already": _("The district has the product “%(value)s” already; that one stays as it is."),
    }
)


def sender(batch: Batch) -> Actor:
    """Who sent the table, acting through the post it was sent from; a WrongFile where they may not propose."""
    rows = Appointment.objects.current(clock.today()).with_place()
    appointment = rows.filter(user=batch.uploaded_by, post=batch.uploaded_post).first()
    actor = person(appointment) if appointment else None
    district = batch.body.district if batch.body else None
    if actor is None or district is None or not may_propose(actor, district):
        raise WrongFile(_("Only the convener or chair of a district's committee proposes its products."))
    return actor


def check(staged: Staged) -> None:
    actor = sender(staged.batch)
    district, seen = staged.batch.body.district, set()
    for row in staged.rows():
        key = name_key(row["product"])
        if key in seen:
            staged.note(row["row_no"], "product", "duplicate", row["product"])
        seen.add(key)
        if same_name(district.pk, row["product"]).exists():
            staged.note(row["row_no"], "product", "proposed_already", row["product"], warning=True)
            continue
        form = Proposal(_data(row), subject=blank(district), actor=actor)
        for name, errors in form.errors.items():
            column = COLUMN_OF.get(name, "product")
            for sentence in errors:
                staged.note(row["row_no"], column, "proposal", row[column], suggestion=str(sentence))


def apply(staged: Staged) -> int:
    """Propose the rows that are new; returns how many."""
    actor, district, taken = sender(staged.batch), staged.batch.body.district, 0
    for row in staged.rows():
        if not same_name(district.pk, row["product"]).exists():
            propose(by=actor, district=district, data=_data(row))
            taken += 1
    return taken


def _data(row: dict[str, Any]) -> dict[str, Any]:
    data = {field: row[column] for column, field in FIELDS.items()}
    kind = row["kind"].strip().lower().removesuffix("s")
    data["product_kind"] = KINDS.get(kind, kind)
    data["is_odop"] = row["odop"].strip().lower() in YES
    for name in ("hs_codes", "existing_markets", "new_markets"):
        data[name] = data[name].translate(SIGNS)
    return data


PRODUCTS_OF_A_DISTRICT = register(
    Layout(
        name="products_of_a_district",
        label=_("Products of my district"),
        columns=(
            Column("product", ("name of the product", "product name"), filled=True),
            Column("kind", ("goods or service",), required=False),
            Column("hs_codes", ("hs code", "hs"), required=False),
            Column("class_of_service", ("service class",), required=False),
            Column("sector", required=False),
            Column("odop", ("one district one product",), required=False),
            Column("sold_to", ("sold already to", "existing markets"), required=False),
            Column("new_markets", ("new markets to reach",), required=False),
            Column("gi_number", ("gi",), required=False),
            Column("value_chain", ("notes on the value chain",), required=False),
            Column("name_in_hindi", ("name in hindi",), required=False),
        ),
        check=check,
        apply=apply,
        permission=roles.IDENTIFY,
        own_district=True,
        hint=_(
            "One row for each product; each becomes a proposal to the State. Write HS codes as text, so that 0910 "
            "keeps its zero. Products the district has already are left as they are."
        ),
        example=(
            {
                "product": "Turmeric, ground", "kind": "good", "hs_codes": "0910.30", "sector": "Spices", "odop": "yes",
                "sold_to": "Nepal, Bangladesh", "new_markets": "Germany",
            },
            {"product": "Nursing training", "kind": "service", "class_of_service": "08"},
        ),
    )
)  # fmt: skip
