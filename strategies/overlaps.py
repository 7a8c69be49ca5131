"""The overlap check: one product and one purpose of a district under two schemes needs one decision.

Two interventions of a plan have the same purpose where their challenge sub-category is the same; one without a
sub-category goes by its value-chain stage. A decision is of exactly what it was made on: another scheme or another
intervention is a new overlap, and the earlier decision stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies.life import who
from strategies.models import Intervention, Overlap, Plan
from workflow.errors import NotNow

SHORTEST = 15  # characters of a decision: one word decides nothing


@dataclass
class Found:
    """An overlap as it is now: the product, the purpose in words, its interventions by code, and the decision."""

    product: str
    purpose: str
    key: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)  # code, title, scheme
    pks: list[int] = field(default_factory=list)
    decision: Overlap | None = None


def overlaps_of(plan: Plan) -> list[Found]:
    """Every overlap of the interventions the plan has now, with its decision where there is one (two queries)."""
    names = ("pk", "code", "title", "product", "product_title", "product_hi", "scheme_code", "scheme_name", "scheme_hi")
    rows = (
        Intervention.objects.current()
        .filter(plan=plan, scheme__isnull=False, products__isnull=False)
        .annotate(
            product=F("products__pk"), product_title=F("products__case__title"), product_hi=F("products__name_hi"),
            scheme_code=F("scheme__code"), scheme_name=F("scheme__name"), scheme_hi=F("scheme__name_hi"),
        )
        .order_by("products__case__title", "code")
        .values(
            *names, "category__code", "category__name", "category__name_hi", "stage__code", "stage__name",
            "stage__name_hi",
        )
    )  # fmt: skip
    groups: dict[tuple[int, str], list[dict]] = {}
    for row in rows:
        purpose = f"c:{row['category__code']}" if row["category__code"] else f"s:{row['stage__code']}"
        if purpose != "s:None":
            groups.setdefault((row["product"], purpose), []).append(row)
    found = [_found(*key, group) for key, group in groups.items() if len({row["scheme_code"] for row in group}) > 1]
    decided = {row.key: row for row in Overlap.objects.filter(plan=plan).select_related("decided_by__body")}
    for one in found:
        one.decision = decided.get(one.key)
    return found


def undecided(plan: Plan) -> list[Found]:
    return [one for one in overlaps_of(plan) if one.decision is None]


def _found(product: int, purpose: str, group: list[dict]) -> Found:
    first = group[0]
    if purpose.startswith("c:"):
        words = f"{first['category__code']} {_in_words(first['category__name'], first['category__name_hi'])}"
    else:
        words = _in_words(first["stage__name"], first["stage__name_hi"])
    said = ";".join(f"{row['code']}={row['scheme_code']}" for row in group)
    return Found(
        product=_in_words(first["product_title"], first["product_hi"]),
        purpose=words,
        key=f"{product}:{purpose}:{sha256(said.encode()).hexdigest()[:24]}",
        rows=[(row["code"], row["title"], _in_words(row["scheme_name"], row["scheme_hi"])) for row in group],
        pks=[row["pk"] for row in group],
    )


def _in_words(name: str, name_hi: str) -> str:
    return name_hi if name_hi and get_language() == "hi" else name


def earlier(plan: Plan, found: list[Found]) -> list[Overlap]:
    """Decisions on what is no longer so."""
    now = [one.key for one in found]
    rows = Overlap.objects.filter(plan=plan).exclude(key__in=now).select_related("decided_by__body")
    return list(rows.prefetch_related("interventions").order_by("-decided_at"))


def may_decide(actor: Actor, plan: Plan) -> bool:
    """The convener of the plan's own committee, while the plan can be changed."""
    return plan.is_writable and who.the_submitter(actor, plan)


@transaction.atomic
def decide(plan: Plan, key: str, words: str, *, by: Actor) -> Overlap:
    """Record the one decision on an overlap as it is now.

    Raises PermissionDenied (403); NotNow (409) where the plan is locked, or the overlap changed or was decided
    meanwhile; ValueError with a sentence for words too short to be a decision.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not who.the_submitter(by, plan):
        raise PermissionDenied(_("Only the convener of the committee decides on an overlap of schemes."))
    held = case.plan
    held.case = case
    if not held.is_writable:
        raise NotNow(_("The plan cannot be changed now. The decision was not recorded."), case=case)
    found = next((one for one in overlaps_of(held) if one.key == key), None)
    if found is None:
        raise NotNow(_("The interventions changed meanwhile: look at the overlap as it is now."), case=case)
    if found.decision:
        raise NotNow(_("This overlap is decided already."), case=case)
    if len(words.strip()) < SHORTEST:
        raise ValueError(_("Say in a sentence which scheme pays for what, and why."))
    row = Overlap.objects.create(
        plan=held, key=key, decision=words.strip()[:4000], decided_by=by.post, decided_at=clock.now()
    )
    row.interventions.set(found.pks)
    return row
