"""Products before the committees: on the agenda of the one they wait for, and settled by its decisions."""

from datetime import timedelta

import pytest

from cases.links import links_of
from committees.loader import load_committees
from committees.meetings.actions import schedule
from committees.models import Decision, ItemKind
from escalations.models import Allowance
from institutions import clock
from products.identified.listing import Entry, list_products
from products.models import IdentifiedProduct, ProductStatus
from tests.committees.committee import PRESENT, SENTENCE, item_of, move, seated, when
from tests.products.identified import TURMERIC, UNCODED, endorsed, go, proposed, published, returned, stocked
from tests.products.made import product as made
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast, at_monday):
    """The cast with a quorate committee of Ri Bhoi and the classification."""
    return stocked(seated(cast))


@pytest.fixture
def state(products):
    """The State's committee of Meghalaya, able to meet."""
    load_committees()
    Allowance.objects.create(code="committee-reminder-days", value=3, title="Reminder", source="Test order")
    return products


def meeting_of(cast, body, who):
    [meeting] = schedule(by=cast.actor(who), body=body, data=when(21))
    return meeting


def about(meeting) -> list:
    return [item.about_id for item in meeting.items.filter(kind=ItemKind.PRODUCT, dropped_at=None)]


def sitting(cast, body, who, chair):
    """A meeting in session today with everybody there."""
    meeting = move(cast, meeting_of(cast, body, who), "build_agenda", who)
    meeting = move(cast, meeting, "give_notice", who)
    with clock.freeze(meeting.starts_at):
        meeting = move(cast, meeting, "open", who, {"chaired_by": chair.post.pk})
        if body == cast.depc_ribhoi:
            meeting = move(cast, meeting, "record_attendance", who, PRESENT)
        else:
            seats = [f"{post.role}.{post.seat}=present" for post in body.posts.all()]
            meeting = move(cast, meeting, "record_attendance", who, {"attendance": seats})
    return meeting


def decide(cast, meeting, product, act, who, text=SENTENCE, **more):
    item = meeting.items.get(about=product.case)
    with clock.freeze(meeting.starts_at + timedelta(minutes=30)):
        move(cast, meeting, "decide", who, {"item": item.pk, "kind": "decision", "text": text, "act": act, **more})
    product = IdentifiedProduct.objects.select_related("case").get(pk=product.pk)
    return product, Decision.objects.get(item=item)


def test_a_districts_agenda_has_what_was_returned_and_what_a_list_names(room):
    back = returned(room)
    list_products([Entry(room.ribhoi, f"Fruit {n}") for n in range(9)], listed_in="A list", suggested_by="test")
    proposed(room, UNCODED)
    meeting = move(room, meeting_of(room, room.depc_ribhoi, "convener"), "build_agenda")
    found = about(meeting)
    assert found[0] == back.pk
    assert len(found) == 6
    again = move(room, meeting, "build_agenda")
    assert about(again) == found


def test_a_states_agenda_has_what_its_districts_proposed_and_what_is_endorsed(state):
    first, second = proposed(state), endorsed(state, {**TURMERIC, "title": "Another turmeric"})
    returned(state, {**TURMERIC, "title": "A third one"})
    meeting = move(state, meeting_of(state, state.sepc_ml, "sepc"), "build_agenda", "sepc")
    assert about(meeting) == [first.pk, second.pk]


def test_a_decision_of_the_district_proposes_a_listed_product_and_shows_on_its_page(room):
    list_products([Entry(room.ribhoi, "Pineapple")], listed_in="A list", suggested_by="test")
    product = IdentifiedProduct.objects.get()
    meeting = sitting(room, room.depc_ribhoi, "convener", room.chair)
    product, decision = decide(room, meeting, product, "propose", "convener")
    assert product.case.status == ProductStatus.PROPOSED
    assert decision.acted == product.case.events.latest("version")
    [link] = links_of(product.case, room.actor("convener"))
    assert link.note == SENTENCE


def test_a_decision_of_the_district_proposes_a_new_product(room):
    meeting = sitting(room, room.depc_ribhoi, "convener", room.chair)
    item = item_of(meeting)
    asked = {"title": "Lakadong turmeric", "product_kind": "good", "hs_codes": "091030"}
    with clock.freeze(meeting.starts_at + timedelta(minutes=30)):
        move(room, meeting, "decide", "convener",
             {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "propose_product", **asked})  # fmt: skip
    product = IdentifiedProduct.objects.get()
    assert (product.case.title, product.case.status) == ("Lakadong turmeric", ProductStatus.PROPOSED)
    assert product.product_codes.get().is_confirmed
    assert links_of(product.case, room.actor("convener"))


@pytest.mark.parametrize(
    ("made", "act", "becomes"),
    [
        (proposed, "endorse", ProductStatus.ENDORSED),
        (proposed, "return", ProductStatus.RETURNED),
        (endorsed, "publish", ProductStatus.PUBLISHED),
    ],
)
def test_a_decision_of_the_state_settles_a_product(state, made, act, becomes):
    product = made(state)
    meeting = sitting(state, state.sepc_ml, "sepc", state.sepc_chair)
    product, decision = decide(state, meeting, product, act, "sepc")
    assert product.case.status == becomes
    assert decision.acted.verb == act
    if act == "return":
        assert decision.acted.remark.text == SENTENCE


def test_a_decision_does_not_endorse_goods_without_a_code(state):
    product = proposed(state, UNCODED)
    meeting = sitting(state, state.sepc_ml, "sepc", state.sepc_chair)
    with pytest.raises(NotNow, match="HS code"):
        decide(state, meeting, product, "endorse", "sepc")
    assert not Decision.objects.exists()


def test_without_quorum_nothing_happens_to_the_product_until_it_is_ratified(room):
    list_products([Entry(room.ribhoi, "Pineapple")], listed_in="A list", suggested_by="test")
    product = IdentifiedProduct.objects.get()
    meeting = sitting(room, room.depc_ribhoi, "convener", room.chair)
    with clock.freeze(meeting.starts_at):
        meeting = move(room, meeting, "record_attendance", "convener", {"attendance": ["member.lead-bank=absent",
                       "convener.dic-gm=present", "chair.chair=apology", "co_chair.dgft-ra=absent"]})  # fmt: skip
    product, decision = decide(room, meeting, product, "propose", "convener")
    assert decision.provisional
    assert product.case.status == ProductStatus.LISTED


# A published product -------------------------------------------------------------------------------------------------


def asks(product) -> dict:
    return {"title": "Whether it is still made here", "about": product.case.handle}


def test_a_published_product_is_put_on_the_agenda_from_its_page(room, client):
    product = published(room)
    meeting = meeting_of(room, room.depc_ribhoi, "convener")
    [link] = links_of(product.case, room.actor("convener"))
    assert f"open=add_item&about={product.case.handle}" in link.url
    assert "open=propose_item" in links_of(product.case, room.actor("member"))[0].url
    assert links_of(product.case, room.actor("apex")) == []
    room.login(client, "convener")
    assert f'value="{product.case.handle}"' in client.get(link.url).content.decode()
    meeting = move(room, meeting, "add_item", "convener", asks(product))
    assert about(meeting) == [product.pk]
    assert "agenda" not in links_of(product.case, room.actor("convener"))[0].label
    with pytest.raises(NotNow, match="on the agenda already"):
        move(room, meeting, "add_item", "convener", asks(product) | {"title": "In other words"})


@pytest.mark.parametrize(
    ("act", "more", "becomes"),
    [
        ("retire", {}, ProductStatus.RETIRED),
        ("revise", {**TURMERIC, "hs_codes": "", "title": "Lakadong turmeric, whole"}, ProductStatus.PROPOSED),
    ],
)
def test_a_decision_revises_or_retires_a_published_product_and_stands_on_its_page(room, act, more, becomes):
    product = published(room)
    meeting = meeting_of(room, room.depc_ribhoi, "convener")
    move(room, meeting, "add_item", "convener", asks(product))
    meeting = move(room, meeting, "give_notice", "convener")
    with clock.freeze(meeting.starts_at):
        meeting = move(room, meeting, "open", "convener", {"chaired_by": room.chair.post.pk})
        meeting = move(room, meeting, "record_attendance", "convener", PRESENT)
    product, decision = decide(room, meeting, product, act, "convener", **more)
    assert product.case.status == becomes
    assert decision.acted == product.case.events.filter(verb=act).get()
    assert [link.note for link in links_of(product.case, room.actor("convener"))] == [SENTENCE]


@pytest.mark.parametrize("wanted", ["ML-RIBHOI-P-2026-09999", "x'; --", "neighbour", "retired"])
def test_an_item_is_about_an_open_record_of_the_committee_or_about_none(room, wanted):
    meeting = meeting_of(room, room.depc_ribhoi, "convener")
    if wanted == "neighbour":
        wanted = made(room, "Honey", body=room.depc_khasi).case.handle
    if wanted == "retired":
        product = published(room)
        go(room, product, "retire", "convener", {"reason": SENTENCE})
        wanted = product.case.handle
    with pytest.raises(Invalid) as refused:
        move(room, meeting, "add_item", "convener", {"title": "An item", "about": wanted})
    assert "about" in refused.value.form.errors
    assert not meeting.items.filter(title="An item").exists()


def test_a_decision_of_the_district_retires_what_it_does_not_make(room):
    list_products([Entry(room.ribhoi, "Pineapple")], listed_in="A list", suggested_by="test")
    meeting = sitting(room, room.depc_ribhoi, "convener", room.chair)
    product, _decision = decide(room, meeting, IdentifiedProduct.objects.get(), "retire", "convener")
    assert product.case.status == ProductStatus.RETIRED
