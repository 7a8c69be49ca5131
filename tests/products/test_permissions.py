"""Who may do what with an identified product: role by verb, written by hand."""

import pytest
from django.core.exceptions import PermissionDenied

from cases.models import Case
from institutions.actors import PUBLIC
from products.identified.actions import may_propose, propose
from products.identified.listing import Entry, list_products
from products.identified.odop import LISTED_IN
from products.identified.workflow import PRODUCT
from products.models import IdentifiedProduct
from tests.products.identified import (
    REASON,
    SERVICE,
    TURMERIC,
    UNCODED,
    endorsed,
    go,
    proposed,
    published,
    returned,
)
from workflow.engine import perform
from workflow.errors import NotPermitted

pytestmark = pytest.mark.django_db

DISTRICT, STATE, BOTH = {"convener", "chair"}, {"sepc", "sepc_chair"}, {"convener", "chair", "sepc", "sepc_chair"}
SEES = {"convener", "chair", "member", "observer", "sepc", "sepc_chair", "ra", "apex", "apex_head"}
SEES_NOT = {"sibling", "stranger", "other_sepc", "unconfirmed_ra", "agency", "agency_head", "department", "expired"}


def listed(cast):
    list_products([Entry(cast.ribhoi, "Pineapple", codes=("0910",))], listed_in=LISTED_IN, suggested_by="test")
    return IdentifiedProduct.objects.get(listed_name="Pineapple")


def from_a_list(cast):
    return go(cast, listed(cast), "propose", "convener")


def uncoded(cast):
    return proposed(cast, UNCODED)


def revised(cast):
    return go(cast, published(cast), "revise", "convener", {**TURMERIC, "reason": REASON})


MOVES = [  # verb, how the product comes there, what is filled in, who may
    ("propose", listed, {}, DISTRICT),
    ("describe", proposed, {"title": "Turmeric of Ri Bhoi"}, DISTRICT),
    ("resubmit", returned, {"note": "The name now says that it is ground."}, DISTRICT),
    ("revise", published, {"title": "Turmeric of Ri Bhoi", "reason": REASON}, DISTRICT),
    ("keep_published", revised, {"reason": REASON}, DISTRICT),
    ("put_back", from_a_list, {"reason": REASON}, DISTRICT),
    ("withdraw", proposed, {"reason": REASON}, DISTRICT),
    ("confirm_code", uncoded, {"code": "0910"}, BOTH),
    ("remove_code", proposed, {"code": "091030"}, BOTH),
    ("suggest_codes", lambda cast: go(cast, proposed(cast), "remove_code", "convener", {"code": "091030"}), {}, BOTH),
    ("endorse", proposed, {}, STATE),
    ("return", proposed, {"reason": REASON}, STATE),
    ("publish", endorsed, {}, STATE),
    ("retire", published, {"reason": REASON}, BOTH),
    ("certificate_expires", proposed, {}, set()),
    ("escalate", proposed, {}, set()),
    ("remind", proposed, {}, set()),
]


def actor_of(cast, name):
    return PUBLIC if name == "public" else cast.actor(name)


@pytest.mark.parametrize(("verb", "made", "data", "may"), MOVES, ids=[row[0] for row in MOVES])
def test_each_move_is_open_to_its_own_committee_and_to_nobody_else(products, verb, made, data, may):
    product = made(products)
    for name in sorted((SEES | SEES_NOT | {"public"}) - may):
        refused = NotPermitted if name in SEES else Case.DoesNotExist
        with pytest.raises(refused):
            perform(product.case, verb, by=actor_of(products, name), data=data)
    for name in sorted(may)[:1]:
        assert perform(product.case, verb, by=actor_of(products, name), data=data).event.verb == verb


@pytest.mark.parametrize(("verb", "made", "data", "may"), MOVES, ids=[row[0] for row in MOVES])
def test_each_move_is_open_to_all_posts_that_may(products, verb, made, data, may):
    product = made(products)
    assert {name for name in SEES if PRODUCT[verb].by(products.actor(name), product)} == may


def test_every_move_stands_in_the_matrix():
    assert {row[0] for row in MOVES} == {transition.verb for transition in PRODUCT.transitions}


@pytest.mark.parametrize("name", sorted(SEES | SEES_NOT | {"public"}))
def test_only_the_districts_convener_and_chair_propose(products, name):
    actor = actor_of(products, name)
    if name in DISTRICT:
        assert may_propose(actor, products.ribhoi)
        return
    with pytest.raises(PermissionDenied):
        propose(by=actor, district=products.ribhoi, data=TURMERIC)
    assert not IdentifiedProduct.objects.exists()


def test_a_committee_proposes_for_no_other_district(products):
    with pytest.raises(PermissionDenied):
        propose(by=products.actor("convener"), district=products.khasi, data=TURMERIC)


@pytest.mark.parametrize("name", sorted(SEES_NOT | {"public"}))
def test_a_proposal_is_seen_by_its_own_side_alone(products, name):
    product = proposed(products, SERVICE)
    assert product not in IdentifiedProduct.objects.visible_to(actor_of(products, name))
    assert product not in IdentifiedProduct.objects.public()


@pytest.mark.parametrize("name", sorted(SEES))
def test_its_own_side_sees_it(products, name):
    assert proposed(products, SERVICE) in IdentifiedProduct.objects.visible_to(products.actor(name))
