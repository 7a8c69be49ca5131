"""What the demo's districts identified: one published product each, and others on their way, by the real operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.models import Case
from dashboards.demo import markets
from dashboards.demo.stage import Cast, Stage
from dashboards.demo.tables import DISTRICTS
from geography.models import District
from institutions import clock
from institutions.actors import Actor
from institutions.models import BodyKind, PostRole
from products.identified.actions import propose
from products.identified.names import same_name
from products.models import IdentifiedProduct, ProductStatus
from workflow.engine import perform
from workflow.errors import Invalid, NotNow, NotPermitted

FURTHER = {  # kind of district of the demo's table -> a second product: name, name in Hindi, HS code
    "farm": ("Natural honey", "प्राकृतिक शहद", "0409"),
    "spice": ("Ginger, dried", "सोंठ", "091011"),
    "marine": ("Dried fish", "सूखी मछली", "0305"),
    "tea": ("Black pepper", "काली मिर्च", "0904"),
}
OTHERWISE = ("Cane and bamboo baskets", "बेंत और बाँस की टोकरियाँ", "460212")
SERVICE = {
    "title": "Homestays and guided tours", "name_hi": "होमस्टे और निर्देशित भ्रमण", "product_kind": "service",
    "sector": "Tourism", "service_class": "09",
}  # fmt: skip
CHANGES = "Say which licensed operators take part, and for which months of the year."
EVERY_THIRD, EVERY_FOURTH = 3, 4
Move = tuple[float, str, str, dict[str, Any]]  # days ago, verb, whose convener, what is filled in


def enter(stage: Stage, cast: Cast, *, districts: frozenset[str] | None = None) -> int:
    """Play them in the past; returns how many products there are. What a rule refused is left out and counted."""
    made = 0
    for place, row in enumerate(DISTRICTS):
        if districts is not None and row["lgd"] not in districts:
            continue
        district = cast.districts[row["lgd"]]
        made += _published(stage, cast, district, row, place)
        made += _on_its_way(stage, cast, district, row, place)
        if place % EVERY_THIRD == 0:
            moves = [(6 + place % 5, "return", BodyKind.SEPC, {"reason": CHANGES})]
            made += _play(stage, cast, district, SERVICE, 16 + place % 5, moves)
    return made


def _published(stage: Stage, cast: Cast, district: District, row: dict[str, str], place: int) -> bool:
    """The product the district is known for, published; now and then a revision is on its way."""
    began = 420 - place * 5
    data = {
        "title": row["product"][:1].upper() + row["product"][1:], "name_hi": row["product_hi"], "product_kind": "good",
        "hs_codes": row["hs"][:6], "is_odop": True,
        **markets.targets(row, place),
        "value_chain": f"{row['people'].capitalize()} around {row['town']}; the port is {row['port']}.",
    }  # fmt: skip
    moves: list[Move] = [
        (began - 12, "endorse", BodyKind.SEPC, {"note": "Settled in the State's committee."}),
        (began - 14, "publish", BodyKind.SEPC, {}),
    ]
    if place % EVERY_FOURTH == 1:
        reason = "The packers of the district joined the chain this season."
        moves.append((4, "revise", BodyKind.DEPC, {**data, "reason": reason}))
    return _play(stage, cast, district, data, began, moves)


def _on_its_way(stage: Stage, cast: Cast, district: District, row: dict[str, str], place: int) -> bool:
    name, name_hi, code = FURTHER.get(row["kind"], OTHERWISE)
    data = {"title": name, "name_hi": name_hi, "product_kind": "good", "hs_codes": "" if place % 2 else code}
    moves: list[Move] = []
    if place % EVERY_FOURTH == 0:
        moves = [(2 + place % 3, "endorse", BodyKind.SEPC, {})]
    return _play(stage, cast, district, data, 9 + place % 7, moves)


def _play(stage: Stage, cast: Cast, district: District, data: dict[str, Any], began: float, moves: list[Move]) -> bool:
    """Whether the product came to be; its moves as far as the rules let them."""
    listed = same_name(district.pk, data["title"]).filter(case__status=ProductStatus.LISTED).first()
    first = listed.case.opened_at if listed else None  # a list named it: nothing happened to it before that day
    try:
        with clock.freeze(_office_hours(stage.now, began, first)):
            by = _convener(cast, BodyKind.DEPC, district)
            product = _take_up(listed, by, data) if listed else propose(by=by, district=district, data=data)
        for days, verb, kind, filled in moves:
            with clock.freeze(_office_hours(stage.now, days, first)):
                _move(cast, district, product, verb, kind, filled)
    except (Invalid, NotNow, NotPermitted, LookupError, Case.DoesNotExist) as problem:
        said = problem.form.errors.as_text() if isinstance(problem, Invalid) else problem
        stage.left_out[f"{district}: product {data['title']} ({said})"[:200]] += 1
        return IdentifiedProduct.objects.filter(case__district=district, case__title=data["title"]).exists()
    return True


def _take_up(product: IdentifiedProduct, by: Actor, data: dict[str, Any]) -> IdentifiedProduct:
    """A product that a national list names already: its committee confirms the code, completes it and proposes it."""
    if data["hs_codes"]:
        perform(product.case, "confirm_code", by=by, data={"code": data["hs_codes"]})
    perform(product.case, "describe", by=by, data=data)
    return perform(product.case, "propose", by=by).subject


def _move(cast: Cast, district: District, product: IdentifiedProduct, verb: str, kind: str, data: dict) -> None:
    perform(product.case, verb, by=_convener(cast, kind, district), data=data)


def _convener(cast: Cast, kind: str, district: District):
    body = cast.bodies[kind, district.pk if kind == BodyKind.DEPC else district.state_id]
    return cast.actor(cast.posts[body.pk, PostRole.CONVENER])


def _office_hours(now: datetime, days: float, first: datetime | None = None) -> datetime:
    """Late in the morning of the day so many days ago; not before `first`."""
    at = clock.at(clock.local_date(now - timedelta(days=days)), 11, 20)
    return max(at, first) if first else at
