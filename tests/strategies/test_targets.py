"""Targets by financial year: entered in a grid, with a baseline that names its source, and merged like everything."""

from decimal import Decimal

import pytest

from products.models import IdentifiedProduct
from strategies.completeness import gaps
from strategies.models import Edit, PlanProduct, Target, TargetYear
from strategies.targets.baselines import baselines_of
from strategies.targets.write import add
from tests.products.identified import published
from tests.strategies.planning import drafted, strategy_drafted, submitted, written
from tests.trade import flows
from trade.indicators.compute import compute

pytestmark = pytest.mark.django_db
FACTS = {
    "kind": "export_value", "title": "Exports of turmeric", "unit": "USD million", "baseline": "1.5",
    "baseline_year": "2024", "source": "DGCI&S extract", "year_2026": "2", "year_2027": "2.5", "year_2028": "3",
}  # fmt: skip


def page_of(document, *rest) -> str:
    return "/".join([f"/documents/{document.case.handle}/targets", *rest, ""])


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def figures(row) -> dict[int, Decimal]:
    return dict(TargetYear.objects.filter(target=row).values_list("year", "value"))


def test_a_target_is_set_with_a_figure_for_each_year_and_shown(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    page = said(client.post(page_of(plan, "new"), FACTS | {"token": "one"}, follow=True))
    row = Target.objects.get(case=plan.case)
    assert figures(row) == {2026: 2, 2027: Decimal("2.5"), 2028: 3}
    assert "2024-25 · DGCI&amp;S extract" in page and 'value="2.5"' in page and "2026-27" in page
    client.post(page_of(plan, "new"), FACTS | {"token": "one"})
    assert Target.objects.count() == 1


def test_a_baseline_names_its_year_and_its_source(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    answer = client.post(page_of(plan, "new"), FACTS | {"baseline_year": "", "source": "", "token": "one"})
    page = said(answer)
    assert answer.status_code == 422 and "Say of which year the baseline is." in page
    assert "Say where the baseline is from." in page and "Exports of turmeric" in page


def test_the_grid_saves_the_figures_of_all_targets_in_one_go(planning, client):
    plan = drafted(planning)
    one = add(plan, FACTS, by=planning.actor("member"))
    two = add(plan, FACTS | {"title": "Exporters", "kind": "exporters"}, by=planning.actor("member"))
    planning.login(client, "convener")
    grid = {f"base_{one.pk}": 1, f"figure_{one.pk}_2026": "7", f"figure_{one.pk}_2027": "8",
            f"base_{two.pk}": 1, f"figure_{two.pk}_2026": "10"}  # fmt: skip
    assert client.post(page_of(plan), grid).status_code == 302
    assert (figures(one), figures(two)) == ({2026: 7, 2027: 8}, {2026: 10})
    wrong = client.post(page_of(plan), grid | {f"figure_{one.pk}_2026": "many", f"figure_{two.pk}_2026": "11"})
    assert wrong.status_code == 422 and 'value="many"' in said(wrong)
    assert figures(two) == {2026: 10}


def test_two_who_change_different_years_keep_both_and_the_same_year_shows_both(planning, client):
    plan = drafted(planning)
    row = add(plan, FACTS, by=planning.actor("member"))
    mine = {f"base_{row.pk}": 1} | {f"figure_{row.pk}_{year}": FACTS[f"year_{year}"] for year in (2026, 2027, 2028)}
    planning.login(client, "convener")
    client.post(page_of(plan), mine | {f"figure_{row.pk}_2026": "20"})
    planning.login(client, "member")
    client.post(page_of(plan), mine | {f"figure_{row.pk}_2028": "30"})
    assert figures(row) == {2026: 20, 2027: Decimal("2.5"), 2028: 30}
    answer = client.post(page_of(plan), mine | {f"figure_{row.pk}_2026": "21"})
    page = said(answer)
    assert answer.status_code == 409 and "2026-27: 20" in page and 'value="21"' in page
    assert figures(row)[2026] == 20


def test_a_submitted_plan_keeps_its_targets_and_what_was_typed_is_shown(planning, client):
    plan = submitted(planning)
    row = Target.objects.get(case=plan.case)
    planning.login(client, "member")
    answer = client.post(page_of(plan), {f"base_{row.pk}": 0, f"figure_{row.pk}_2026": "99"})
    assert answer.status_code == 409 and 'value="99"' in said(answer)
    assert 99 not in figures(row).values()


@pytest.mark.parametrize(("name", "status"), [("chair", 403), ("sepc", 403), ("sibling", 404), ("stranger", 404)])
def test_others_set_no_target(planning, client, name, status):
    plan = drafted(planning)
    planning.login(client, name)
    assert client.post(page_of(plan, "new"), FACTS | {"token": "t"}).status_code == status
    assert not Target.objects.exists()


def test_a_target_is_taken_out_and_put_back(planning, client):
    plan = drafted(planning)
    row = add(plan, FACTS, by=planning.actor("member"))
    planning.login(client, "member")
    client.post(page_of(plan, str(row.pk), "drop"))
    assert Target.objects.get().dropped_at
    client.post(page_of(plan, str(row.pk), "drop"), {"back": "1"})
    assert Target.objects.get().dropped_at is None
    edits = Edit.objects.filter(case=plan.case, part=row.part).order_by("number")
    assert [bool(one.content.get("dropped")) for one in edits] == [False, True, False]
    grid = {f"base_{row.pk}": row.edited, f"figure_{row.pk}_2026": "7", f"figure_{row.pk}_2027": "8"}
    assert client.post(page_of(plan), grid).status_code == 302  # typed before it was taken out and put back
    assert figures(row) == {2026: 7, 2027: 8} and Target.objects.get().edited == 4


def test_a_strategy_has_targets_too(planning, client):
    strategy = strategy_drafted(planning)
    planning.login(client, "sepc")
    facts = FACTS | {"year_2029": "4", "year_2030": "5", "token": "one"}
    assert client.post(page_of(strategy, "new"), facts).status_code == 302
    assert figures(Target.objects.get())[2030] == 5


def test_a_plan_needs_a_target_of_exports_with_a_figure_for_each_year(planning):
    plan = written(planning)
    row = Target.objects.get(case=plan.case)
    TargetYear.objects.filter(target=row, year=2027).delete()
    assert [one.sentence for one in gaps(plan.case)] == ["“Exports of services” has no figure for 2027-28."]
    Target.objects.filter(pk=row.pk).update(kind="exporters")
    assert "No target of the value or quantity of exports is set." in [one.sentence for one in gaps(plan.case)]


def test_baselines_come_from_the_trade_figures_with_period_and_source(planning, products, client):
    plan = drafted(planning)
    PlanProduct.objects.create(plan=plan, product=published(products))
    slice = flows.new_slice("FY2025", level=6, batch=flows.batch("A published table"))
    rows = [(flows.place(planning.ribhoi), flows.item("091030"), 1_500_000)]
    rows.append((flows.place(planning.ribhoi), flows.item("121190"), 500_000))
    compute(flows.fill(slice, rows))
    place, product = baselines_of(plan)
    assert (place.value, place.year, product.value) == (2, 2024, Decimal("1.5"))
    assert "A published table" in product.source and "HS 091030" in product.source
    planning.login(client, "member")
    page = client.get(page_of(plan)).content.decode()
    assert "2024-25" in page and "Exports of Ri Bhoi" in page
    form = said(client.get(f"{page_of(plan, 'new')}?{product.query}"))
    assert 'value="1.5"' in form and '<option value="2024" selected>' in form and "A published table" in form


def test_products_are_chosen_among_the_districts_own_and_carry_codes_and_figures(planning, products, client):
    plan, product = drafted(planning), published(products)
    slice = flows.new_slice("FY2025", level=6, batch=flows.batch("A published table"))
    compute(flows.fill(slice, [(flows.place(planning.ribhoi), flows.item("091030"), 1_500_000)]))
    planning.login(client, "member")
    address = f"/plans/{plan.case.handle}/products/"
    assert "Lakadong turmeric" in said(client.get(address))
    client.post(f"{address}choose/", {"products": [product.case.reference, "MH-PUNE-P-1"]})
    row = PlanProduct.objects.get(plan=plan)
    page = said(client.get(address))
    assert row.product == product and "091030" in page and "USD 1.50 million" in page and "A published table" in page
    client.post(address, {"product": row.pk, "base": 0, "analysis": "Two thousand growers."})
    row.refresh_from_db()
    assert row.analysis == "Two thousand growers."
    clash = client.post(address, {"product": row.pk, "base": 0, "analysis": "Three thousand growers."})
    assert clash.status_code == 409 and "Two thousand growers." in said(clash)
    assert "Three thousand growers." in said(clash)
    client.post(f"{address}{row.pk}/remove/")
    assert not PlanProduct.objects.exists()
    client.post(f"{address}choose/", {"products": [product.case.reference]})
    edits = Edit.objects.filter(case=plan.case, part=f"product:{product.pk}").order_by("number")
    assert [bool(one.content["dropped"]) for one in edits] == [False, False, True, False]
    assert edits[2].content["analysis"] == "Two thousand growers." and edits[3].content["analysis"] == ""
    row, page = PlanProduct.objects.get(plan=plan), said(client.get(address))
    assert 'name="base" value="4"' in page
    client.post(address, {"product": row.pk, "base": 4, "analysis": "Written anew."})
    row.refresh_from_db()
    assert row.analysis == "Written anew."


def test_a_product_that_an_intervention_names_is_not_taken_out(planning, client):
    plan = written(planning)
    row = PlanProduct.objects.get(plan=plan)
    plan.interventions.get().products.set(IdentifiedProduct.objects.filter(pk=row.product_id))
    planning.login(client, "member")
    page = said(client.post(f"/plans/{plan.case.handle}/products/{row.pk}/remove/", follow=True))
    assert "is named by I-50" in page and PlanProduct.objects.filter(pk=row.pk).exists()
