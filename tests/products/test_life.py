"""The life of an identified product: what each move asks for, changes, and refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cases.models import Case
from escalations import clocks
from escalations.sweep import sweep
from institutions import clock
from institutions.models import Appointment
from notices.models import Notice
from products.identified.actions import propose
from products.models import IdentifiedProduct, ProductCode, ProductStatus, Publication
from tests.cast import DateRange
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
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db


def codes_of(product) -> dict[str, bool]:
    """Code -> whether somebody confirmed it."""
    return {row.code.code: row.is_confirmed for row in product.product_codes.select_related("code")}


def confirmed_of(product) -> set[str]:
    return {code for code, is_confirmed in codes_of(product).items() if is_confirmed}


def in_force(product) -> Publication:
    return Publication.objects.get(product=product, ended_at=None)


def test_a_proposal_gets_a_reference_of_its_district_and_is_with_the_state(products):
    product = proposed(products)
    assert product.case.reference == "ML-RIBHOI-P-2026-00001"
    assert (product.case.status, product.case.level) == (ProductStatus.PROPOSED, 1)
    assert product.case.holder == products.sepc.post
    assert clocks.running(product.case).kind == "endorse"
    assert clocks.running(product.case).allowed_days == 20
    assert [event.verb for event in product.case.events.all()] == ["identify", "propose"]
    assert Notice.objects.get(case=product.case).recipient == products.sepc.post


def test_codes_that_the_district_names_are_confirmed_by_its_post(products):
    row = proposed(products).product_codes.get()
    assert (row.code.code, row.confirmed_by) == ("091030", products.convener.post)


def test_goods_named_without_a_code_get_suggestions_that_count_for_nothing(products):
    product = proposed(products, {**TURMERIC, "hs_codes": ""})
    assert codes_of(product)["091030"] is False
    with pytest.raises(NotNow, match="at least one HS code"):
        go(products, product, "endorse", "sepc")


def test_markets_are_told_apart_by_existing_and_new(products):
    rows = proposed(products).target_markets.values_list("country__iso2", "is_existing")
    assert set(rows) == {("NP", True), ("DE", False), ("AE", False)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"hs_codes": "9999"}, "hs_codes"),
        ({"hs_codes": "910"}, "hs_codes"),
        ({"hs_codes": "09"}, "hs_codes"),
        ({"hs_codes": "7712"}, "hs_codes"),
        ({"new_markets": "Atlantis"}, "new_markets"),
        ({"new_markets": "Nepal"}, "new_markets"),
        ({"service_class": "08"}, "service_class"),
        ({"product_kind": "service"}, "hs_codes"),
        ({"product_kind": "thing"}, "product_kind"),
    ],
)
def test_a_wrong_answer_is_refused_by_its_field_and_makes_nothing(products, wrong, field):
    with pytest.raises(Invalid) as refused:
        proposed(products, TURMERIC | wrong)
    assert field in refused.value.form.errors
    assert not IdentifiedProduct.objects.exists()
    assert not Case.objects.filter(kind="product").exists()


def test_the_same_name_twice_in_a_district_is_one_product(products):
    first = proposed(products)
    with pytest.raises(Invalid) as refused:
        proposed(products, {**TURMERIC, "title": "lakadong TURMERIC ground"})
    assert first.case.reference in str(refused.value.form.errors)
    other = propose(by=products.actor("sibling"), district=products.khasi, data=TURMERIC)
    assert other.key == first.key


def test_a_product_cannot_be_renamed_to_another_one(products):
    proposed(products)
    other = proposed(products, {**UNCODED})
    with pytest.raises(Invalid):
        go(products, other, "describe", "convener", {"title": TURMERIC["title"]})


def test_endorsed_then_published_it_is_frozen_and_public(products):
    product = published(products)
    assert product.case.status == ProductStatus.PUBLISHED
    assert clocks.running(product.case) is None
    said = in_force(product).content
    assert (said["name"], said["kind"], said["district"]) == (TURMERIC["title"], "good", "276")
    assert [(code["code"], code["level"], code["edition"]) for code in said["codes"]] == [("091030", 6, "HS2022")]
    assert {(one["iso2"], one["existing"]) for one in said["markets"]} == {("NP", True), ("DE", False), ("AE", False)}
    assert product in IdentifiedProduct.objects.public()


def test_a_suggestion_is_no_part_of_what_is_published(products):
    product = proposed(products)
    ProductCode.objects.create(product=product, code=products.codes["1211"], suggested_by="words")
    product = go(products, go(products, product, "endorse", "sepc"), "publish", "sepc")
    assert [code["code"] for code in in_force(product).content["codes"]] == ["091030"]


def test_the_state_confirms_a_code_itself(products):
    product = proposed(products, UNCODED)
    product = go(products, product, "confirm_code", "sepc", {"code": "1211.90.80"})
    assert product.product_codes.get(code__code="12119080").confirmed_by == products.sepc.post
    assert go(products, product, "endorse", "sepc").case.status == ProductStatus.ENDORSED


def test_a_code_is_confirmed_once_and_can_be_removed(products):
    product = proposed(products)
    with pytest.raises(NotNow, match="confirmed already"):
        go(products, product, "confirm_code", "convener", {"code": "091030"})
    product = go(products, product, "remove_code", "convener", {"code": "0910.30"})
    assert codes_of(product) == {}
    with pytest.raises(Invalid):
        go(products, product, "remove_code", "convener", {"code": "091030"})
    product = go(products, product, "suggest_codes", "convener")
    assert codes_of(product)["091030"] is False


def test_nothing_more_is_suggested_when_the_name_suggests_nothing_new(products):
    product = proposed(products, UNCODED)
    with pytest.raises(NotNow, match="No further code"):
        for _round in range(9):
            product = go(products, product, "suggest_codes", "convener")


def test_an_endorsed_product_loses_no_code_before_it_is_published(products):
    with pytest.raises(NotNow):
        go(products, endorsed(products), "remove_code", "sepc", {"code": "091030"})


def test_a_service_has_a_class_and_never_a_code(products):
    product = proposed(products, SERVICE)
    for verb, data in (("confirm_code", {"code": "091030"}), ("suggest_codes", None)):
        with pytest.raises(NotNow):
            go(products, product, verb, "convener", data)
    product = go(products, go(products, product, "endorse", "sepc"), "publish", "sepc")
    said = in_force(product).content
    assert (said["codes"], said["service_class"]["code"]) == ([], "08")


def test_the_database_itself_refuses_a_code_for_a_service(products):
    product = proposed(products, SERVICE)
    with pytest.raises(IntegrityError, match="never has an HS code"), transaction.atomic():
        ProductCode.objects.create(product=product, code=products.codes["0910"])


def test_the_database_itself_refuses_a_class_of_service_for_goods(products):
    product = proposed(products)
    with pytest.raises(IntegrityError, match="goods_have_no_class_of_service"), transaction.atomic():
        IdentifiedProduct.objects.filter(pk=product.pk).update(service_class=1)


def test_a_service_without_its_class_is_not_endorsed(products):
    product = proposed(products, {**SERVICE, "service_class": ""})
    with pytest.raises(NotNow, match="class of service"):
        go(products, product, "endorse", "sepc")


def test_returned_it_is_with_the_district_which_proposes_it_again(products):
    product = returned(products)
    assert (product.case.status, product.case.level) == (ProductStatus.RETURNED, 0)
    assert product.case.holder == products.convener.post
    assert clocks.running(product.case).kind == "revise"
    with pytest.raises(Invalid):
        go(products, product, "resubmit", "convener", {"note": "Done."})
    product = go(products, product, "resubmit", "convener", {"note": "The name now says that it is ground."})
    assert (product.case.status, product.case.holder) == (ProductStatus.PROPOSED, products.sepc.post)


def test_a_return_without_a_reason_is_refused(products):
    with pytest.raises(Invalid):
        go(products, proposed(products), "return", "sepc", {"reason": "No."})


def test_an_endorsement_can_be_taken_back_until_it_is_published(products):
    product = go(products, endorsed(products), "return", "sepc", {"reason": REASON})
    assert product.case.status == ProductStatus.RETURNED


CHANGED = {"title": "Lakadong turmeric, ground and whole", "existing_markets": "", "new_markets": "Japan",
           "reason": "Whole fingers are sold too since this season."}  # fmt: skip


def test_a_revision_leaves_what_is_published_in_force_until_the_next_publication(products):
    product = go(products, published(products), "revise", "convener", CHANGED)
    assert (product.case.status, product.case.cycle) == (ProductStatus.PROPOSED, 2)
    assert in_force(product).content["name"] == TURMERIC["title"]
    product = go(products, product, "endorse", "sepc")
    with clock.freeze(clock.now() + timedelta(days=1)):
        product = go(products, product, "publish", "sepc")
    first, second = product.publications.all()
    assert (first.number, second.number, second.ended_at) == (1, 2, None)
    assert first.ended_at == second.published_at
    assert (first.content["name"], second.content["name"]) == (TURMERIC["title"], CHANGED["title"])


def test_giving_up_a_revision_brings_back_the_published_facts(products):
    product = go(products, published(products), "revise", "convener", CHANGED)
    product = go(products, product, "remove_code", "convener", {"code": "091030"})
    product = go(products, product, "confirm_code", "convener", {"code": "1211"})
    product = go(products, product, "keep_published", "convener", {"reason": "The season was an exception after all."})
    assert (product.case.status, product.case.title) == (ProductStatus.PUBLISHED, TURMERIC["title"])
    assert confirmed_of(product) == {"091030"}
    assert set(product.target_markets.values_list("country__iso2", flat=True)) == {"NP", "DE", "AE"}
    assert in_force(product).number == 1


def test_an_unpublished_proposal_can_be_withdrawn_and_one_of_a_list_left_on_it(products):
    product = proposed(products)
    with pytest.raises(NotNow):
        go(products, product, "put_back", "convener", {"reason": REASON})
    product = go(products, product, "withdraw", "convener", {"reason": REASON})
    assert product.case.status == ProductStatus.RETIRED and product.case.closed_at
    assert product not in IdentifiedProduct.objects.public()


def test_retired_it_is_public_no_longer_and_what_was_published_stays_on_record(products):
    product = go(products, published(products), "retire", "sepc", {"reason": REASON})
    assert product.case.status == ProductStatus.RETIRED
    assert product.publications.get().ended_at == clock.now()
    assert product not in IdentifiedProduct.objects.public()


@pytest.mark.parametrize("verb", ["propose", "describe"])
def test_nobody_endorses_what_they_proposed_or_rewrote_through_another_post(products, verb):
    product = proposed(products, by="chair" if verb == "describe" else "convener")
    if verb == "describe":
        go(products, product, "describe", "convener", {**TURMERIC, "title": "Whole turmeric"})
    products.sepc.appointment.delete()
    products.sepc.appointment = Appointment.objects.create(
        post=products.sepc.post, user=products.convener.user, during=DateRange(clock.today(), None),
        order_number="Order 9/2026",
    )  # fmt: skip
    with pytest.raises(PermissionDenied, match="yourself"):
        go(products, product, "endorse", "sepc")
    assert go(products, product, "endorse", "sepc_chair").case.status == ProductStatus.ENDORSED


def test_the_silence_of_the_state_goes_up_to_the_chief_secretary_and_no_further(products):
    product = proposed(products)
    with clock.freeze(clock.now() + timedelta(days=60)):
        sweep()
    product.case.refresh_from_db()
    assert (product.case.level, product.case.holder) == (2, products.sepc_chair.post)
    assert product.case.status == ProductStatus.PROPOSED
    with clock.freeze(clock.now() + timedelta(days=120)):
        sweep()
        sweep()
    product.case.refresh_from_db()
    assert product.case.level == 2
    assert [event.verb for event in product.case.events.all()][-1] == "remind"
    assert Notice.objects.filter(case=product.case, recipient=products.apex.post, purpose="alert").count() == 1


def test_the_silence_of_the_district_is_reminded(products):
    product = returned(products)
    with clock.freeze(clock.now() + timedelta(days=60)):
        sweep()
    product.case.refresh_from_db()
    assert (product.case.level, product.case.status) == (0, ProductStatus.RETURNED)
    assert Notice.objects.filter(case=product.case, purpose="reminder").get().recipient == products.convener.post
    assert clocks.running(product.case).kind == "revise"


def test_a_page_that_is_behind_endorses_nothing(products):
    product = proposed(products)
    seen = product.case.version
    go(products, product, "describe", "convener", {"title": "Turmeric of Ri Bhoi", "new_markets": "Japan"})
    with pytest.raises(NotNow, match="While you were writing"):
        perform(product.case, "endorse", by=products.actor("sepc"), version=seen)


def test_without_rules_no_clock_runs_and_nothing_breaks(cast, at_monday):
    product = proposed(cast, UNCODED)
    assert product.case.status == ProductStatus.PROPOSED
    assert clocks.running(product.case) is None
