"""Aggregation rounds: pledges within the window, lots and dispatches that add up, firms seen by those who run them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalations.sweep import sweep
from geography.names import name_key
from institutions import clock
from products.models import Facility
from strategies.mechanisms.aggregation.sums import sees_firms, sums_of
from strategies.mechanisms.aggregation.workflow import AGGREGATION, post_round
from strategies.models import AggregationRound, Intervention, Lot, Mechanism, RoundStatus
from tests.cast import DateRange, appoint
from tests.products.identified import proposed, stocked
from tests.strategies.planning import adopted, go
from workflow.errors import Invalid, NotNow, NotPermitted

pytestmark = pytest.mark.django_db
REASON = {"reason": "The weighbridge was out of order that day."}


@pytest.fixture
def posted(planning) -> AggregationRound:
    """Forty tonnes of turmeric asked for until 20 March; the DIC's head aggregates."""
    stocked(planning)
    product = proposed(planning)
    plan = adopted(planning)
    planning.aggregator = appoint("aggregator", planning.dic.posts.get(role="head"), DateRange(clock.today(), None))
    planning.port = Facility.objects.create(
        kind="icd", name="ICD Amingaon", district=planning.ribhoi, source="Test list", as_of=clock.today()
    )
    one = Intervention.objects.create(plan=plan, code="I-01", title="Bulk it", mechanism=Mechanism.AGGREGATION)
    planning.plan = plan
    data = {
        "title": "Turmeric for a buyer in Germany", "intervention": one.pk, "product": product.pk,
        "quality": "Curcumin 7 per cent, moisture below 10", "quantity": "40", "closes_on": "2026-03-20",
        "aggregator": planning.aggregator.post.pk, "dry_port": planning.port.pk,
    }  # fmt: skip
    planning.posting = data
    return post_round(by=planning.actor("convener"), plan=plan, data=data)


def pledge(planning, round_, firm, tonnes, by="convener"):
    return go(planning, round_, "pledge", by, {"firm": firm, "firm_kind": "fpo", "tonnes": tonnes})


def lot(planning, round_, firm, offered, procured, rejected="0", why=""):
    data = {
        "firm": name_key(firm), "offered": offered, "procured": procured, "rejected": rejected, "why_rejected": why,
        "on": "2026-03-02",
    }  # fmt: skip
    return go(planning, round_, "lot", "aggregator", data)


def dispatch(planning, round_, tonnes):
    data = {"tonnes": tonnes, "to": planning.port.pk, "paper": "LR 12", "on": "2026-03-02"}
    return go(planning, round_, "dispatch", "aggregator", data)


def procuring(planning, round_):
    pledge(planning, round_, "Umroi growers", "12")
    pledge(planning, round_, "Nongpoh growers", "8.5")
    return go(planning, round_, "close", "convener")


def test_a_round_adds_up_from_pledge_to_dispatch(planning, posted):
    round_ = procuring(planning, posted)
    lot(planning, round_, "umroi growers", "10", "9", "1", "Moisture 13 per cent")
    lot(planning, round_, "nongpoh growers", "8", "8")
    dispatch(planning, round_, "15")
    sums = sums_of(round_)
    assert (sums.pledged, sums.offered, sums.procured, sums.rejected, sums.dispatched, sums.in_stock) == tuple(
        Decimal(value) for value in ("20.5", "18", "17", "1", "15", "2")
    )
    assert go(planning, round_, "settle", "convener").case.status == RoundStatus.SETTLED


def test_a_firms_later_pledge_replaces_its_earlier_one_and_none_withdraws_it(planning, posted):
    pledge(planning, posted, "Umroi growers", "12")
    pledge(planning, posted, "UMROI  Growers", "15")
    assert sums_of(posted).pledged == Decimal(15)
    pledge(planning, posted, "Umroi growers", "0")
    assert sums_of(posted).firms == []


def test_pledges_end_by_themselves_on_their_day(planning, posted):
    pledge(planning, posted, "Umroi growers", "12")
    with clock.freeze(clock.now() + timedelta(days=21)):
        with pytest.raises(NotNow, match="Pledges were possible until 2026-03-20"):
            pledge(planning, posted, "Nongpoh growers", "1")
        sweep()
        posted.case.refresh_from_db()
        assert posted.case.status == RoundStatus.PROCURING
        assert posted.case.holder == planning.aggregator.post


def test_no_more_is_taken_than_a_firm_brought(planning, posted):
    round_ = procuring(planning, posted)
    with pytest.raises(Invalid, match="more than was offered"):
        lot(planning, round_, "umroi growers", "10", "9", "2", "Moisture")
    with pytest.raises(Invalid, match="what to change"):
        lot(planning, round_, "umroi growers", "10", "9", "1")
    assert not Lot.objects.exists()


def test_a_lot_sent_twice_is_one_lot(planning, posted):
    round_ = procuring(planning, posted)
    lot(planning, round_, "umroi growers", "10", "9")
    with pytest.raises(NotNow, match="entered already"):
        lot(planning, round_, "umroi growers", "10", "9")
    assert sums_of(round_).procured == Decimal(9)


def test_no_more_leaves_than_was_procured(planning, posted):
    round_ = procuring(planning, posted)
    lot(planning, round_, "umroi growers", "10", "9")
    with pytest.raises(NotNow, match="Only 9 tonnes are in stock"):
        dispatch(planning, round_, "9.001")
    dispatch(planning, round_, "9")


def test_a_lot_entered_in_error_is_reversed_unless_it_has_left(planning, posted):
    round_ = procuring(planning, posted)
    lot(planning, round_, "umroi growers", "10", "9")
    lot(planning, round_, "nongpoh growers", "2", "2")
    dispatch(planning, round_, "9")
    with pytest.raises(NotNow, match="dispatched"):
        go(planning, round_, "reverse", "aggregator", {"number": "1"} | REASON)
    go(planning, round_, "reverse", "aggregator", {"number": "2"} | REASON)
    assert sums_of(round_).procured == Decimal(9)
    with pytest.raises(Invalid):
        go(planning, round_, "reverse", "aggregator", {"number": "2"} | REASON)


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("pledge", {"convener", "member"}),
        ("close", {"convener"}),
        ("cancel", {"convener"}),
    ],
)
def test_who_makes_a_move_while_pledges_are_open(planning, posted, verb, allowed):
    data = {"firm": "Umroi growers", "firm_kind": "fpo", "tonnes": "1"} | REASON
    for name in ["convener", "member", "chair", "co_chair", "observer", "sepc", "sepc_chair", "apex", "aggregator"]:
        if name in allowed:
            continue
        with pytest.raises(NotPermitted):
            go(planning, posted, verb, name, data)
    assert {name for name in allowed if _may(planning, posted, verb, name)} == allowed


def _may(planning, round_, verb, name):
    return verb in {one.verb for one in AGGREGATION.permitted(planning.actor(name), round_)}


def test_only_the_aggregator_enters_lots_and_dispatches(planning, posted):
    round_ = procuring(planning, posted)
    for name in ["convener", "member", "chair", "sepc", "apex"]:
        assert not {"lot", "dispatch", "reverse"} & {
            verb for verb in ("lot", "dispatch", "reverse") if _may(planning, round_, verb, name)
        }
    assert _may(planning, round_, "lot", "aggregator")


def test_only_the_convener_of_an_adopted_plan_posts_a_round(planning, posted):
    for name in ["member", "chair", "sepc", "sibling"]:
        with pytest.raises(PermissionDenied):
            post_round(by=planning.actor(name), plan=planning.plan, data=planning.posting)


def test_firms_are_named_to_the_committee_and_the_aggregator_only(client, planning, posted):
    procuring(planning, posted)
    address = reverse("aggregation", args=[posted.case.handle])
    for name in ["convener", "member", "aggregator"]:
        planning.login(client, name)
        assert "Umroi growers" in client.get(address).text, name
    for name in ["sepc", "sepc_chair", "apex"]:
        planning.login(client, name)
        page = client.get(address)
        assert page.status_code == 200 and "Umroi growers" not in page.text, name
        assert "20.5" in page.text, name
    for name in ["sibling", "stranger", "agency"]:
        planning.login(client, name)
        assert client.get(address).status_code == 404, name
    assert not sees_firms(planning.actor("ra"), posted)


def test_a_round_is_posted_and_pledged_to_by_forms(client, planning, posted):
    planning.login(client, "convener")
    address = reverse("round-new", args=[planning.plan.case.handle])
    assert client.get(address).status_code == 200
    refused = client.post(address, planning.posting | {"quantity": "-4", "token": "a"})
    assert refused.status_code == 422 and "Curcumin 7 per cent" in refused.text
    done = client.post(address, planning.posting | {"token": "b"})
    assert done.status_code == 302 and AggregationRound.objects.count() == 2
    client.post(address, planning.posting | {"token": "b"})
    assert AggregationRound.objects.count() == 2
    act = reverse("aggregation-act", args=[posted.case.handle, "pledge"])
    bad = client.post(act, {"firm": "Umroi growers", "firm_kind": "fpo", "tonnes": "many"})
    assert bad.status_code == 422 and "Umroi growers" in bad.text
    client.post(act, {"firm": "Umroi growers", "firm_kind": "fpo", "tonnes": "3"})
    assert sums_of(posted).pledged == Decimal(3)


def test_the_plans_page_asks_as_much_for_twelve_rounds_as_for_two(planning, posted, client):
    def another(number: int) -> None:
        posting = planning.posting | {"title": f"Turmeric for buyer {number}"}
        round_ = post_round(by=planning.actor("convener"), plan=planning.plan, data=posting)
        round_ = procuring(planning, round_)
        lot(planning, round_, "umroi growers", str(number), str(number))
        dispatch(planning, round_, "1")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("plan-mechanisms", args=[planning.plan.case.handle]))
        assert page.status_code == 200
        assert len(page.context["rounds"]) == AggregationRound.objects.count()
        return len(queries)

    planning.login(client, "convener")
    another(2)
    asked()  # what is asked once for all pages
    two = asked()
    for number in range(3, 13):
        another(number)
    assert asked() == two
    page = client.get(reverse("plan-mechanisms", args=[planning.plan.case.handle]))
    assert {row.case.title: sums.procured for row, sums in page.context["rounds"]} == {
        "Turmeric for a buyer in Germany": 0,
        **{f"Turmeric for buyer {number}": number for number in range(2, 13)},
    }
