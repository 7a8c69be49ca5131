"""What a strategy asks of the Centre, put together per agency, and the pages of its items."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from strategies.assembly import items
from strategies.assembly.asks import asking, asks_of
from strategies.assembly.pulling import pull
from strategies.models import ItemSource, StrategyItem
from tests.strategies.assembled import CRORE, adopt, bottleneck_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(assembling):
    """Everything pulled. `stuck` stands behind lab_a, lab_b and tied; `other` behind lab_b; exports of 5 + 2 crore."""
    cast = assembling
    basis = {"stake_basis": "Exporters' estimate"}
    cast.stuck = bottleneck_of(cast.depc_ribhoi, "No tests", cast, rupees_at_stake=50_000_000, **basis)
    cast.other = bottleneck_of(cast.depc_khasi, "=No accreditation", cast, rupees_at_stake=20_000_000, **basis)
    cast.stuck.interventions.add(cast.lab_a, cast.lab_b, cast.tied)
    cast.other.interventions.add(cast.lab_b)
    pull(cast.strategy, None, by=cast.actor("sepc"))
    return cast


def page(cast, client, name, *args, by="sepc", **query):
    cast.login(client, by)
    return client.get(reverse(name, args=[cast.strategy.case.handle, *args]), query)


def code_of(one) -> str:
    return ItemSource.objects.get(intervention=one).item.code


# Asks --------------------------------------------------------------------------------------------------------------


def test_asks_are_put_together_per_agency_with_districts_money_and_bottlenecks(asked):
    [apeda] = asks_of(asking(asked.strategy), asked.actor("sepc"))
    assert apeda.agency == asked.apeda
    assert [(one.item.districts, one.item.amount, len(one.stuck)) for one in apeda.asks] == [
        (2, 5 * CRORE, 2), (1, 4 * CRORE, 1)
    ]  # fmt: skip
    assert apeda.amount == 9 * CRORE


def test_a_bottleneck_behind_two_asks_of_an_agency_counts_once(asked):
    [apeda] = asks_of(asking(asked.strategy), asked.actor("sepc"))
    assert [one.at_stake for one in apeda.asks] == [70_000_000, 50_000_000]
    assert apeda.at_stake == 70_000_000


def test_bottlenecks_the_reader_does_not_see_stand_behind_no_ask(asked):
    [apeda] = asks_of(asking(asked.strategy), asked.actor("convener"))
    assert [[row[1] for row in one.stuck] for one in apeda.asks] == [[asked.stuck.case.reference]] * 2


def test_the_file_has_every_ask_and_no_formula(asked, client):
    answer = page(asked, client, "strategy-asks-csv")
    head, labs, tied = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert answer["Content-Type"].startswith("text/csv")
    assert head[0] == "Central agency"
    assert labs[3] == "A laboratory for residues"
    assert (labs[0], labs[5], labs[6], labs[7]) == ("APEDA", "2", "East Khasi Hills; Ri Bhoi", "50000000.00")
    assert (labs[8], labs[10]) == ("2", "70000000")
    assert tied[4] == "TIES"
    StrategyItem.objects.filter(code=labs[1]).update(title="=1+1")
    assert "'=1+1" in page(asked, client, "strategy-asks-csv").content.decode()


def test_the_page_of_asks_shows_one_agency_when_asked(asked, client):
    items.enter(asked.strategy, {"title": "Scanner", "asks_centre": "EIC", "ask": "A desk in Shillong"},
                by=asked.actor("sepc"))  # fmt: skip
    everything = page(asked, client, "strategy-asks").content.decode()
    of_eic = page(asked, client, "strategy-asks", agency="EIC").content.decode()
    assert "A desk in Shillong" in everything and "A laboratory for residues" in everything
    assert "A desk in Shillong" in of_eic and "A laboratory for residues" not in of_eic
    assert "₹ 7.00 crore" in everything


# Pages -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["strategy-items", "strategy-pull", "strategy-asks", "strategy-asks-csv", "strategy-budget", "strategy-matrix"],
)
@pytest.mark.parametrize(
    ("by", "status"),
    [("sepc", 200), ("sepc_chair", 200), ("sepc_member", 200), ("apex", 200), ("convener", 404), ("ra", 404),
     ("other_sepc", 404), ("agency", 404), ("department", 404)],
)  # fmt: skip
def test_who_reads_the_pages_of_a_strategy_that_is_being_drafted(asked, client, name, by, status):
    assert page(asked, client, name, by=by).status_code == status


def test_a_logged_out_reader_is_asked_to_log_in(asked, client):
    for name in ("strategy-items", "strategy-pull", "strategy-item-new", "strategy-asks", "strategy-budget"):
        answer = client.get(reverse(name, args=[asked.strategy.case.handle]))
        assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_the_list_shows_items_with_districts_and_money(asked, client):
    shown = page(asked, client, "strategy-items").content.decode()
    assert "Q1 Testing laboratory" in shown
    assert "₹ 10.00 crore" in shown  # all four rows once
    assert "Road and rail" not in page(asked, client, "strategy-items", q="laboratory").content.decode()


def test_an_item_shows_each_district_row_with_its_version(asked, client):
    shown = page(asked, client, "strategy-item", code_of(asked.lab_a)).content.decode()
    for words in ("Residue laboratory", "Laboratory in Sohra", "Ri Bhoi", "East Khasi Hills", "₹ 5,00,00,000"):
        assert words in shown
    assert page(asked, client, "strategy-item", "S-999").status_code == 404


def test_a_reader_is_offered_no_change(asked, client):
    shown = page(asked, client, "strategy-item", code_of(asked.lab_a), by="apex").content.decode()
    assert "Drop the item" not in shown and "?write=1" not in shown
    assert page(asked, client, "strategy-item", code_of(asked.lab_a), by="apex", write="1").status_code == 403
    assert page(asked, client, "strategy-item-new", by="sepc_chair").status_code == 403


def post(cast, client, name, *args, by="sepc", **data):
    cast.login(client, by)
    return client.post(reverse(name, args=[cast.strategy.case.handle, *args]), data)


def test_an_item_is_changed_on_its_page_and_comes_back_filled_when_it_is_not_right(asked, client):
    code = code_of(asked.lab_a)
    answer = post(asked, client, "strategy-item", code, base="1", title="", ask="Two laboratories")
    assert (answer.status_code, "Two laboratories" in answer.content.decode()) == (422, True)
    answer = post(asked, client, "strategy-item", code, base="1", title="Laboratories", stage="testing-certification",
                  owner=asked.sepc.post.pk, state_share="500000")  # fmt: skip
    assert answer.status_code == 302
    item = StrategyItem.objects.get(code=code)
    assert (item.title, item.owner, item.state_share) == ("Laboratories", asked.sepc.post, Decimal(500000))
    assert item.stage == asked.testing


def test_the_form_of_an_item_shows_what_stands_in_it(asked, client):
    shown = page(asked, client, "strategy-item", code_of(asked.tied), write="1").content.decode()
    for chosen in ('value="ties" selected', 'value="APEDA" selected', 'value="testing-certification" selected'):
        assert chosen in shown


def test_a_clash_shows_both_and_keeps_what_was_typed(asked, client):
    code = code_of(asked.lab_a)
    post(asked, client, "strategy-item", code, base="1", title="Laboratories of the hills")
    answer = post(asked, client, "strategy-item", code, base="1", title="Laboratories of the plains", by="co_convener")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Laboratories of the hills" in shown and 'value="Laboratories of the plains"' in shown
    assert 'name="base" value="2"' in shown


def test_a_new_item_sent_twice_is_one_item(asked, client):
    for _twice in range(2):
        assert post(asked, client, "strategy-item-new", token="t1", title="A single window").status_code == 302
    assert StrategyItem.objects.filter(title="A single window").count() == 1


def test_rows_are_split_off_taken_out_and_items_merged_and_dropped_on_the_page(asked, client):
    code, hills = code_of(asked.lab_a), ItemSource.objects.get(intervention=asked.lab_b)
    answer = post(asked, client, "strategy-item-act", code, "split", row=hills.pk, title="Hills")
    assert answer.status_code == 302
    assert code_of(asked.lab_b) != code
    assert post(asked, client, "strategy-item-act", code, "merge", other=code_of(asked.lab_b)).status_code == 302
    assert code_of(asked.lab_b) == code
    assert post(asked, client, "strategy-item-act", code, "take-out", row=hills.pk).status_code == 302
    assert not ItemSource.objects.filter(intervention=asked.lab_b).exists()
    assert post(asked, client, "strategy-item-act", code, "drop").status_code == 302
    assert page(asked, client, "strategy-item", code).status_code == 404
    assert post(asked, client, "strategy-item-act", code_of(asked.tied), "eat").status_code == 404


@pytest.mark.parametrize(("verb", "words"), [("split", "Tick the districts"), ("merge", "Choose the item"),
                                             ("take-out", "Tick the districts")])  # fmt: skip
def test_an_act_that_names_nothing_is_refused_in_words(asked, client, verb, words):
    answer = post(asked, client, "strategy-item-act", code_of(asked.lab_a), verb, title="x")
    assert (answer.status_code, words in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("by", ["sepc_chair", "apex"])
@pytest.mark.parametrize("verb", ["split", "merge", "take-out", "drop"])
def test_readers_change_nothing(asked, client, verb, by):
    assert post(asked, client, "strategy-item-act", code_of(asked.lab_a), verb, by=by).status_code == 403


# Pulling on the page -------------------------------------------------------------------------------------------------


def test_the_page_states_the_rule_and_takes_what_is_ticked(assembling, client):
    shown = page(assembling, client, "strategy-pull").content.decode()
    assert "stage of the value chain, challenge sub-category, scheme" in shown
    assert "2 of 2 districts have an adopted plan" in shown
    assert post(assembling, client, "strategy-pull", do="ticked").status_code == 409
    answer = post(assembling, client, "strategy-pull", do="ticked", key="testing-certification|Q1||APEDA")
    assert answer.status_code == 302
    assert ItemSource.objects.count() == 2
    assert post(assembling, client, "strategy-pull", do="all").status_code == 302
    assert ItemSource.objects.count() == 4
    assert post(assembling, client, "strategy-pull", do="all", by="sepc_chair").status_code == 403


def test_the_page_shows_what_changed_and_pulls_it_again(asked, client):
    asked.lab_a.title, asked.depot.dropped_at = "Two laboratories", asked.strategy.case.opened_at
    asked.lab_a.save()
    asked.depot.save()
    adopt(asked.ribhoi_plan)
    listing = page(asked, client, "strategy-items").content.decode()
    assert "another version in force" in listing
    shown = page(asked, client, "strategy-pull").content.decode()
    assert "“Residue laboratory”, now “Two laboratories”" in shown and "dropped in version 2" in shown
    assert "changed in version 2" in page(asked, client, "strategy-item", code_of(asked.lab_a)).content.decode()
    assert post(asked, client, "strategy-pull", do="again").status_code == 302
    assert post(asked, client, "strategy-pull", do="take-out").status_code == 302
    assert "another version in force" not in page(asked, client, "strategy-items").content.decode()
    assert not ItemSource.objects.filter(intervention=asked.depot).exists()


def test_the_traces_are_readable_paths(asked, client):
    shown = page(asked, client, "strategy-item-trace", code_of(asked.lab_a)).content.decode()
    assert asked.stuck.case.reference in shown and "Residue laboratory" in shown
    back = client.get(reverse("bottleneck-trace", args=[asked.stuck.case.reference]))
    assert "Residue laboratory" in back.content.decode()
    path = reverse("intervention-trace", args=[asked.ribhoi_plan.case.reference, "I-01"])
    assert asked.strategy.case.title in client.get(path).content.decode()
    asked.login(client, "stranger")
    assert client.get(path).status_code == 404
    assert client.get(reverse("bottleneck-trace", args=[asked.stuck.case.reference])).status_code == 404


@pytest.mark.parametrize(
    ("section", "words"),
    [("district-rollup", "Q1 Testing laboratory · Testing and certification"), ("asks", "₹ 9.00 crore"),
     ("budget", "₹ 10.00 crore"), ("monitoring", "Items with indicators, dates and owners")],
)  # fmt: skip
def test_sections_show_what_is_added_up_for_them(asked, client, section, words):
    assert words in page(asked, client, "document-section", section).content.decode()
