"""A table of correlations tells what became of a code and suggests new ones; no figure follows it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from products.identified.codes import suggestions
from products.models import Concordance, HSCode, ProductCode, ProductStatus
from tests.products.made import product
from tests.trade import flows
from tests.trade.access import problems, take_file, write
from trade.access.sales import sales_of
from trade.importer.actions import revoke
from trade.importer.layout import layout_of
from trade.indicators.compute import compute
from trade.layouts.concordance import code_of, edition_of, relation_of
from trade.models import BatchState

pytestmark = pytest.mark.django_db
# Telephones for cellular networks: 8517.12 of HS 2017 became smartphones and others in HS 2022.
PHONES = {
    "from_edition": "HS2017",
    "from_code": "8517.12",
    "to_edition": "HS2022",
    "to_code": "8517.13",
    "relation": "1:n",
}
OTHERS = PHONES | {"to_code": "8517.14"}
SAME = PHONES | {"from_code": "091030", "to_code": "091030", "relation": "1:1"}  # turmeric kept its code
TABLE = [PHONES, OTHERS, SAME]


@pytest.fixture(autouse=True)
def codes(db, cast, at_monday, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    for code in ("851713", "851714", "091030"):
        HSCode.objects.create(edition="HS2022", code=code, level=6, description=f"Goods of {code}", source="Test")


def bring(folder, rows=TABLE, *, on=date(2026, 1, 31), source="UNSD", **options):
    return take_file(write(folder, rows), layout="concordance", source=source, as_of=on, options=options)


def old_line(**change) -> HSCode:
    """A tariff line of an edition before HS 2022, as the operator's list brings it."""
    facts = {"edition": "pre-HS2022", "code": "85171211", "level": 8, "retired_on": date(2022, 5, 1), "source": "List"}
    return HSCode.objects.create(description="Mobile phones", **facts | change)


def steps() -> set[tuple[str, str, str]]:
    return set(Concordance.objects.in_force().values_list("from_code", "to_code", "relation"))


def page(client, code) -> str:
    return " ".join(client.get(reverse("hs-code", args=[code])).content.decode().split())


# The table ------------------------------------------------------------------------------------------------------------


def test_a_table_is_kept_as_text_with_its_source_date_and_batch(tmp_path):
    batch = bring(tmp_path)
    assert (batch.state, batch.rows_taken, problems(batch)) == (BatchState.APPLIED, 3, set())
    row = Concordance.objects.get(to_code="851713")
    assert (row.from_edition, row.from_code, row.to_edition, row.relation) == ("HS2017", "851712", "HS2022", "1:n")
    assert (row.source, row.as_of, row.batch) == ("UNSD", date(2026, 1, 31), batch.key)


def test_a_table_told_from_the_newer_edition_is_the_same_table(tmp_path):
    turned = [
        {"from_edition": row["to_edition"], "from_code": row["to_code"], "to_edition": row["from_edition"],
         "to_code": row["from_code"], "relation": row["relation"].replace("1:n", "n:1")} for row in TABLE
    ]  # fmt: skip
    bring(tmp_path, turned)
    assert steps() == {("851712", "851713", "1:n"), ("851712", "851714", "1:n"), ("091030", "091030", "1:1")}


def test_editions_may_be_said_of_the_whole_table_and_relations_be_counted(tmp_path):
    rows = [
        {"From": "ex 8517.12", "To": "8517.13"},
        {"From": "851712", "To": "851714"},
        {"From": "91030", "To": "091030"},
    ]
    batch = bring(tmp_path, rows, from_edition="HS2017", to_edition="HS2022")
    assert steps() == {("851712", "851713", "1:n"), ("851712", "851714", "1:n"), ("091030", "091030", "1:1")}
    assert problems(batch) == {(4, "from_code", "hs_zero")}


def test_joined_and_mixed_codes_are_counted_from_both_sides(tmp_path):
    rows = [SAME | {"from_code": old, "to_code": new, "relation": ""} for old, new in
            [("091010", "091030"), ("091020", "091030"), ("091020", "851713")]]  # fmt: skip
    bring(tmp_path, rows)
    assert steps() == {("091010", "091030", "n:1"), ("091020", "091030", "n:n"), ("091020", "851713", "1:n")}


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"from_edition": "HS2018"}, "from_edition", "no_edition"),
        ({"from_edition": ""}, "from_edition", "no_edition"),
        ({"from_edition": "HS2022"}, "to_edition", "same_edition"),
        ({"from_code": "8517"}, "from_code", "correlation_code"),
        ({"to_code": "77x"}, "to_code", "correlation_code"),
        ({"to_code": ""}, "to_code", "empty"),
        ({"relation": "some"}, "relation", "correlation_relation"),
        ({"relation": "1:1", "to_code": "851714"}, "relation", "relation_is_not_one"),
        ({"to_code": "851713"}, "to_code", "duplicate"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken(tmp_path, change, column, code):
    batch = bring(tmp_path, [PHONES, OTHERS | change])
    assert batch.state == BatchState.REFUSED
    assert (3, column, code) in problems(batch)
    assert not Concordance.objects.exists()


def test_a_table_of_two_pairs_of_editions_is_refused_in_words(tmp_path):
    batch = bring(tmp_path, [PHONES, SAME | {"from_edition": "HS2012"}])
    assert batch.refusal == (
        "The table is of several pairs of editions: HS 2012–HS 2022; HS 2017–HS 2022. Send one for each pair."
    )


def test_a_code_the_classification_has_not_is_kept_with_a_warning(tmp_path):
    batch = bring(tmp_path, [PHONES | {"to_code": "851799"}])
    assert (batch.state, problems(batch)) == (BatchState.APPLIED, {(2, "to_code", "correlation_unknown")})


@pytest.mark.parametrize(
    ("written", "read"), [("HS2017", "HS2017"), ("hs 2017", "HS2017"), ("2017", "HS2017"), ("H5", "HS2017"), ("H9", "")]
)
def test_editions_are_read_as_people_write_them(written, read):
    assert edition_of(written) == read


def test_codes_and_relations_are_read_as_published_tables_write_them():
    assert {code_of(text) for text in ("ex 8517.12", "Ex8517.12", "'851712", "8517 12")} == {"851712"}
    assert code_of("91030") == "091030"
    assert [relation_of(text) for text in ("1:n", "N to 1", "1-1", "one to many", "", "2:3", "1:n:1")] == [
        "1:n", "n:1", "1:1", "1:n", "", None, None,
    ]  # fmt: skip


# Its place ------------------------------------------------------------------------------------------------------------


def test_a_later_table_takes_the_place_of_the_earlier_one_and_revoking_it_brings_that_back(tmp_path, cast):
    first = bring(tmp_path)
    second = bring(tmp_path, [SAME], source="WCO")
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == (BatchState.SUPERSEDED, second)
    assert steps() == {("091030", "091030", "1:1")}
    revoke(by=cast.actor("apex"), batch=second, why="Only a part of the table")
    assert len(steps()) == 3
    assert Concordance.objects.count() == 4  # retired, not deleted


def test_a_table_of_another_pair_of_editions_stands_beside_it(tmp_path):
    bring(tmp_path)
    bring(tmp_path, [PHONES | {"from_edition": "HS2012"}])
    assert Concordance.objects.in_force().count() == 4


def test_what_an_officer_entered_by_hand_stays(tmp_path, cast):
    hand = Concordance.objects.create(
        from_edition="HS2017",
        from_code="851712",
        to_edition="HS2022",
        to_code="851713",
        relation="n:n",
        source="Order 1",
    )
    batch = bring(tmp_path)
    assert (batch.rows_taken, Concordance.objects.in_force().count()) == (2, 3)
    revoke(by=cast.actor("apex"), batch=batch, why="Wrong table")
    assert list(Concordance.objects.in_force()) == [hand]


def by_hand(row=PHONES, **change) -> Concordance:
    facts = row | {"from_code": row["from_code"].replace(".", ""), "to_code": row["to_code"].replace(".", "")}
    return Concordance.objects.create(**facts | {"relation": "n:n", "source": "Order 1"} | change)


def retire(row: Concordance) -> None:
    """As the administration does."""
    row.retired_on = date(2026, 2, 1)
    row.save()


@pytest.mark.parametrize("rows", [TABLE, [PHONES]])
def test_when_a_row_by_hand_is_retired_the_one_of_the_table_in_force_counts_again(tmp_path, cast, rows):
    made, hand = with_old_code(cast), by_hand()
    bring(tmp_path, rows)
    assert ("851712", "851713", "n:n") in steps()
    retire(hand)
    row = Concordance.objects.in_force().get(to_code="851713")
    assert (row.relation, row.source) == ("1:n", "UNSD")
    assert suggested(made)["851713"] == "concordance HS2017 8517.12"


def test_when_a_row_by_hand_is_retired_no_row_of_a_table_that_is_not_in_force_comes_back(tmp_path, cast):
    hand = by_hand()
    bring(tmp_path)
    bring(tmp_path, [SAME], source="WCO")
    third = bring(tmp_path, [OTHERS | {"from_edition": "HS2012"}])
    revoke(by=cast.actor("apex"), batch=third, why="Wrong table")
    retire(hand)
    assert steps() == {("091030", "091030", "1:1")}


def test_revoking_two_tables_one_after_the_other_brings_the_first_back(tmp_path, cast):
    first, second, third = (bring(tmp_path, rows, source=name) for rows, name in (
        (TABLE, "UNSD"), ([SAME], "WCO"), ([OTHERS], "DGFT")
    ))  # fmt: skip
    revoke(by=cast.actor("apex"), batch=second, why="Only a part of the table")
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == (BatchState.SUPERSEDED, third)
    assert len(steps()) == 1
    revoke(by=cast.actor("apex"), batch=third, why="Only a part of the table")
    first.refresh_from_db()
    assert (first.state, first.superseded_by, len(steps())) == (BatchState.APPLIED, None, 3)


def test_a_table_of_more_rows_than_any_correlation_has_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("trade.layouts.concordance.MOST", 2)
    assert bring(tmp_path).refusal == "The table has 3 rows; correlations of two editions have at most 2."
    assert bring(tmp_path, [PHONES, OTHERS]).state == BatchState.APPLIED


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "one_concordance_per_pair"),
        ({"from_code": "12"}, ""),
        ({"from_code": "8517.12"}, "concordance_codes_are_well_formed"),
        ({"from_edition": "HS2022", "from_code": "851713"}, "concordance_changes_edition_or_code"),
        ({"relation": "2:1"}, "concordance_relation_is_known"),
    ],
)
def test_the_database_refuses_what_cannot_be(change, name):
    facts = {"from_edition": "HS2017", "from_code": "851712", "to_edition": "HS2022", "to_code": "851713"}
    facts |= {"relation": "1:n", "source": "x"}
    Concordance.objects.create(**facts)
    if not name:
        Concordance.objects.create(**facts | change)
        return
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Concordance.objects.create(**facts | change)


@pytest.mark.parametrize(("who", "status"), [("apex", 200), ("apex_head", 200), ("convener", 403), ("chair", 403)])
def test_who_brings_such_a_table(client, cast, who, status):
    cast.login(client, who)
    assert client.get(f"{reverse('import-new')}?layout=concordance").status_code == status


def test_the_example_of_the_template_is_taken_as_it_is(tmp_path):
    assert bring(tmp_path, list(layout_of("concordance").example)).state == BatchState.APPLIED


# A code's page --------------------------------------------------------------------------------------------------------


def test_the_page_of_a_code_says_what_it_was_and_that_it_is_not_one_to_one(client, tmp_path):
    bring(tmp_path)
    text = page(client, "851713")
    assert "<h3>In HS 2017</h3>" in text
    assert 'href="/hs/851712/">8517.12</a>' in text
    assert "Joined there with the goods of other codes: that code covers more." in text
    assert "Not one to one." in text and "do not compare or add them across editions" in text
    assert "UNSD, 31 Jan 2026" in text


def test_one_to_one_is_told_without_a_warning(client, tmp_path):
    bring(tmp_path)
    text = page(client, "091030")
    assert "The same goods under one code." in text
    assert "Not one to one." not in text


def test_a_code_of_an_earlier_edition_has_a_page_that_names_its_successors(client, tmp_path):
    assert client.get("/hs/851712/").status_code == 404
    batch = bring(tmp_path)
    text = page(client, "8517.12")
    assert "8517.12 of HS 2017" in text and "<h3>In HS 2022</h3>" in text
    assert "Divided there among several codes: each has a part of these goods." in text
    assert 'href="/hs/851713/">8517.13</a> Goods of 851713' in text
    Concordance.objects.filter(batch=batch.key).update(retired_on=date(2026, 2, 1))
    assert client.get("/hs/851712/").status_code == 404


def test_searching_for_a_code_of_another_edition_leads_to_its_page(client, tmp_path):
    bring(tmp_path)
    link = '<a href="/hs/851712/">8517.12 is a code of another edition of the HS: see what it is now</a>'
    for asked in ("8517.12", "851712", "8517 12"):
        assert link in client.get("/hs/", {"q": asked}).content.decode()
        assert link in client.get("/hs/search/", {"q": asked}, headers={"HX-Request": "true"}).content.decode()
    for asked in ("851713", "8517", "phones", "851799"):
        assert "another edition" not in client.get("/hs/", {"q": asked}).content.decode()


def test_a_retired_line_is_found_by_its_subheading(client, tmp_path):
    old_line()
    bring(tmp_path)
    text = page(client, "85171211")
    assert "It became:" in text and 'href="/hs/851714/"' in text
    assert "By its subheading 8517.12: tables of correlations have six digits." in text


def test_the_page_of_a_code_takes_as_many_queries_however_many_editions(
    client, tmp_path, django_assert_max_num_queries
):
    for edition in ("HS2007", "HS2012", "HS2017"):
        bring(tmp_path, [row | {"from_edition": edition} for row in TABLE])
    with django_assert_max_num_queries(9):
        page(client, "851713")


# Products -------------------------------------------------------------------------------------------------------------


def with_old_code(cast, **change):
    made = product(cast, "Zzz", status=ProductStatus.PROPOSED)
    old = old_line(**change)
    ProductCode.objects.create(
        product=made, code=old, confirmed_by=cast.convener.post, confirmed_at=made.case.created_at
    )
    return made


def suggested(made) -> dict[str, str]:
    rows = made.product_codes.filter(confirmed_at=None)
    return dict(rows.values_list("code__code", "suggested_by"))


def test_a_product_under_an_old_code_gets_the_successors_as_suggestions_until_somebody_confirms(client, cast, tmp_path):
    made = with_old_code(cast)
    bring(tmp_path)
    by = "concordance HS2017 8517.12"
    assert suggested(made) == {"851713": by, "851714": by}
    cast.login(client, "convener")
    text = " ".join(client.get(reverse("product", args=[made.case.handle])).content.decode().split())
    assert "suggested, unconfirmed" in text and f"({by})" in text and "no longer in force" in text
    answer = client.post(
        reverse("product-act", args=[made.case.handle, "confirm_code"]),
        {"version": made.case.version, "code": "851713", "token": "t"},
    )
    assert answer.status_code == 302
    assert set(suggested(made)) == {"851714"}


def test_an_old_code_of_a_named_edition_follows_that_edition_alone(cast, tmp_path):
    made = with_old_code(cast, edition="HS2012", code="851712", level=6)
    bring(tmp_path)
    assert suggested(made) == {}
    bring(tmp_path, [PHONES | {"from_edition": "HS2012"}])
    assert suggested(made) == {"851713": "concordance HS2012 8517.12"}


def test_revoking_a_table_takes_back_its_suggestions_and_nothing_somebody_confirmed(cast, tmp_path):
    made = with_old_code(cast)
    batch = bring(tmp_path)
    code = HSCode.objects.get(code="851713")
    made.product_codes.filter(code=code).update(confirmed_by=cast.convener.post, confirmed_at=made.case.created_at)
    revoke(by=cast.actor("apex"), batch=batch, why="Wrong table")
    assert suggested(made) == {}
    assert made.product_codes.filter(code=code).exists()


@pytest.mark.parametrize(("revoked", "stays"), [("HS2012", "HS2017"), ("HS2017", "HS2012")])
@pytest.mark.parametrize("order", [("HS2012", "HS2017"), ("HS2017", "HS2012")])
def test_a_suggestion_names_a_row_that_is_in_force(cast, tmp_path, order, revoked, stays):
    made = with_old_code(cast)
    tables = {edition: bring(tmp_path, [PHONES | {"from_edition": edition}]) for edition in order}
    assert suggested(made) == {"851713": "concordance HS2017 8517.12"}
    revoke(by=cast.actor("apex"), batch=tables[revoked], why="Wrong table")
    assert suggested(made) == {"851713": f"concordance {stays} 8517.12"}


def test_a_product_under_a_code_in_force_and_a_closed_one_get_none(cast, tmp_path):
    today = product(cast, "Turmeric", codes=("091030",))
    closed = with_old_code(cast)
    type(closed.case).objects.filter(pk=closed.case.pk).update(closed_at=closed.case.created_at)
    bring(tmp_path)
    assert suggested(today) == suggested(closed) == {}


def test_asking_for_suggestions_finds_the_successors_first(cast, tmp_path):
    bring(tmp_path)
    made = with_old_code(cast)
    assert [row.code.code for row in suggestions(made)] == ["851713", "851714"]


def test_who_writes_an_old_code_is_told_what_it_may_be_now(client, cast, tmp_path):
    bring(tmp_path)
    made = product(cast, "Zzz", status=ProductStatus.PROPOSED)
    cast.login(client, "convener")
    answer = client.post(
        reverse("product-act", args=[made.case.handle, "confirm_code"]),
        {"version": made.case.version, "code": "851712", "token": "t"},
    )
    assert answer.status_code == 422
    assert (
        "8517.12 was of an earlier edition. Look which of these it is now: 8517.13, 8517.14." in answer.content.decode()
    )


# Figures --------------------------------------------------------------------------------------------------------------


def test_flows_of_an_earlier_edition_stay_under_their_code(cast, tmp_path):
    rows = [(flows.place(cast.ribhoi), flows.item("851712", edition="HS2017"), 1_000_000)]
    slice = flows.fill(flows.new_slice(level=6, edition="HS2017"), rows)
    compute(slice)
    before = set(slice.items.values_list("item__code", "item__edition", "total_usd"))
    batch = bring(tmp_path)
    compute(slice)
    assert batch.state == BatchState.APPLIED
    assert set(slice.items.values_list("item__code", "item__edition", "total_usd")) == before
    assert sales_of("851713") is None
