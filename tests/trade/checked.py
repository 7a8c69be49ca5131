"""A product of Ri Bhoi meant for the USA, with a checklist that was loaded."""

from pathlib import Path

from geography.models import Country
from products.models import IdentifiedProduct, TargetMarket
from tests.products.made import product
from tests.trade.access import REQUIREMENT, take
from trade.access import checklist
from trade.models import Requirement, RequirementMark

LABEL = REQUIREMENT | {"kind": "label", "sentence": "The label names the lot", "limit": "", "unit": ""}
NOTE = "The mill owner refuses to invest"


def turmeric(cast, folder: Path, *, rows: tuple = (REQUIREMENT, LABEL)) -> IdentifiedProduct:
    made = product(cast, "Lakadong turmeric", codes=("091030",))
    TargetMarket.objects.create(product=made, country=Country.objects.get(iso3="USA"))
    if rows:
        take(folder, "requirements", list(rows))
    return made


def limit() -> Requirement:
    return Requirement.objects.in_force().get(kind="limit")


def gap(cast, made: IdentifiedProduct, *, by: str = "convener", note: str = NOTE) -> RequirementMark:
    data = {"state": "gap", "owner": cast.member.post.pk, "note": note}
    return checklist.mark(by=cast.actor(by), product=made, requirement=limit(), data=data)
