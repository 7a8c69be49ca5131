"""Interventions of a plan: who writes them, what is kept, what two writers make of it, how few queries a list takes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.models import Draft
from institutions import clock
from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct
from strategies.completeness import gaps
from strategies.interventions.money import shares_of_plan
from strategies.interventions.write import add, change, drop, put_back
from strategies.models import Edit, Intervention, Scheme
from tests.cast import MONDAY, logged
from tests.strategies.planning import drafted, go, submitted, written
from workflow.errors import Invalid

pytestmark = pytest.mark.django_db
FACTS = {"title": "A residue laboratory at Nongpoh", "stage": "testing-certification", "category": "Q1",
         "amount": "24000000", "budget_head": "State budget 2851", "own_contribution": "3000000"}  # fmt: skip


def page_of(plan, *rest) -> str:
    return "/".join([f"/plans/{plan.case.handle}/interventions", *rest, ""])


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def added(planning, plan, **facts) -> Intervention:
    return add(plan, FACTS | facts, by=planning.actor("member"))


def listed(planning, name="Pineapple") -> str:
    """The reference of a product of Ri Bhoi that a national list names."""
    list_products([Entry(planning.ribhoi, name)], listed_in="List of a test", suggested_by="")
    return IdentifiedProduct.objects.get(listed_name=name).case.reference


# Who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seen", "written"),
    [
        ("convener", 200, 302), ("member", 200, 302), ("chair", 200, 403), ("co_chair", 200, 403),
        ("observer", 200, 403), ("sepc", 200, 403), ("apex", 200, 403), ("sibling", 404, 404), ("stranger", 404, 404),
        ("other_sepc", 404, 404), ("agency", 404, 404),
    ],
)  # fmt: skip
def test_the_writers_of_the_committee_add_interventions_and_nobody_else(planning, client, name, seen, written):
    plan = drafted(planning)
    planning.login(client, name)
    assert client.get(page_of(plan)).status_code == seen
    answer = client.post(page_of(plan, "new"), FACTS | {"token": "one"})
    assert answer.status_code == written
    assert Intervention.objects.filter(plan=plan).count() == (written == 302)


def test_a_submitted_plan_takes_no_change_and_what_was_typed_is_kept(planning, client):
    plan = submitted(planning)
    planning.login(client, "member")
    answer = client.post(page_of(plan, "I-50", "edit"), FACTS | {"base": "0", "title": "Typed for an hour"})
    assert answer.status_code == 409
    assert "Typed for an hour" in said(answer) and "cannot be changed now" in said(answer)
    assert Draft.objects.get(user=planning.member.user).fields["title"] == "Typed for an hour"
    assert Intervention.objects.get(plan=plan).title == "A training centre at Nongpoh"


# Writing --------------------------------------------------------------------------------------------------------------


def test_every_field_is_kept_and_shown(planning, client):
    plan, product, trouble = drafted(planning), listed(planning), logged(planning)
    Scheme.objects.create(code="open-one", name="A scheme that is open", share=50, source="Order 1")
    planning.login(client, "convener")
    facts = FACTS | {
        "description": "Two rooms.", "mechanism": "other", "products": [product],
        "bottlenecks": trouble.case.reference.lower(), "owner": "APEDA, Nodal officer", "starts_on": "2026-04-01",
        "due_on": "2027-03-31", "scheme": "open-one", "scheme_share": "50", "delivery": "ppp",
        "investor": "A firm of Guwahati", "private_committed": "2000000", "private_spent": "0",
        "indicator": "Samples tested", "unit": "samples", "baseline": "0", "target": "1200.5",
        "evidence_type": "report", "asks_centre": "APEDA", "ask": "Recognition of the laboratory", "token": "one",
    }  # fmt: skip
    page = said(client.post(page_of(plan, "new"), facts, follow=True))
    for words in ("I-01", "Two rooms.", "APEDA, Nodal officer", "A scheme that is open", "1200.5 samples",
                  "A firm of Guwahati", "Recognition of the laboratory", trouble.case.title, "Pineapple"):  # fmt: skip
        assert words in page, words
    row = Intervention.objects.get(plan=plan)
    assert (row.owner, row.due_on, row.target) == (planning.agency.post, date(2027, 3, 31), Decimal("1200.5"))
    assert [one.case.reference for one in plan.products.all()] == [product]
    assert not [one for one in gaps(plan.case) if one.part == row.part]


def test_the_same_form_sent_twice_is_one_intervention(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    for _time in range(2):
        assert client.post(page_of(plan, "new"), FACTS | {"token": "same"}).status_code == 302
    assert Intervention.objects.filter(plan=plan).count() == 1


def test_a_refused_form_comes_back_filled_in_with_the_reason(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    wrong = FACTS | {"owner": "APEDA, Nodal oficer", "starts_on": "2026-05-01", "due_on": "2026-04-01",
                     "bottlenecks": "ML-RIBHOI-1999-1", "ask": "Something", "description": "Typed already"}  # fmt: skip
    answer = client.post(page_of(plan, "new"), wrong)
    page = said(answer)
    assert answer.status_code == 422
    assert "Did you mean “APEDA, Nodal officer”?" in page and "It is due before it starts" in page
    assert "ML-RIBHOI-1999-1: there is no such bottleneck" in page and "Say of which agency this is asked." in page
    assert "Typed already" in page and 'value="2026-05-01"' in page


def test_codes_count_up_and_are_never_used_again(planning, client):
    plan = drafted(planning)
    first, second = added(planning, plan), added(planning, plan, title="A second laboratory")
    assert (first.code, second.code) == ("I-01", "I-02")
    planning.login(client, "convener")
    client.post(page_of(plan, "I-02", "drop"))
    assert added(planning, plan, title="A third laboratory").code == "I-03"
    assert "1 was taken out" in said(client.get(page_of(plan)))
    client.post(page_of(plan, "I-02", "drop"), {"back": "1"})
    assert Intervention.objects.current().filter(plan=plan).count() == 3


def test_who_took_it_out_and_put_it_back_is_on_record_and_disturbs_nobody_who_writes(planning, client):
    plan = drafted(planning)
    row, writer = added(planning, plan), planning.actor("convener")
    base = row.edited
    for act in (drop, drop, put_back, put_back):  # the second of each finds it done
        act(row, by=planning.actor("member"))
    edits = Edit.objects.filter(case=plan.case, part=row.part).order_by("number")
    assert [(one.number, bool(one.content.get("dropped"))) for one in edits] == [(1, False), (2, True), (3, False)]
    assert {one.by_user for one in edits} == {planning.member.user} and edits[1].content["title"] == row.title
    kept, _saved = change(row, FACTS | {"title": "A better laboratory"}, base=base, by=writer)
    kept.refresh_from_db()
    assert (kept.title, kept.edited, kept.dropped_at) == ("A better laboratory", 4, None)
    planning.login(client, "member")
    page = said(client.get(page_of(plan, "I-01")))
    assert "taken out" in page and "I-01 is part of the plan again." in page


def test_what_is_typed_is_kept_and_offered_again(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    client.post(page_of(plan, "new", "draft"), {"title": "Half a thought", "owner": "APE"})
    page = said(client.get(page_of(plan, "new")))
    assert "Half a thought" in page and 'value="APE"' in page and "This is what you had typed" in page
    client.post(page_of(plan, "new", "draft", "forget"))
    assert "Half a thought" not in said(client.get(page_of(plan, "new")))


# Two writers ----------------------------------------------------------------------------------------------------------


def test_two_writers_who_change_different_fields_keep_both(planning):
    plan = drafted(planning)
    row = added(planning, plan)
    change(row, FACTS | {"unit": "samples"}, base=1, by=planning.actor("member"))
    changed, saved = change(row, FACTS | {"amount": "30000000"}, base=1, by=planning.actor("convener"))
    assert saved.merged and (changed.unit, changed.amount) == ("samples", 30_000_000)
    assert Edit.objects.filter(case=plan.case, part=row.part).count() == 3


def test_two_writers_who_change_the_same_field_are_shown_both(planning, client):
    plan = drafted(planning)
    row = added(planning, plan)
    change(row, FACTS | {"amount": "30000000"}, base=1, by=planning.actor("convener"))
    planning.login(client, "member")
    mine = FACTS | {"amount": "40000000", "description": "Mine"}
    answer = client.post(page_of(plan, "I-01", "edit"), mine | {"base": "1"})
    page = said(answer)
    assert answer.status_code == 409
    for words in ("24000000", "30000000", "40000000", "Mine", 'name="base" value="2"'):
        assert words in page, words
    assert Intervention.objects.get(plan=plan).amount == 30_000_000
    client.post(page_of(plan, "I-01", "edit"), mine | {"base": "2"})
    assert Intervention.objects.get(plan=plan).amount == 40_000_000


def test_changes_that_are_right_alone_and_wrong_together_are_refused(planning):
    plan = drafted(planning)
    row = added(planning, plan, starts_on="2026-04-01", due_on="2026-12-31")
    facts = FACTS | {"starts_on": "2026-04-01", "due_on": "2026-12-31"}
    change(row, facts | {"due_on": "2026-06-30"}, base=1, by=planning.actor("convener"))
    with pytest.raises(Invalid, match="before it starts"):
        change(row, facts | {"starts_on": "2026-10-01"}, base=1, by=planning.actor("member"))
    assert Intervention.objects.get(pk=row.pk).starts_on == date(2026, 4, 1)


# Bottlenecks and products ---------------------------------------------------------------------------------------------


def test_a_bottleneck_is_found_in_the_register_linked_and_taken_away_again(planning, client):
    plan, trouble = drafted(planning), logged(planning)
    added(planning, plan, unit="samples")
    planning.login(client, "member")
    assert trouble.case.title in said(client.get(page_of(plan, "I-01"), {"q": "agarwood"}))
    client.post(page_of(plan, "I-01", "link"), {"add": trouble.case.reference})
    row = Intervention.objects.get(plan=plan)
    assert (list(row.bottlenecks.all()), row.unit) == ([trouble], "samples")
    assert "Take the link away" in said(client.get(page_of(plan, "I-01")))
    client.post(page_of(plan, "I-01", "link"), {"remove": trouble.case.reference})
    assert not row.bottlenecks.exists()


def test_from_a_bottleneck_and_from_a_product_a_writer_comes_to_a_new_intervention(planning, client):
    plan, trouble, product = drafted(planning), logged(planning), listed(planning)
    planning.login(client, "convener")
    begin = f"{page_of(plan, 'new')}?bottleneck={trouble.case.reference}"
    assert begin in client.get(f"/bottlenecks/{trouble.case.handle}/").content.decode()
    form = said(client.get(begin))
    assert f'value="{trouble.case.reference}"' in form and '<option value="Q1" selected>' in form
    begin = f"{page_of(plan, 'new')}?product={product}"
    assert begin in client.get(f"/products/{product}/").content.decode()
    assert "checked" in said(client.get(begin))


def test_a_linked_bottleneck_says_on_its_page_which_intervention_removes_it(planning, client):
    plan, trouble = drafted(planning), logged(planning)
    added(planning, plan, bottlenecks=trouble.case.reference)
    planning.login(client, "chair")
    page = said(client.get(f"/bottlenecks/{trouble.case.handle}/"))
    assert "I-01 A residue laboratory at Nongpoh" in page and "Plan an intervention against it" not in page


def test_a_bottleneck_of_another_district_is_not_linked(planning, client):
    plan = drafted(planning)
    added(planning, plan)
    planning.login(client, "member")
    client.post(page_of(plan, "I-01", "link"), {"add": "ML-EKHASI-2026-00001"})
    assert not Intervention.objects.get(plan=plan).bottlenecks.exists()


# Money and lists ------------------------------------------------------------------------------------------------------


def test_subsidy_is_what_the_scheme_is_asked_up_to_its_ceiling_and_own_contribution_counts_apart(planning):
    plan = drafted(planning)
    Scheme.objects.create(code="capped", name="A capped scheme", share=50, ceiling=10_000_000, source="Order 1")
    added(planning, plan, scheme="capped", scheme_share="50")
    added(planning, plan, title="A road to it", amount="6000000", own_contribution="", private_committed="1000000")
    added(planning, plan, title="Not costed yet", amount="", own_contribution="")
    shares = shares_of_plan(Intervention.objects.filter(plan=plan).select_related("scheme"))
    assert (shares.amount, shares.subsidy, shares.own, shares.private, shares.rest, shares.unsaid) == (
        30_000_000, 10_000_000, 3_000_000, 1_000_000, 16_000_000, 1,
    )  # fmt: skip
    assert (round(shares.subsidy_share, 4), shares.own_share) == (0.3333, 0.1)


def test_parts_that_come_to_more_than_the_whole_are_refused(planning):
    with pytest.raises(Invalid, match="2,50,00,000, more than the whole amount"):
        added(planning, drafted(planning), own_contribution="25000000")


def test_forty_interventions_take_as_many_queries_as_two(planning, client):
    plan = drafted(planning)
    product, trouble = listed(planning), logged(planning)
    planning.login(client, "member")

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert client.get(page_of(plan)).status_code == 200
        return len(taken)

    for number in range(40):
        row = Intervention.objects.create(
            plan=plan, code=f"I-{number + 1:02d}", title=f"Number {number}", amount=number, owner=planning.agency.post,
            stage=planning.testing if number % 2 else None, category=planning.lab,
        )  # fmt: skip
        row.products.set(IdentifiedProduct.objects.filter(case__reference=product))
        row.bottlenecks.set([trouble])
        if number == 1:
            client.get(page_of(plan))
            few = queries()
    assert queries() == few <= 30


def test_a_plan_is_not_submitted_before_its_interventions_are_whole(planning):
    plan = written(planning)
    row = Intervention.objects.get(plan=plan)
    Intervention.objects.filter(pk=row.pk).update(owner=None, target=None)
    found = [one for one in gaps(plan.case) if one.part == row.part]
    assert [one.sentence for one in found] == ["I-50 “A training centre at Nongpoh” lacks: owner, target."]
    assert found[0].url == page_of(plan, "I-50", "edit")


def test_an_amount_stands_for_a_budget_head(planning):
    plan = written(planning)
    Intervention.objects.filter(plan=plan).update(budget_head="", amount=5)
    assert not gaps(plan.case)


def test_goods_of_the_plan_need_a_confirmed_code(planning):
    plan, reference = written(planning), listed(planning)
    plan.plan_products.create(product=IdentifiedProduct.objects.get(case__reference=reference))
    assert [one.sentence for one in gaps(plan.case)] == ["“Pineapple” has no confirmed HS code."]


def test_a_linked_bottleneck_that_was_withdrawn_is_told(planning):
    plan, trouble = written(planning), logged(planning)
    Intervention.objects.get(plan=plan).bottlenecks.set([trouble])
    assert not gaps(plan.case)
    go(planning, trouble, "withdraw", "convener", {"reason": "It was logged twice by mistake, in error."})
    assert "is “Withdrawn”" in gaps(plan.case)[0].sentence


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_get_two_codes(planning):
    plan = drafted(planning)

    def one(name: str) -> str:
        try:
            with clock.freeze(MONDAY):
                return add(plan, FACTS | {"title": f"The laboratory of {name}"}, by=planning.actor(name)).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(one, ["member", "convener"] * 4))
    assert sorted(codes) == [f"I-{number:02d}" for number in range(1, 9)]
