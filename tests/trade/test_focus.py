"""A district with most of India's exports of a product is asked once, and its answer is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from escalations.models import Allowance, Deadline, DeadlineState
from escalations.sweep import sweep
from institutions import clock
from institutions.models import Body, BodyKind
from notices.models import Notice, Purpose
from products.models import HSCode, IdentifiedProduct, ProductStatus
from tests.cast import MONDAY
from tests.trade import flows
from trade.focus.rule import ask
from trade.indicators.compute import compute, withdraw
from trade.models import FocusStatus, PlaceKind, SpecialFocus
from workflow.engine import perform
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db
AGARWOOD, GINGER, OIL = "12119080", "09101110", "27101944"
REASON = "The chips are only packed here; the trees grow in Assam."


@pytest.fixture
def india(cast, at_monday):
    """Agarwood of Ri Bhoi is 96 % of India's; ginger is shared."""
    for code in ("1211", "12119080"):
        HSCode.objects.create(edition="HS2022", code=code, level=len(code), description="Agarwood", source="Test")
    cast.nowhere = flows.place(None, kind=PlaceKind.UNSPECIFIED, state="MEGHALAYA")
    return cast


def table(cast, share: int = 96, usd: int = 1_200_000, period: str = "FY2025", **kwargs):
    """Ri Bhoi has `share` per cent of India's exports of agarwood, worth `usd`."""
    ribhoi, pune, agarwood = flows.place(cast.ribhoi), flows.place(cast.pune), flows.item(AGARWOOD)
    rest = round(usd * (100 - share) / share)
    rows = [(ribhoi, agarwood, usd), (pune, flows.item(GINGER), 3_000_000), (ribhoi, flows.item(GINGER), 3_000_000)]
    if rest:
        rows.append((cast.nowhere, agarwood, rest))
    return flows.fill(flows.new_slice(period, **kwargs), rows)


def asked(cast, **kwargs) -> SpecialFocus:
    compute(table(cast, **kwargs))
    return SpecialFocus.objects.get()


def move(cast, focus, verb: str, name: str = "convener", data=None):
    return perform(focus.case, verb, by=cast.actor(name), data=data).subject


def test_a_district_above_the_bar_is_asked_with_a_clock_and_a_notice(india):
    focus = asked(india)
    assert (focus.case.district, focus.code, focus.period) == (india.ribhoi, AGARWOOD, "FY2025")
    assert focus.share == pytest.approx(0.96)
    assert focus.case.reference.startswith("ML-RIBHOI-F-2026-")
    assert focus.case.holder == india.convener.post
    clock_ = Deadline.objects.get(case=focus.case)
    assert (clock_.kind, clock_.allowed_days, clock_.state) == ("focus", 20, DeadlineState.RUNNING)
    told = {notice.recipient: notice.purpose for notice in Notice.objects.filter(case=focus.case)}
    assert told == {india.convener.post: Purpose.FOR_ACTION, india.chair.post: Purpose.COPIED}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"share": 75}, id="exactly 75 per cent is not more"),
        pytest.param({"usd": 999_999}, id="below the floor"),
        pytest.param({"level": 2}, id="chapters are no products"),
        pytest.param({"is_synthetic": True}, id="invented data"),
        pytest.param({"direction": "import"}, id="imports"),
    ],
)
def test_nobody_is_asked(india, facts):
    compute(table(india, **facts))
    assert not SpecialFocus.objects.exists()


def test_the_share_is_of_all_of_indias_exports_those_of_no_stated_district_included(india):
    compute(table(india, share=74))
    assert not SpecialFocus.objects.exists()


def test_the_bar_is_set_by_headquarters_and_not_in_the_code(india):
    Allowance.objects.create(code="focus-share-percent", value=97, title="Share", source="Order")
    compute(table(india))
    assert not SpecialFocus.objects.exists()


def test_the_same_question_is_asked_once_however_often_it_is_computed(india):
    slice = table(india)
    compute(slice)
    compute(slice)
    ask(slice)
    focus = SpecialFocus.objects.get()
    assert focus.case.version == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialFocus.objects.filter(pk=focus.pk).update(is_standing=True)
        copy = SpecialFocus.objects.get(pk=focus.pk)
        copy.pk = copy.case_id = None
        copy.case = _another_case(focus.case)
        copy.save(force_insert=True)


def _another_case(case):
    case.pk, case.key, case.reference = None, "00000000-0000-0000-0000-00000000abcd", "ML-RIBHOI-F-2026-99999"
    case.save()
    return case


def test_what_is_added_becomes_a_product_proposed_to_the_state(india):
    focus = move(india, asked(india), "add", data={"title": "Agarwood chips"})
    assert focus.case.status == FocusStatus.ADDED
    product = IdentifiedProduct.objects.get()
    assert focus.product == product
    assert (product.case.title, product.case.status) == ("Agarwood chips", ProductStatus.PROPOSED)
    assert [one.code.code for one in product.product_codes.all()] == [AGARWOOD]
    assert not Deadline.objects.running().filter(case=focus.case).exists()


def test_what_is_identified_already_is_not_asked_about(india):
    move(india, asked(india), "add", data={"title": "Agarwood chips"})
    compute(table(india, period="FY2026"))
    assert SpecialFocus.objects.count() == 1


def test_a_name_the_district_has_already_is_refused_before_anything_happens(india):
    focus = asked(india)
    move(india, focus, "add", data={"title": "Agarwood chips"})
    SpecialFocus.objects.update(product=None)
    IdentifiedProduct.objects.get().product_codes.all().delete()
    compute(table(india, period="FY2026"))
    again = SpecialFocus.objects.standing().get()
    with pytest.raises(Invalid) as refused:
        move(india, again, "add", data={"title": "Agarwood chips"})
    assert "title" in refused.value.form.errors


def test_a_reason_is_asked_of_who_declines_and_stays_on_record(india):
    focus = asked(india)
    with pytest.raises(Invalid):
        move(india, focus, "decline", data={"reason": "No."})
    done = move(india, focus, "decline", data={"reason": REASON})
    assert done.case.status == FocusStatus.LEFT
    assert done.case.events.order_by("-version").first().remark.text == REASON
    assert Notice.objects.filter(case=focus.case, recipient=india.sepc.post, purpose=Purpose.ANSWERED).exists()


def test_what_was_declined_is_not_asked_again_for_the_period_but_for_the_next(india):
    slice = table(india)
    compute(slice)
    move(india, SpecialFocus.objects.get(), "decline", data={"reason": REASON})
    compute(slice)
    assert SpecialFocus.objects.count() == 1
    compute(table(india, period="FY2026"))
    assert SpecialFocus.objects.standing().get().period == "FY2026"


def test_newer_data_are_told_to_who_has_not_answered(india):
    asked(india)
    compute(table(india, share=88, usd=2_000_000, period="FY2026"))
    focus = SpecialFocus.objects.get()
    assert (focus.period, focus.usd) == ("FY2026", 2_000_000)
    assert focus.share == pytest.approx(0.88, abs=1e-3)
    assert [event.verb for event in focus.case.events.order_by("version")] == ["ask", "restate"]
    assert Deadline.objects.running().filter(case=focus.case).count() == 1


def test_data_that_do_not_bear_it_out_withdraw_the_question(india):
    focus = asked(india)
    compute(table(india, share=60, period="FY2026"))
    focus.case.refresh_from_db()
    assert focus.case.status == FocusStatus.WITHDRAWN
    assert not Deadline.objects.running().filter(case=focus.case).exists()


def test_a_table_that_is_revoked_takes_its_questions_with_it(india):
    slice = table(india)
    compute(slice)
    withdraw(slice)
    assert SpecialFocus.objects.get().case.status == FocusStatus.WITHDRAWN


def test_what_was_withdrawn_may_be_asked_again(india):
    slice = table(india)
    compute(slice)
    slice.is_current = False
    slice.save()
    withdraw(slice)
    compute(table(india))
    assert SpecialFocus.objects.standing().count() == 1


def test_an_older_period_that_comes_later_asks_nothing_and_withdraws_nothing(india):
    asked(india)
    compute(table(india, share=50, period="FY2023"))
    assert SpecialFocus.objects.get().case.status == FocusStatus.WAITING


def test_a_committee_is_asked_about_few_products_at_a_time_the_largest_first(india):
    rows = [(flows.place(india.ribhoi), flows.item(f"{n:02d}019000"), 1_000_000 + n) for n in range(10, 20)]
    slice = flows.fill(flows.new_slice(), rows)
    compute(slice)
    codes = set(SpecialFocus.objects.values_list("code", flat=True))
    assert codes == {f"{n}019000" for n in range(15, 20)}
    move(india, SpecialFocus.objects.get(code="19019000"), "decline", data={"reason": REASON})
    ask(slice)
    assert set(SpecialFocus.objects.standing().values_list("code", flat=True)) == {
        f"{n}019000" for n in (14, 15, 16, 17, 18)
    }


def test_silence_goes_to_the_state_and_no_further_and_the_district_may_still_answer(india):
    focus = asked(india)
    with clock.freeze(MONDAY + timedelta(days=40)):
        sweep()
        focus.case.refresh_from_db()
        assert (focus.case.status, focus.case.level) == (FocusStatus.OVERDUE, 1)
        assert focus.case.holder == india.sepc.post
    with clock.freeze(MONDAY + timedelta(days=90)):
        sweep()
        focus.case.refresh_from_db()
        assert focus.case.level == 1
        assert Notice.objects.filter(case=focus.case, recipient=india.sepc.post).count() == 2
        done = move(india, focus, "decline", data={"reason": REASON})
        assert done.case.status == FocusStatus.LEFT


def test_an_answered_question_cannot_be_answered_again(india):
    focus = move(india, asked(india), "decline", data={"reason": REASON})
    with pytest.raises(NotNow):
        move(india, focus, "add", data={"title": "Agarwood chips"})


def test_a_district_without_a_committee_is_left_out(india):
    Body.objects.filter(pk=india.depc_ribhoi.pk).update(kind=BodyKind.DISTRICT_OFFICE)
    compute(table(india))
    assert not SpecialFocus.objects.exists()
