"""What everybody may read of an adopted plan or strategy: nothing of the committees' own, of firms, or of a draft."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from institutions import clock
from strategies.models import Comment, Intervention, Section, Version
from strategies.outputs.reading import reading
from strategies.public.content import public_content
from strategies.versions.content import content_of
from tests.cast import DETAILS, logged
from tests.committees.connected import ROOT
from tests.strategies.funded import at
from tests.strategies.planning import (
    ORDER,
    REASON,
    drafted,
    go,
    order,
    strategy_adopted,
    strategy_drafted,
    written,
)

pytestmark = pytest.mark.django_db
INVESTOR = "Zephyr Agro Ventures"
LEAKS = [
    INVESTOR, "ZEPHYR", "zephyr", "98,76,543", "9876543", "87,65,432", "8765432", "55,55,555", "5555555",  # a firm's
    "quarrel between the blocks",  # for the committee only
    "Ask the mill first",  # a comment
    "third mill is not built yet",  # a draft
    "A site has to be named",  # a condition
    "E-4711",  # the number of the file
    "no laboratory in reach",  # a bottleneck
    "Demo ",  # how the persons of the tests are called
]  # fmt: skip


def adopted_with_secrets(cast):
    """An adopted plan that has something of everything that is not public, and a revision under way."""
    plan = written(cast)
    texts = {
        "committee-notes": "There is a quarrel between the blocks.",
        "strategy": f"We count on {INVESTOR} and on zephyr  agro\nventures alone.",
    }
    for code, text in texts.items():
        Section.objects.filter(case=plan.case, kind__code=code).update(text=text, number=1)
    firms = Intervention.objects.create(
        plan=plan, code="I-60", title=f"Cold store of {INVESTOR}", description=f"By {INVESTOR.upper()}.",
        mechanism="other", stage=cast.testing, owner=cast.convener.post, starts_on=date(2026, 4, 1),
        due_on=date(2027, 3, 31), delivery="ppp", investor=INVESTOR, private_committed=Decimal(9876543),
        private_spent=Decimal(8765432), amount=Decimal(15432098), own_contribution=Decimal(5555555),
        budget_head="2852-08-101", indicator="Tonnes stored", unit="tonnes", baseline=0, target=400,
        evidence_type="report",
    )  # fmt: skip
    firms.bottlenecks.add(logged(cast, DETAILS | {"title": "There is no laboratory in reach"}))
    Comment.objects.create(
        case=plan.case, text="Ask the mill first", body=plan.body, by_post=cast.convener.post, at=clock.now(),
        resolution="Done", resolved_by=cast.convener.post, resolved_at=clock.now(),
    )  # fmt: skip
    plan = go(cast, go(cast, go(cast, plan, "submit", "convener"), "sign", "chair"), "countersign", "co_chair")
    plan = go(cast, plan, "accept", "sepc")
    plan = go(cast, plan, "add_condition", "sepc", {"condition": "A site has to be named.", "due_on": "2026-09-01"})
    plan = go(cast, go(cast, plan, "approve", "sepc_chair"), "co_approve", "sepc")
    plan = go(cast, plan, "notify", "convener", ORDER, {"evidence": order()})
    plan = go(cast, plan, "revise", "convener", {"reason": REASON})
    Section.objects.filter(case=plan.case, kind__code="strategy").update(text="The third mill is not built yet.")
    return plan


@pytest.fixture
def secretive(planning):
    """The cast with `plan`."""
    planning.plan = adopted_with_secrets(planning)
    return planning


def public_url(document) -> str:
    return reverse(f"{document.case.kind}-public", args=[document.case.handle])


def test_nothing_of_the_committees_of_firms_or_of_a_draft_is_in_the_page(secretive, client):
    page = client.get(public_url(secretive.plan))
    assert page.status_code == 200
    assert [word for word in LEAKS if word in page.text] == []
    assert "Two thousand growers" in page.text
    assert "DIC/2026/17" in page.text
    assert "2 March 2026" in page.text


def test_what_is_left_out_is_there_for_the_committee(secretive):
    content = secretive.plan.case.versions.get().content
    said = str(content)
    for word in (INVESTOR, "9876543", "8765432", "5555555", "quarrel between the blocks"):
        assert word in said


def test_a_name_is_blotted_out_however_it_is_written(secretive):
    said = public_content(secretive.plan.case.versions.get().content)
    texts = {row["code"]: row["text"] for row in said["sections"]}
    assert texts["strategy"] == "We count on […] and on […] alone."
    row = next(row for row in said["interventions"] if row["code"] == "I-60")
    assert (row["title"], row["description"]) == ("Cold store of […]", "By […].")
    assert (row["amount"], row["withheld"]) == (None, True)
    assert row["target"] == "400"


def test_a_new_field_stays_inside_until_it_is_named(planning):
    content = content_of(written(planning).case)
    content["secret"] = "inside"
    for name in ("sections", "products", "targets", "interventions"):
        for row in content[name]:
            row["secret"] = "inside"
    assert "inside" not in str(public_content(content))


def test_an_item_under_a_section_for_the_committee_is_left_out_with_it(planning):
    content = content_of(strategy_drafted(planning).case)
    item = dict.fromkeys(["id", "text", "stage", "category", "owner", "asks_centre", "ask", "scheme", "state_share"])
    item |= {"amount": "10", "public_amount": "4", "sources": []}
    placed = {"S-1": "logistics", "S-2": "committee-notes"}
    content["items"] = [item | {"code": code, "section": section} for code, section in placed.items()]
    said = public_content(content)["items"]
    assert [(row["code"], row["amount"], row["withheld"]) for row in said] == [("S-1", "4", True)]


def test_the_sum_of_an_item_frozen_before_sums_were_split_is_withheld(planning):
    content = content_of(strategy_drafted(planning).case)
    content["items"] = [{"code": "S-1", "section": None, "amount": "10", "sources": []}]
    assert public_content(content)["items"][0]["amount"] is None


@pytest.mark.parametrize("name", ["stranger", "agency", None])
def test_who_does_not_see_the_case_is_led_to_the_public_page(secretive, client, name):
    if name:
        secretive.login(client, name)
    answer = client.get(reverse("plan", args=[secretive.plan.case.handle]), follow=True)
    assert answer.request["PATH_INFO"] == public_url(secretive.plan)
    page = answer.text[answer.text.index("<main") :]  # the head of the page names its reader
    assert "Two thousand growers" in page
    assert [word for word in LEAKS if word in page] == []


def test_a_draft_has_no_public_page(planning, client):
    plan = drafted(planning)
    answer = client.get(public_url(plan))
    assert answer.url == f"/accounts/login/?next={public_url(plan)}"
    planning.login(client, "stranger")
    assert client.get(public_url(plan)).status_code == 404
    assert client.get(reverse("strategy-public", args=[plan.case.handle])).status_code == 404


def test_a_revision_is_public_with_its_order_and_not_before(secretive, client):
    plan = secretive.plan
    with clock.freeze(at("2026-04-01")):
        plan = go(secretive, plan, "submit", "convener")
        plan = go(secretive, go(secretive, plan, "sign", "chair"), "countersign", "co_chair")
        plan = go(secretive, plan, "accept", "sepc")
        plan = go(secretive, go(secretive, plan, "approve", "sepc_chair"), "co_approve", "sepc")
        assert "third mill is not built yet" not in client.get(public_url(plan)).text
        said = ORDER | {"order_number": "DIC/2026/40", "order_date": "2026-04-01"}
        go(secretive, plan, "notify", "convener", said, {"evidence": order()})
        page = client.get(public_url(plan)).text
    assert "third mill is not built yet" in page
    assert "DIC/2026/40" in page
    assert "DIC/2026/17" not in page


def test_a_strategy_is_public_too_with_its_order(planning, client):
    strategy = strategy_adopted(planning)
    page = client.get(public_url(strategy)).text
    assert "Spices first." in page
    assert "DIC/2026/17" in page
    assert "Notes of the committee" not in page


def test_the_list_for_everybody_names_the_order_and_its_date(secretive, client):
    page = client.get(reverse("plans")).text
    assert "Export plan of Ri Bhoi" in page
    assert "DIC/2026/17" in page
    assert [word for word in LEAKS if word in page] == []


def test_the_api_gives_the_public_nothing(secretive, client):
    version = Version.objects.get()
    here = f"{ROOT}plans/{secretive.plan.case.handle}/"
    for path in (here, f"{here}versions/{version.number}/"):
        answer = client.get(path)
        assert answer.status_code in (401, 403)
        assert [word for word in LEAKS if word in answer.text] == []


def test_the_page_of_the_district_leads_to_it(secretive, client):
    page = client.get(reverse("district", args=["276"])).text
    assert reverse("plan", args=[secretive.plan.case.handle]) in page
    assert "DIC/2026/17" in page


def test_it_asks_the_same_questions_however_many_interventions(planning, client, django_assert_max_num_queries):
    plan = written(planning)
    for number in range(30):
        Intervention.objects.create(plan=plan, code=f"I-{number}", title="A store", stage=planning.testing)
    said = content_of(plan.case)
    with django_assert_max_num_queries(12):
        assert len(reading(plan.case, public_content(said))["rows"]) == 31
