"""A bottleneck drafted from what is missing: filled in, linked for good, and no more said than its reader sees."""

import pytest
from django.test import Client
from django.urls import reverse

from bottlenecks.models import Area, Bottleneck, Category, Origin, Tag
from bottlenecks.sources import find, suggested
from cases.models import Draft as Typed
from products.models import HSCode
from tests.cast import OPENING, go
from tests.products.made import product
from tests.trade.access import MEASURE, TARIFF, take, world
from tests.trade.checked import NOTE, gap, turmeric
from trade.models import Measure, RequirementMark

pytestmark = pytest.mark.django_db
NEW = "/bottlenecks/new/"


@pytest.fixture(autouse=True)
def the_world(cast, at_monday):
    world()
    Category.objects.create(code="Q3", area=cast.quality, name="Residue limits")
    Category.objects.create(code="D1", area=cast.dry_port, name="Inland depot")
    Tag.objects.create(code="tariff-ntm", name="Tariff or non-tariff measure")


@pytest.fixture
def made(cast, tmp_path):
    return turmeric(cast, tmp_path)


@pytest.fixture
def about(cast, made) -> str:
    return f"requirement:{gap(cast, made).pk}"


@pytest.fixture
def measure(tmp_path) -> Measure:
    take(tmp_path, "ntm-measures", [MEASURE])
    take(tmp_path, "ntm-products", [{"measure_id": "1", "hs": "0910", "partial": ""}])
    return Measure.objects.get()


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def filled(**change) -> dict:
    return {
        **OPENING,
        "category": "Q3",
        "description": "Lots are refused.",
        "hs_codes": "091030",
        "token": "t",
        **change,
    }


def form(client, about: str):
    return client.get(NEW, {"about": about})


def log(client, about: str, **change):
    return client.post(f"{NEW}?about={about}", filled(**change))


# What a form begins with ---------------------------------------------------------------------------------------------


def test_a_gap_fills_in_title_category_codes_and_words(client, cast, about):
    cast.login(client, "convener")
    begun = form(client, about).context["form"].initial
    assert begun["title"] == "Lakadong turmeric is not ready for United States: Lead in turmeric stays below 2 mg/kg"
    assert (begun["category"].code, begun["area"].code, begun["hs_codes"]) == ("Q3", "quality", ["091030"])
    assert [tag.code for tag in begun["tags"]] == ["tariff-ntm"]
    assert "Source: Import alert 99-21, 2025-01-31." in begun["description"]


def test_the_note_of_a_committee_is_not_taken_over(client, cast, about):
    cast.login(client, "convener")
    assert NOTE not in text_of(form(client, about))


def test_a_measure_fills_in_its_market_and_product(client, cast, measure):
    cast.login(client, "convener")
    begun = form(client, f"measure:{measure.pk}:091030").context["form"].initial
    assert begun["title"].startswith("United States: Residue limits for Turmeric")
    assert (begun["category"].code, begun["hs_codes"]) == ("Q3", ["091030"])


@pytest.mark.parametrize(
    ("target", "codes"), [("district-276", []), ("091030", ["091030"]), ("ML-RIBHOI-P-2026-00001", ["091030"])]
)
def test_a_missing_depot_fills_in_its_area_for_a_district_a_code_or_a_product(client, cast, made, target, codes):
    cast.login(client, "convener")
    begun = form(client, f"facility:icd:{target}").context["form"].initial
    assert (begun["category"].code, begun["area"].code, begun["hs_codes"]) == ("D1", "dry-port", codes)


@pytest.mark.parametrize(
    ("kind", "of", "code"),
    [
        ("measure", "A21", "Q3"), ("measure", "A33", "P1"), ("measure", "B31", "P2"), ("measure", "B82", "Q1"),
        ("measure", "B83", "Q2"), ("measure", "A852", "Q5"), ("measure", "E1", ""),
        ("requirement", "certificate", "Q2"), ("requirement", "label", "P2"), ("requirement", "other", ""),
        ("facility", "lab", "Q1"), ("facility", "cfs", "D1"), ("facility", "cold_store", "D4"),
        ("facility", "other", ""),
    ],
)  # fmt: skip
def test_the_category_suggested(kind, of, code):
    assert suggested(kind, of)[0] == code


@pytest.mark.parametrize(
    "wrong",
    [
        "nothing", "measure:", "measure:x", "measure:99999999999999999999", "measure:0", "requirement:0",
        "facility:icd:", "facility:castle:091030", "facility:icd:district-0", "facility:icd:77",
        "measure:1:77", "\x00", "a" * 400,
    ],
)  # fmt: skip
def test_an_address_that_names_nothing_leads_to_the_empty_form(client, cast, wrong):
    cast.login(client, "convener")
    answer = client.get(NEW, {"about": wrong}, follow=True)
    assert answer.redirect_chain == [(NEW, 302)]
    assert "is not there, or is no gap any more" in text_of(answer)


def test_a_measure_that_does_not_touch_the_code_or_india_is_no_gap(client, cast, measure, tmp_path):
    actor = cast.actor("convener")
    assert find(f"measure:{measure.pk}:120100", actor) is None
    take(tmp_path, "ntm-measures", [MEASURE | {"importer": "LKA", "affected": "Nepal"}])
    assert find(f"measure:{Measure.objects.get(importer__iso3='LKA').pk}", actor) is None


def test_a_gap_that_was_closed_is_no_gap_any_more(cast, made, about):
    closed = RequirementMark.objects.get()
    closed.pk, closed.state, closed.owner = None, "ready", None
    closed.save()
    assert find(about, cast.actor("convener")) is None


# Who may -------------------------------------------------------------------------------------------------------------

WHO = {  # opens the form of Ri Bhoi's gap, logs it
    "convener": (200, 302), "chair": (200, 302), "member": (403, 403), "sepc": (200, 302), "sepc_chair": (403, 403),
    "ra": (403, 403), "agency": (403, 403), "apex": (403, 403), "sibling": (302, 302), "other_sepc": (302, 302),
}  # fmt: skip


@pytest.mark.parametrize("name", WHO)
def test_who_drafts_a_bottleneck_from_a_product_s_gap(cast, about, name):
    client = Client(raise_request_exception=False)
    cast.login(client, name)
    assert (form(client, about).status_code, log(client, about).status_code) == WHO[name]
    assert Origin.objects.count() == (name in ("convener", "chair", "sepc"))


def test_the_gap_of_a_district_is_not_logged_by_another(cast):
    client = Client(raise_request_exception=False)
    cast.login(client, "sibling")
    assert form(client, "facility:icd:district-276").status_code == 403
    assert log(client, "facility:icd:district-276").status_code == 403
    assert not Bottleneck.objects.exists()


def test_a_login_that_ran_out_leads_back_to_the_gap(client, about):
    assert (
        client.get(f"{NEW}?about={about}")
        .headers["Location"]
        .endswith(f"next=/bottlenecks/new/%3Fabout%3D{about.replace(':', '%3A')}")
    )


# What is kept --------------------------------------------------------------------------------------------------------


def test_what_is_sent_becomes_a_bottleneck_with_its_details_its_route_and_its_origin(client, cast, made, about):
    cast.login(client, "convener")
    answer = log(client, about)
    bottleneck = Bottleneck.objects.get()
    assert answer.headers["Location"] == reverse("bottleneck", args=[bottleneck.case.handle])
    assert (bottleneck.case.status, bottleneck.category.code, bottleneck.description) == (
        "open",
        "Q3",
        "Lots are refused.",
    )
    assert [row.code for row in bottleneck.hs_codes.all()] == ["091030"]
    assert bottleneck.routed_to == cast.eic
    origin = bottleneck.origins.get()
    assert (origin.kind, origin.product, origin.district, origin.added_post) == (
        "requirement", made, cast.ribhoi, cast.convener.post,
    )  # fmt: skip


def test_a_draft_keeps_its_origin_too(client, cast, about):
    cast.login(client, "convener")
    log(client, about, keep="1")
    assert Origin.objects.get().bottleneck.case.is_draft


def test_the_codes_of_the_picker_are_added_to_those_typed(client, cast, about):
    HSCode.objects.create(edition="HS2022", code="091020", level=6, description="Saffron", source="Test")
    cast.login(client, "convener")
    log(client, about, codes=["091020"])
    assert [row.code for row in Bottleneck.objects.get().hs_codes.all()] == ["091020", "091030"]


def test_a_search_in_the_picker_logs_nothing_and_loses_nothing(client, cast, about):
    cast.login(client, "convener")
    answer = log(client, about, hs_find="1", hs_q="turmeric", affected="Typed by hand")
    assert answer.status_code == 200
    assert "Typed by hand" in text_of(answer)
    assert not Bottleneck.objects.exists()


def test_sending_twice_is_one_record(client, cast, about):
    cast.login(client, "convener")
    assert [log(client, about).status_code for _again in range(2)] == [302, 302]
    assert Bottleneck.objects.count() == 1


def test_what_cannot_be_taken_comes_back_with_everything_typed(client, cast, about):
    cast.login(client, "convener")
    answer = log(client, about, severity="", description="Typed by hand")
    assert answer.status_code == 422
    assert "Typed by hand" in text_of(answer)
    assert not Bottleneck.objects.exists()


def test_what_is_typed_is_kept_apart_from_other_new_bottlenecks(client, cast, about):
    cast.login(client, "convener")
    client.post("/bottlenecks/new/save/", {"title": "Half a sentence", "about": about})
    assert Typed.objects.get().form == f"bottleneck-new:{about}"
    assert "Half a sentence" in text_of(form(client, about))
    assert "Half a sentence" not in text_of(client.get(NEW))


# The same gap again --------------------------------------------------------------------------------------------------


def test_the_district_is_told_that_it_has_logged_this_already(client, cast, about):
    cast.login(client, "convener")
    log(client, about)
    assert "Your district has logged this already:" in text_of(form(client, about))
    again = log(client, about, token="u")
    assert again.status_code == 409
    assert OPENING["title"] in text_of(again)
    assert Bottleneck.objects.count() == 1


def test_a_person_may_log_it_all_the_same(client, cast, about):
    cast.login(client, "convener")
    log(client, about)
    assert log(client, about, token="u", anyway="1").status_code == 302
    assert Bottleneck.objects.count() == 2


def test_another_district_s_bottleneck_from_the_same_measure_is_not_named(client, cast, measure):
    about = f"measure:{measure.pk}:091030"
    cast.login(client, "stranger")
    log(client, about)
    cast.login(client, "convener")
    text = text_of(form(client, about))
    assert "logged this already" not in text
    assert OPENING["title"] not in text
    assert log(client, about, token="u").status_code == 302


def test_a_gap_is_added_to_a_bottleneck_that_is_there(client, cast, about, bottleneck):
    go(cast, bottleneck, "describe", "convener", filled())
    cast.login(client, "convener")
    assert "Add it to this one" in text_of(form(client, about))
    for _again in range(2):
        sent = client.post(reverse("bottleneck-attach"), {"about": about, "handle": bottleneck.case.handle})
        assert sent.status_code == 302
    assert bottleneck.origins.count() == 1


@pytest.mark.parametrize(("name", "status"), [("member", 403), ("sibling", 404), ("agency", 404), ("sepc", 302)])
def test_who_adds_a_gap_to_a_bottleneck(cast, about, bottleneck, name, status):
    client = Client(raise_request_exception=False)
    cast.login(client, name)
    sent = client.post(reverse("bottleneck-attach"), {"about": about, "handle": bottleneck.case.handle})
    assert sent.status_code == status
    assert bottleneck.origins.exists() == (status == 302)


# What its readers see ------------------------------------------------------------------------------------------------


def test_its_page_says_what_it_was_drafted_from(client, cast, made, about):
    cast.login(client, "convener")
    log(client, about)
    text = text_of(client.get(reverse("bottleneck", args=[Bottleneck.objects.get().case.handle])))
    assert "Drafted from" in text
    assert "Requirement of United States: Lead in turmeric stays below" in text
    assert reverse("requirements", args=[made.case.handle]) in text


def test_an_agency_reads_the_published_requirement_and_not_what_the_committee_wrote(
    client, cast, made, about, tmp_path
):
    cast.login(client, "convener")
    log(client, about, category="Q1", stage="testing-certification", title="No laboratory tests for lead")
    case = go(cast, go(cast, Bottleneck.objects.get(), "raise", "convener"), "forward", "sepc").case
    cast.login(client, "agency")
    text = text_of(client.get(reverse("bottleneck", args=[case.handle])))
    assert "Requirement of United States: Lead in turmeric stays below" in text
    assert NOTE not in text
    assert "Lakadong" not in text
    assert reverse("requirements", args=[made.case.handle]) not in text


def test_the_page_of_the_market_names_a_bottleneck_to_those_who_see_it(client, cast, measure, tmp_path):
    take(tmp_path, "tariffs", [TARIFF])
    cast.login(client, "convener")
    log(client, f"measure:{measure.pk}:091030")
    for name, seen in {"convener": True, "sepc": True, "apex": True, "sibling": False, "agency": False}.items():
        cast.login(client, name)
        assert (OPENING["title"] in text_of(client.get("/market/091030/USA/"))) == seen, name
        (row,) = client.get("/market/091030/").context["rows"]
        assert row.raised == seen, name
    for where in ("/market/091030/USA/", "/market/091030/"):
        assert OPENING["title"] not in text_of(Client().get(where))
        assert "Bottlenecks you see" not in text_of(Client().get(where))


def test_a_withdrawn_bottleneck_is_not_counted(client, cast, measure):
    cast.login(client, "convener")
    log(client, f"measure:{measure.pk}:091030")
    go(cast, Bottleneck.objects.get(), "withdraw", "convener", {"reason": "It was entered for the wrong product."})
    assert OPENING["title"] not in text_of(client.get("/market/091030/USA/"))


def test_the_product_s_page_names_the_bottleneck_beside_its_gap(client, cast, made, about):
    cast.login(client, "convener")
    assert "Log it as a bottleneck" in text_of(client.get(reverse("requirements", args=[made.case.handle])))
    log(client, about)
    assert OPENING["title"] in text_of(client.get(reverse("requirements", args=[made.case.handle])))


def test_a_later_table_of_measures_keeps_the_count(client, cast, measure, tmp_path):
    cast.login(client, "convener")
    log(client, f"measure:{measure.pk}:091030")
    take(tmp_path, "ntm-measures", [MEASURE | {"measure": "Corrected"}])
    assert OPENING["title"] in text_of(client.get("/market/091030/USA/"))


def test_an_area_without_the_suggested_category_leaves_the_choice_open(client, cast):
    assert Area.objects.count() == 2
    cast.login(client, "convener")
    begun = form(client, "facility:cold_store:district-276").context["form"].initial
    assert (begun["category"], begun["area"]) == (None, None)


def test_a_service_has_no_codes_to_fill_in(client, cast):
    service = product(cast, "Nursing", kind="service")
    cast.login(client, "convener")
    assert form(client, f"facility:lab:{service.case.handle}").context["form"].initial["hs_codes"] == []
