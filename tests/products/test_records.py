"""What a committee knows of its products: entered once, corrected with its history, shown to the public with care."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from geography.countries import load_countries
from geography.models import Country
from institutions import clock
from products.models import Certificate, Opportunity, QualityRecord
from products.records.withhold import may_be_public
from tests.products.made import product

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
YEAR = {"year": "2024", "samples_tested": "40", "samples_failed": "3", "exporters": "5", "source": "Laboratory reports",
        "as_of": "2026-03-01"}  # fmt: skip
PAPER = {"kind": "organic", "number": "ORG-1", "issuer": "Certifier", "holder_kind": "producers", "source": "Paper",
         "issued_on": "2025-04-01", "expires_on": "2026-12-31", "as_of": "2026-03-01"}  # fmt: skip
STEP = {"kind": "samples", "market": "JP", "happened_on": "2026-02-10", "source": "Letter", "as_of": "2026-03-01"}
FORMS = {"quality": YEAR, "certificate": PAPER, "opportunity": STEP}
MODELS = {"quality": QualityRecord, "certificate": Certificate, "opportunity": Opportunity}


@pytest.fixture
def turmeric(cast, at_monday):
    load_countries()
    return product(cast)


def enter(client, row, kind="quality", token="t1", **change):
    return client.post(f"/products/{row.case.handle}/records/{kind}/new/", FORMS[kind] | {"token": token} | change)


def record(turmeric, **fields) -> QualityRecord:
    fields = {"year": 2024, "samples_tested": 40, "samples_failed": 3, "exporters": 2} | fields
    return QualityRecord.objects.create(
        product=turmeric, source="Laboratory reports", as_of=DAY, entered_at=clock.now(), **fields
    )


def step(turmeric, **fields) -> Opportunity:
    number = Opportunity.objects.count()
    fields = {"market": Country.objects.get(iso2="JP"), "kind": "order", "happened_on": DAY, "exporters": 2} | fields
    return Opportunity.objects.create(
        product=turmeric, source="Letter", as_of=DAY, entered_at=clock.now(), row_key=str(number), **fields
    )


# Who may --------------------------------------------------------------------------------------------------------------

WRITERS = {"convener": True, "chair": True, "member": False, "observer": False, "sibling": False, "stranger": False,
           "sepc": False, "sepc_chair": False, "ra": False, "agency": False, "department": False, "apex": False,
           "apex_head": False}  # fmt: skip


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("name", WRITERS)
def test_the_districts_convener_and_chair_write_and_nobody_else(client, cast, turmeric, name, kind):
    cast.login(client, name)
    may = WRITERS[name]
    assert client.get(f"/products/{turmeric.case.handle}/records/{kind}/new/").status_code == (200 if may else 403)
    assert enter(client, turmeric, kind).status_code == (302 if may else 403)
    assert MODELS[kind].objects.count() == int(may)


def test_who_does_not_see_a_product_gets_no_form(client, cast, at_monday):
    row = product(cast, status="proposed")
    cast.login(client, "stranger")
    assert enter(client, row).status_code == 404
    assert client.get(f"/products/{row.case.handle}/quality/").status_code == 404


def test_nothing_is_entered_for_a_retired_product(client, cast, at_monday):
    row = product(cast, status="retired")
    cast.login(client, "convener")
    assert enter(client, row).status_code == 403


def test_what_a_logged_out_person_typed_is_there_after_the_login(client, cast, turmeric):
    where = f"/products/{turmeric.case.handle}/records/quality/new/"
    answer = client.post(where, YEAR | {"source": "Typed before the login"})
    assert answer.status_code == 302
    assert QualityRecord.objects.count() == 0
    cast.login(client, "convener")
    assert "Typed before the login" in client.get(where).content.decode()


# Entering -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMS)
def test_the_same_form_sent_twice_is_one_row(client, cast, turmeric, kind):
    cast.login(client, "convener")
    assert [enter(client, turmeric, kind).status_code for _ in range(2)] == [302, 302]
    row = MODELS[kind].objects.get()
    assert (row.entered_post, row.entered_at) == (cast.convener.post, clock.now())


def test_the_same_token_with_other_content_is_refused_and_loses_nothing(client, cast, turmeric):
    cast.login(client, "convener")
    enter(client, turmeric)
    answer = enter(client, turmeric, source="Another paper", year="2023")
    assert answer.status_code == 409
    assert "Another paper" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "again"), [("quality", {"samples_tested": "90"}), ("certificate", {"expires_on": "2027-01-01"})]
)
def test_a_second_row_of_the_same_thing_is_refused_in_words(client, cast, turmeric, kind, again):
    cast.login(client, "convener")
    enter(client, turmeric, kind)
    answer = enter(client, turmeric, kind, token="t2", **again)
    assert answer.status_code == 422
    assert "Correct that row instead" in answer.content.decode()
    assert MODELS[kind].objects.count() == 1


def test_two_like_steps_are_two_steps(client, cast, turmeric):
    cast.login(client, "convener")
    enter(client, turmeric, "opportunity")
    enter(client, turmeric, "opportunity", token="t2")
    assert Opportunity.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("quality", {"samples_failed": "41"}, "samples_failed"),
        ("quality", {"samples_tested": ""}, "samples_tested"),
        ("quality", {"samples_tested": "", "samples_failed": ""}, "samples_tested"),
        ("quality", {"samples_tested": "-1"}, "samples_tested"),
        ("quality", {"samples_tested": "99999999999"}, "samples_tested"),
        ("quality", {"samples_tested": "10000001"}, "samples_tested"),
        ("quality", {"rejections": "-2"}, "rejections"),
        ("quality", {"consignments": "4", "rejections": "5"}, "rejections"),
        ("quality", {"exporters": "20000000"}, "exporters"),
        ("quality", {"as_of": "0026-03-01"}, "as_of"),
        ("quality", {"year": "1066"}, "year"),
        ("quality", {"market": "IN"}, "market"),
        ("quality", {"as_of": "2030-01-01"}, "as_of"),
        ("quality", {"source": ""}, "source"),
        ("certificate", {"expires_on": "2025-04-01"}, "expires_on"),
        ("certificate", {"number": ""}, "number"),
        ("certificate", {"issued_on": "2026-03-03"}, "issued_on"),
        ("certificate", {"expires_on": "2206-12-31"}, "expires_on"),
        ("opportunity", {"market": "Atlantis"}, "market"),
        ("opportunity", {"happened_on": "2026-03-03"}, "happened_on"),
        ("opportunity", {"value_usd": "-5"}, "value_usd"),
        ("opportunity", {"value_usd": "10000000001"}, "value_usd"),
        ("opportunity", {"happened_on": "0202-02-10"}, "happened_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, cast, turmeric, kind, change, field):
    cast.login(client, "convener")
    answer = enter(client, turmeric, kind, **change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert MODELS[kind].objects.count() == 0


def test_an_unknown_kind_of_record_is_no_page(client, cast, turmeric):
    cast.login(client, "convener")
    assert client.get(f"/products/{turmeric.case.handle}/records/secret/new/").status_code == 404


# Correcting -----------------------------------------------------------------------------------------------------------


def correct(client, row, **change):
    where = f"/products/{row.product.case.handle}/records/quality/{row.pk}/"
    seen = client.get(where).context["seen"]
    return client.post(where, YEAR | {"seen": seen} | change)


def test_a_correction_keeps_what_was_said_before(client, cast, turmeric):
    row = record(turmeric)
    cast.login(client, "chair")
    assert correct(client, row, samples_failed="4").status_code == 302
    row.refresh_from_db()
    assert (row.samples_failed, row.corrected_post) == (4, cast.chair.post)
    page = client.get(f"/products/{turmeric.case.handle}/records/quality/{row.pk}/").content.decode()
    assert "Samples that failed: from “3” to “4”" in page
    assert str(cast.chair.post) in page


def test_a_correction_of_what_somebody_corrected_meanwhile_is_refused_and_loses_nothing(client, cast, turmeric):
    row = record(turmeric)
    cast.login(client, "convener")
    answer = correct(client, row, seen="2026-01-01T00:00:00+00:00", samples_failed="9", note="My own words")
    assert answer.status_code == 409
    assert "My own words" in answer.content.decode()
    row.refresh_from_db()
    assert row.samples_failed == 3


def test_a_refused_correction_changes_nothing(client, cast, turmeric):
    row = record(turmeric)
    cast.login(client, "convener")
    assert correct(client, row, samples_failed="41").status_code == 422
    row.refresh_from_db()
    assert (row.samples_failed, row.corrected_at) == (3, None)


def test_a_row_of_another_product_is_not_found_under_this_one(client, cast, turmeric):
    row = record(product(cast, "Ginger"))
    cast.login(client, "convener")
    assert client.get(f"/products/{turmeric.case.handle}/records/quality/{row.pk}/").status_code == 404


def test_a_certificate_is_renewed_by_a_longer_one_of_the_same_product(client, cast, turmeric):
    cast.login(client, "convener")
    enter(client, turmeric, "certificate")
    enter(client, turmeric, "certificate", token="t2", number="ORG-2", expires_on="2027-12-31")
    old, new = Certificate.objects.order_by("number")
    where = f"/products/{turmeric.case.handle}/records/certificate/{old.pk}/"
    seen = client.get(where).context["seen"]
    assert client.post(where, PAPER | {"seen": seen, "renewed_by": new.pk}).status_code == 302
    where = f"/products/{turmeric.case.handle}/records/certificate/{new.pk}/"
    late = PAPER | {"number": "ORG-2", "expires_on": "2027-12-31", "seen": client.get(where).context["seen"]}
    assert client.post(where, late | {"renewed_by": old.pk}).status_code == 422


# Withdrawing ----------------------------------------------------------------------------------------------------------

SORRY = "Entered under the wrong product"


def withdraw(client, kind, row, reason=SORRY, token="w"):
    where = f"/products/{row.product.case.handle}/records/{kind}/{row.pk}/withdraw/"
    return client.post(where, {"reason": reason, "token": token})


@pytest.mark.parametrize("kind", FORMS)
def test_a_withdrawn_entry_counts_no_more_and_stays_with_its_reason(client, cast, turmeric, kind):
    cast.login(client, "convener")
    enter(client, turmeric, kind)
    row = MODELS[kind].objects.get()
    cast.login(client, "chair")
    assert withdraw(client, kind, row).status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_post, row.withdrawn_at, row.withdrawn_reason) == (cast.chair.post, clock.now(), SORRY)
    for page in ("quality", "opportunities"):
        context = client.get(f"/products/{turmeric.case.handle}/{page}/").context
        assert not (context.get("rows") or context.get("certificates") or context.get("steps"))
    page = "opportunities" if kind == "opportunity" else "quality"
    where = f"/products/{turmeric.case.handle}/{page}/"
    assert SORRY in client.get(where).content.decode()
    client.logout()
    assert SORRY not in client.get(where).content.decode()
    assert row.events.count() == 2


@pytest.mark.parametrize("name", WRITERS)
def test_who_may_enter_may_withdraw_and_nobody_else(client, cast, turmeric, name):
    row = record(turmeric)
    cast.login(client, name)
    where = f"/products/{turmeric.case.handle}/records/quality/{row.pk}/withdraw/"
    assert client.get(where).status_code == (200 if WRITERS[name] else 403)
    assert withdraw(client, "quality", row).status_code == (302 if WRITERS[name] else 403)
    row.refresh_from_db()
    assert bool(row.withdrawn_at) is WRITERS[name]


def test_a_withdrawal_names_its_reason_is_made_once_and_leaves_room_for_the_right_entry(client, cast, turmeric):
    cast.login(client, "convener")
    enter(client, turmeric)
    row = QualityRecord.objects.get()
    assert withdraw(client, "quality", row, "oops").status_code == 422
    assert [withdraw(client, "quality", row).status_code for _ in range(2)] == [302, 302]
    late = withdraw(client, "quality", row, "Another reason of mine", token="v")
    assert (late.status_code, "withdrawn already" in late.content.decode()) == (409, True)
    assert correct(client, row, samples_failed="4").status_code == 409
    assert enter(client, turmeric, token="t2").status_code == 302
    assert QualityRecord.objects.counted().count() == 1


def test_a_certificate_that_renews_another_is_not_withdrawn_from_under_it(client, cast, turmeric):
    cast.login(client, "convener")
    enter(client, turmeric, "certificate")
    enter(client, turmeric, "certificate", token="t2", number="ORG-2", expires_on="2027-12-31")
    old, new = Certificate.objects.order_by("number")
    Certificate.objects.filter(pk=old.pk).update(renewed_by=new)
    assert withdraw(client, "certificate", new).status_code == 409
    assert withdraw(client, "certificate", old).status_code == 302
    assert withdraw(client, "certificate", new, token="w2").status_code == 302


# What is shown --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tested", "failed", "rate"),
    [(40, 3, "7.5"), (3, 1, "33.3"), (7, 7, "100.0"), (50, 0, "0.0"), (0, 0, None), (9, None, None)],
)
def test_the_rate_of_failure(tested, failed, rate):
    found = QualityRecord(samples_tested=tested, samples_failed=failed).failure_rate
    assert found == (Decimal(rate) if rate else None)


@pytest.mark.parametrize(
    ("exporters", "published", "public"),
    [(2, False, False), (3, False, True), (None, False, False), (0, False, False), (1, True, True), (None, True, True)],
)
def test_figures_of_fewer_than_three_exporters_are_withheld(exporters, published, public):
    assert may_be_public(exporters, is_published=published) is public


def read(client, address: str) -> str:
    """A page, with figures as they were entered: without the commas between their digits."""
    return client.get(address).content.decode().replace(",", "")


def test_the_public_sees_that_figures_are_withheld_and_the_committee_sees_them(client, cast, turmeric):
    record(turmeric, samples_tested=471, samples_failed=1, exporters=2)
    where = f"/products/{turmeric.case.handle}/quality/"
    assert ">471<" not in read(client, where)
    assert "Withheld" in client.get(where).content.decode()
    for name, sees in [("convener", True), ("sepc", True), ("apex", True), ("stranger", False), ("agency", False)]:
        cast.login(client, name)
        assert (">471<" in read(client, where)) is sees, name


def test_the_public_sees_no_certificate_and_no_note(client, cast, turmeric):
    record(turmeric, exporters=5, note="Between us")
    Certificate.objects.create(
        product=turmeric, kind="organic", number="ORG-9", issuer="Certifier", holder_kind="exporter", source="Paper",
        issued_on=date(2025, 1, 1), expires_on=date(2026, 4, 1), as_of=DAY, entered_at=clock.now(),
    )  # fmt: skip
    where = f"/products/{turmeric.case.handle}/quality/"
    page = client.get(where).content.decode()
    assert "ORG-9" not in page
    assert "Between us" not in page
    cast.login(client, "convener")
    page = client.get(where).content.decode()
    assert "Ends in 30 days" in page
    assert "Between us" in page


def test_existing_and_new_markets_stand_apart_and_steps_add_up(client, cast, turmeric):
    step(turmeric, value_usd=1000)
    step(turmeric, value_usd=500, exporters=4)
    step(turmeric, kind="fair", is_existing=True)
    cast.login(client, "convener")
    (_new, new), (_old, old) = client.get(f"/products/{turmeric.case.handle}/opportunities/").context["groups"]
    assert [(row.market.iso2, row.counts["order"], row.value_usd) for row in new] == [("JP", 2, 1500)]
    assert [(row.counts["fair"], row.value_usd) for row in old] == [(1, None)]


def test_a_market_of_two_exporters_is_withheld_from_the_public_with_its_steps(client, cast, turmeric):
    step(turmeric, value_usd=424, note="The only buyer")
    step(turmeric, market=Country.objects.get(iso2="DE"), value_usd=979, exporters=3)
    page = read(client, f"/products/{turmeric.case.handle}/opportunities/")
    assert ">424<" not in page
    assert "The only buyer" not in page
    assert ">979<" in page


def test_a_market_with_one_step_of_a_single_exporter_is_withheld_however_many_made_the_others(client, cast, turmeric):
    step(turmeric, kind="fair", exporters=12)
    step(turmeric, kind="consignment", exporters=1, value_usd=43217)
    page = read(client, f"/products/{turmeric.case.handle}/opportunities/")
    assert "43217" not in page
    assert "Withheld" in page


def test_a_withheld_row_does_not_name_its_source(client, cast, turmeric):
    record(turmeric, exporters=1)
    page = read(client, f"/products/{turmeric.case.handle}/quality/")
    assert "Laboratory reports" not in page


@pytest.mark.parametrize("page", ["quality", "opportunities"])
@pytest.mark.parametrize("name", [None, "convener"])
def test_the_pages_cost_the_same_queries_however_many_rows(
    client, cast, turmeric, page, name, django_assert_max_num_queries
):
    for year in range(2000, 2020):
        record(turmeric, year=year)
        step(turmeric)
    if name:
        cast.login(client, name)
    with django_assert_max_num_queries(18):
        client.get(f"/products/{turmeric.case.handle}/{page}/")


def test_empty_pages_say_what_belongs_there(client, cast, turmeric):
    assert "Nothing is entered yet" in client.get(f"/products/{turmeric.case.handle}/quality/").content.decode()
    page = client.get(f"/products/{turmeric.case.handle}/opportunities/").content.decode()
    assert "No step towards a market yet" in page


# Taking away ----------------------------------------------------------------------------------------------------------


def table(client, turmeric, name: str) -> list[list[str]]:
    answer = client.get(f"/products/{turmeric.case.handle}/{name}.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))[1:]


def test_the_table_of_quality_withholds_what_the_page_withholds_and_runs_no_formula(client, cast, turmeric):
    record(turmeric, samples_tested=471, exporters=2, note="=cmd()")
    record(turmeric, year=2023, samples_tested=80, exporters=9)
    public = table(client, turmeric, "quality")
    assert [row[2] for row in public] == ["withheld", "80"]
    assert not any("cmd" in cell for row in public for cell in row)
    cast.login(client, "convener")
    assert [(row[2], row[10]) for row in table(client, turmeric, "quality")] == [("471", "'=cmd()"), ("80", "")]


def test_the_table_of_opportunities_has_sums_for_the_public_and_steps_for_its_committee(client, cast, turmeric):
    step(turmeric, value_usd=424)
    step(turmeric, market=Country.objects.get(iso2="DE"), value_usd=979, exporters=3)
    public = {row[0]: row[7] for row in table(client, turmeric, "opportunities")}
    assert public == {"Germany": "979", "Japan": "withheld"}
    cast.login(client, "sepc")
    assert sorted(row[4] for row in table(client, turmeric, "opportunities")) == ["424", "979"]


@pytest.mark.parametrize("name", ["quality", "opportunities"])
def test_a_table_of_a_product_that_is_not_public_asks_for_a_login(client, cast, at_monday, name):
    row = product(cast, status="proposed")
    assert client.get(f"/products/{row.case.handle}/{name}.csv").status_code == 302
    cast.login(client, "stranger")
    assert client.get(f"/products/{row.case.handle}/{name}.csv").status_code == 404


# What the database refuses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"samples_failed": 41}, "no_more_samples_fail_than_are_tested"),
        ({"samples_tested": None, "rejections": 1}, "failed_samples_were_tested"),
        ({"samples_tested": None, "samples_failed": None}, "quality_record_says_something"),
        ({"year": 1066}, "quality_year_is_a_year"),
        ({"consignments": 4, "rejections": 5}, "no_more_is_rejected_than_was_shipped"),
        ({"samples_tested": 10_000_001}, "quality_numbers_are_sane"),
        ({"withdrawn_reason": "No day"}, "quality_withdrawn_with_a_reason"),
        ({"withdrawn_at": datetime(2026, 3, 2, tzinfo=UTC)}, "quality_withdrawn_with_a_reason"),
    ],
)
def test_the_database_refuses_figures_that_cannot_be(turmeric, change, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        record(turmeric, **change)


def test_the_database_refuses_a_second_record_of_all_markets_together(turmeric):
    record(turmeric)
    with pytest.raises(IntegrityError, match="one_quality_record_per_year_and_market"):
        record(turmeric)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"value_usd": 10_000_000_001}, "opportunity_numbers_are_sane"),
        ({"withdrawn_reason": "No day"}, "opportunity_withdrawn_with_a_reason"),
    ],
)
def test_the_database_refuses_steps_that_cannot_be(turmeric, change, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        step(turmeric, **change)
