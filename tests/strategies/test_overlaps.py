"""One product and purpose under two schemes needs one decision, which lasts as long as what it was made on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct
from strategies.completeness import gaps
from strategies.models import Intervention, Overlap, Scheme
from strategies.overlaps import overlaps_of
from tests.strategies.planning import go, written

pytestmark = pytest.mark.django_db
WORDS = "The first scheme pays for the building, the second for the machines."


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def scheme(code: str) -> Scheme:
    return Scheme.objects.create(code=code, name=f"Scheme {code}", source="Order 1")


def asking(planning, plan, code: str, of: Scheme, **facts) -> Intervention:
    """An intervention for the plan's own product that asks a scheme."""
    usual = {"title": f"Work {code}", "category": planning.lab, "stage": planning.testing}
    whole = Intervention.objects.filter(plan=plan, code="I-50").values(
        "owner_id", "starts_on", "due_on", "budget_head", "indicator", "unit", "baseline", "target", "evidence_type"
    )[0]
    row = Intervention.objects.create(plan=plan, code=code, scheme=of, **whole | usual | facts)
    row.products.set(plan.products.all())
    return row


@pytest.fixture
def overlapping(planning):
    """A complete plan whose service is under two schemes for the same sub-category."""
    plan = written(planning)
    planning.first, planning.second = scheme("first"), scheme("second")
    asking(planning, plan, "I-60", planning.first)
    asking(planning, plan, "I-61", planning.second)
    return plan


def test_it_is_found_told_and_blocks_the_plan_until_the_convener_decides(planning, overlapping, client):
    plan = overlapping
    assert [one.part for one in gaps(plan.case)] == ["overlaps"]
    planning.login(client, "convener")
    assert "Each needs one decision" in said(client.get(f"/plans/{plan.case.handle}/interventions/"))
    address = f"/plans/{plan.case.handle}/overlaps/"
    page = said(client.get(address))
    assert "The rule:" in page and "Scheme first" in page and "Scheme second" in page
    found = overlaps_of(plan)[0]
    short = client.post(address, {"key": found.key, "decision": "Fine."})
    assert short.status_code == 422 and ">Fine.</textarea>" in said(short)
    assert client.post(address, {"key": found.key, "decision": WORDS}).status_code == 302
    decision = Overlap.objects.get(plan=plan)
    assert (decision.decided_by, decision.decision) == (planning.convener.post, WORDS)
    assert not gaps(plan.case) and WORDS in said(client.get(address))


@pytest.mark.parametrize(("name", "status"), [("member", 403), ("chair", 403), ("sepc", 403), ("sibling", 404)])
def test_only_the_convener_of_the_committee_decides(planning, overlapping, client, name, status):
    planning.login(client, name)
    answer = client.post(f"/plans/{overlapping.case.handle}/overlaps/", {"key": "x", "decision": WORDS})
    assert answer.status_code == status
    assert not Overlap.objects.exists()


def test_it_is_decided_once_and_a_late_decision_loses_no_word(planning, overlapping, client):
    planning.login(client, "convener")
    key, address = overlaps_of(overlapping)[0].key, f"/plans/{overlapping.case.handle}/overlaps/"
    client.post(address, {"key": key, "decision": WORDS})
    again = client.post(address, {"key": key, "decision": "Another decision altogether, later."})
    assert again.status_code == 409 and "Another decision altogether, later." in said(again)
    assert Overlap.objects.count() == 1


def test_after_a_change_it_is_found_anew_and_the_earlier_decision_stays(planning, overlapping, client):
    plan = overlapping
    planning.login(client, "convener")
    client.post(f"/plans/{plan.case.handle}/overlaps/", {"key": overlaps_of(plan)[0].key, "decision": WORDS})
    asking(planning, plan, "I-62", scheme("third"))
    assert [one.part for one in gaps(plan.case)] == ["overlaps"]
    assert "Earlier decisions" in said(client.get(f"/plans/{plan.case.handle}/overlaps/"))
    Intervention.objects.filter(plan=plan, code="I-62").update(scheme=None)
    assert not gaps(plan.case)  # as it was decided


def test_other_purposes_other_products_one_scheme_and_what_was_taken_out_do_not_overlap(planning, overlapping):
    plan, row = overlapping, Intervention.objects.filter(plan=overlapping, code="I-61")
    row.update(category=planning.road)
    assert not overlaps_of(plan)
    row.update(category=planning.lab, scheme=planning.first)
    assert not overlaps_of(plan)
    row.update(scheme=planning.second)
    assert overlaps_of(plan)
    list_products([Entry(planning.ribhoi, "Pineapple")], listed_in="List", suggested_by="")
    row.get().products.set(IdentifiedProduct.objects.filter(listed_name="Pineapple"))
    assert not overlaps_of(plan)


def test_without_a_sub_category_the_stage_is_the_purpose(planning, overlapping):
    Intervention.objects.filter(plan=overlapping).update(category=None)
    assert overlaps_of(overlapping)[0].purpose == "Testing and certification"


def test_a_plan_with_an_undecided_overlap_is_not_submitted(planning, overlapping):
    with pytest.raises(Exception, match="Two schemes for"):
        go(planning, overlapping, "submit", "convener")


def test_it_is_found_in_two_queries(planning, overlapping):
    with CaptureQueriesContext(connection) as taken:
        overlaps_of(overlapping)
    assert len(taken) == 2
