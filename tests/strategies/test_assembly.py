"""A strategy put together from adopted plans: each district row once, with the version it was pulled from."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from strategies.assembly import items, parts, pulling
from strategies.assembly.adopted import changed, not_taken
from strategies.completeness import gaps
from strategies.editing import Conflict, Saved
from strategies.models import Adoption, Edit, Intervention, ItemSource, StrategyItem
from strategies.versions.content import content_of
from tests.strategies.assembled import CRORE, adopt, intervention, plan_of
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db


def pull(cast, keys=None, name="sepc"):
    return pulling.pull(cast.strategy, keys, by=cast.actor(name))


def item(cast, title) -> StrategyItem:
    return StrategyItem.objects.get(strategy=cast.strategy, title__contains=title)


def rows_of(one: StrategyItem) -> list[str]:
    return sorted(one.sources.values_list("said__title", flat=True))


# What is proposed --------------------------------------------------------------------------------------------------


def test_like_interventions_of_adopted_plans_are_one_proposal(assembling):
    found = {tuple(row.title for row in one.rows) for one in pulling.proposals(assembling.strategy)}
    assert found == {("Laboratory in Sohra", "Residue laboratory"), ("Road to the depot",), ("Accreditation",)}


def test_a_proposal_is_named_by_what_its_rows_share_and_counts_districts_and_money(assembling):
    [labs] = [one for one in pulling.proposals(assembling.strategy) if len(one.rows) == 2]
    assert labs.title == "Q1 Testing laboratory · Testing and certification · APEDA"
    assert (labs.districts, labs.amount) == (["East Khasi Hills", "Ri Bhoi"], 5 * CRORE)
    assert labs.ask == "A laboratory for residues"


def test_a_draft_is_not_proposed_nor_a_plan_of_another_state(assembling):
    before = len(not_taken(assembling.strategy))
    intervention(assembling.ribhoi_plan, "Written after the adoption", stage=assembling.testing)
    pune = plan_of(assembling.depc_pune)
    intervention(pune, "Elsewhere", stage=assembling.testing)
    adopt(pune)
    assert len(not_taken(assembling.strategy)) == before


# What is pulled ----------------------------------------------------------------------------------------------------


def test_pulled_items_keep_the_link_to_each_district_row_and_its_version(assembling):
    assert pull(assembling) == pulling.Pulled(rows=4, items=3, new=3)
    labs = item(assembling, "Testing laboratory · Testing and certification · APEDA")
    assert labs.section.code == "district-rollup"
    assert {(row.intervention, row.version_number, row.amount) for row in labs.sources.all()} == {
        (assembling.lab_a, 1, 2 * CRORE), (assembling.lab_b, 1, 3 * CRORE)
    }  # fmt: skip


def test_only_what_was_chosen_is_taken(assembling):
    [road] = [one for one in pulling.proposals(assembling.strategy) if one.rows[0].title == "Road to the depot"]
    assert pull(assembling, [road.likeness.key]).rows == 1
    assert len(not_taken(assembling.strategy)) == 3


def test_pulled_twice_adds_nothing_twice(assembling):
    pull(assembling)
    assert pull(assembling) == pulling.Pulled(rows=0, items=0, new=0)
    assert ItemSource.objects.count() == 4


def test_an_intervention_stands_in_one_item_of_a_strategy(assembling):
    pull(assembling)
    labs, road = item(assembling, "laboratory · Testing and certification · APEDA"), item(assembling, "Road and rail")
    with pytest.raises(IntegrityError, match="one_item_per_intervention"), transaction.atomic():
        ItemSource.objects.create(item=road, strategy=assembling.strategy, intervention=assembling.lab_a,
                                  version_number=1, said=labs.sources.first().said)  # fmt: skip


def test_a_district_that_adopts_later_joins_the_item_its_rows_are_like_whatever_it_is_called_now(assembling):
    pull(assembling)
    labs = item(assembling, "laboratory · Testing and certification · APEDA")
    StrategyItem.objects.filter(pk=labs.pk).update(title="Laboratories for the hills", category=None)
    lab = {"stage": assembling.testing, "category": assembling.lab, "asks_centre": assembling.apeda}
    intervention(assembling.ribhoi_plan, "A second laboratory", amount=CRORE, **lab)
    adopt(assembling.ribhoi_plan)
    assert pull(assembling) == pulling.Pulled(rows=1, items=1, new=0)
    assert "A second laboratory" in rows_of(labs)


@pytest.mark.parametrize("name", ["convener", "sepc_chair", "other_sepc", "apex", "agency"])
def test_only_the_writers_of_the_state_pull(assembling, name):
    with pytest.raises(PermissionDenied):
        pull(assembling, name=name)


@pytest.mark.parametrize("name", ["sepc", "co_convener", "sepc_member"])
def test_every_writer_of_the_state_pulls(assembling, name):
    assert pull(assembling, name=name).rows == 4


def test_nothing_is_pulled_into_a_strategy_that_is_locked(assembling):
    assembling.strategy.case.status = "signing"
    assembling.strategy.case.save(update_fields=["status"])
    with pytest.raises(NotNow):
        pull(assembling)


@pytest.mark.django_db(transaction=True)
def test_two_who_pull_at_once_take_each_row_once(assembling):
    taken, start = [], threading.Barrier(2)

    def take(name):
        try:
            start.wait()
            taken.append(pull(assembling, name=name).rows)
        finally:
            connection.close()

    both = [threading.Thread(target=take, args=[name]) for name in ("sepc", "sepc_member")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(taken) == [0, 4]
    assert ItemSource.objects.count() == 4


# A plan adopted anew ------------------------------------------------------------------------------------------------


def test_a_revision_is_shown_as_changed_with_what_changed_and_can_be_pulled_again(assembling):
    pull(assembling)
    Intervention.objects.filter(pk=assembling.lab_a.pk).update(amount=4 * CRORE, title="Two residue laboratories")
    assert changed(assembling.strategy) == []  # a draft changes nothing
    adopt(assembling.ribhoi_plan)
    [row] = changed(assembling.strategy)
    assert (row.version_pulled, row.version) == (1, 2)
    assert row.fields == [("amount", "20000000", "40000000"),
                          ("title", "Residue laboratory", "Two residue laboratories")]  # fmt: skip
    assert pulling.pull_again(assembling.strategy, None, by=assembling.actor("sepc")) == 1
    source = ItemSource.objects.get(intervention=assembling.lab_a)
    assert (source.amount, source.version_number) == (4 * CRORE, 2)
    assert changed(assembling.strategy) == []


def test_a_row_that_is_the_same_in_the_next_version_has_not_changed(assembling):
    pull(assembling)
    adopt(assembling.ribhoi_plan)
    assert changed(assembling.strategy) == []


def test_an_intervention_dropped_from_its_plan_is_shown_and_can_be_taken_out(assembling):
    pull(assembling)
    assembling.lab_a.dropped_at = assembling.strategy.case.opened_at
    assembling.lab_a.save()
    adopt(assembling.ribhoi_plan)
    [row] = changed(assembling.strategy)
    assert (row.now, row.version, row.said["title"]) == (None, 2, "Residue laboratory")
    assert pulling.take_out(assembling.strategy, [row.source], by=assembling.actor("sepc")) == 1
    assert changed(assembling.strategy) == []


def test_rows_of_a_plan_that_is_no_longer_in_force_are_shown(assembling):
    pull(assembling)
    Adoption.objects.filter(case=assembling.khasi_plan.case).update(ended_at=assembling.strategy.case.opened_at)
    gone = changed(assembling.strategy)
    assert {(row.said["title"], row.version, row.now) for row in gone} == {
        ("Laboratory in Sohra", None, None), ("Accreditation", None, None)
    }  # fmt: skip


# The date of an item --------------------------------------------------------------------------------------------------

LABS = "Testing and certification · APEDA"


def due(cast) -> tuple[date | None, bool]:
    """When the laboratories are due, and whether somebody said so by hand."""
    row = StrategyItem.objects.get(pk=item(cast, LABS).pk)
    return row.due_on, row.due_by_hand


def postponed(cast, *, to: date | None) -> None:
    """The laboratory of Ri Bhoi has another date in a version that is adopted and pulled again."""
    Intervention.objects.filter(pk=cast.lab_a.pk).update(due_on=to)
    adopt(cast.ribhoi_plan)
    pulling.pull_again(cast.strategy, None, by=cast.actor("sepc"))


def dated(cast, day: str):
    """A writer sets the date of the laboratories in its form."""
    row = item(cast, LABS)
    data = {name: "" if value is None else value for name, value in parts.content(row).items()} | {"due_on": day}
    return items.change(row, data, base=row.edited, by=cast.actor("sepc"))


def test_a_date_nobody_set_follows_the_last_of_the_district_rows(assembling):
    pull(assembling)
    assert due(assembling) == (date(2027, 1, 31), False)
    postponed(assembling, to=date(2027, 6, 30))
    assert due(assembling) == (date(2027, 6, 30), False)
    postponed(assembling, to=date(2026, 12, 31))  # then the other district's is the last
    assert due(assembling) == (date(2027, 1, 31), False)
    edit = Edit.objects.filter(part=item(assembling, LABS).part).order_by("number").last()
    assert edit.content["due_on"] == "2027-01-31"


def test_a_date_set_by_hand_stays_and_the_page_says_what_the_rows_say(assembling, client):
    pull(assembling)
    dated(assembling, "2028-03-31")
    postponed(assembling, to=date(2027, 6, 30))
    assert due(assembling) == (date(2028, 3, 31), True)
    assembling.login(client, "sepc")
    page = client.get(reverse("strategy-item", args=[assembling.strategy.case.handle, item(assembling, LABS).code]))
    text = " ".join(page.content.decode().split())
    assert "due on 31 Mar 2028" in text
    assert "set by hand: the last of its district rows is due on 30 Jun 2027" in text


def test_whoever_pulls_again_is_told_which_dates_stay(assembling, client):
    pull(assembling)
    dated(assembling, "2028-03-31")
    Intervention.objects.filter(pk=assembling.lab_a.pk).update(due_on=date(2027, 6, 30))
    adopt(assembling.ribhoi_plan)
    assembling.login(client, "sepc")
    where = reverse("strategy-pull", args=[assembling.strategy.case.handle])
    answer = client.post(where, {"do": "again", "token": "t1"}, follow=True).content.decode()
    assert f"Dates that were set by hand stay as they are: {item(assembling, LABS).code}." in answer


def test_a_date_set_to_that_of_the_rows_follows_them_again(assembling):
    pull(assembling)
    dated(assembling, "2028-03-31")
    dated(assembling, "2027-01-31")
    assert due(assembling) == (date(2027, 1, 31), False)
    postponed(assembling, to=date(2027, 6, 30))
    assert due(assembling) == (date(2027, 6, 30), False)


def test_changing_other_fields_of_an_item_leaves_its_date_following(assembling):
    pull(assembling)
    row = item(assembling, LABS)
    data = {name: "" if value is None else value for name, value in parts.content(row).items()}
    items.change(row, data | {"text": "One for each valley."}, base=row.edited, by=assembling.actor("sepc"))
    postponed(assembling, to=date(2027, 6, 30))
    assert due(assembling) == (date(2027, 6, 30), False)


def test_a_form_opened_before_the_pull_does_not_take_its_date_back(assembling):
    pull(assembling)
    row = item(assembling, LABS)
    data = {name: "" if value is None else value for name, value in parts.content(row).items()}
    postponed(assembling, to=date(2027, 6, 30))
    items.change(row, data | {"text": "One for each valley."}, base=row.edited, by=assembling.actor("sepc"))
    assert due(assembling) == (date(2027, 6, 30), False)


def test_rows_taken_out_or_moved_take_their_date_with_them(assembling):
    pull(assembling)
    postponed(assembling, to=date(2027, 6, 30))
    source = ItemSource.objects.get(intervention=assembling.lab_a)
    new = items.split(item(assembling, LABS), [source.pk], "Laboratory of Ri Bhoi", by=assembling.actor("sepc"))
    assert StrategyItem.objects.get(pk=new.pk).due_on == date(2027, 6, 30)
    assert due(assembling) == (date(2027, 1, 31), False)


def test_an_item_of_the_states_own_keeps_the_date_it_was_given(assembling):
    own = items.enter(
        assembling.strategy, {"title": "A fair at Shillong", "due_on": "2027-02-01"}, by=assembling.actor("sepc")
    )
    assert (own.due_on, own.due_by_hand) == (date(2027, 2, 1), True)


# Items -------------------------------------------------------------------------------------------------------------


def test_items_are_merged_with_their_rows_and_the_states_money(assembling):
    pull(assembling)
    labs, tied = item(assembling, "Testing and certification · APEDA"), item(assembling, "TIES")
    StrategyItem.objects.filter(pk=tied.pk).update(state_share=CRORE)
    merged = items.merge(labs, tied, by=assembling.actor("sepc"))
    assert rows_of(merged) == ["Accreditation", "Laboratory in Sohra", "Residue laboratory"]
    merged.refresh_from_db()
    tied.refresh_from_db()
    assert (merged.state_share, tied.dropped_at is not None) == (CRORE, True)
    with pytest.raises(NotNow, match="dropped meanwhile"):
        items.merge(labs, tied, by=assembling.actor("sepc"))


def test_an_item_is_split_by_rows_and_the_new_one_is_of_the_same_kind(assembling):
    pull(assembling)
    labs = item(assembling, "Testing and certification · APEDA")
    sohra = labs.sources.get(intervention=assembling.lab_b)
    new = items.split(labs, [sohra.pk], "Laboratory in the hills", by=assembling.actor("sepc"))
    assert (rows_of(labs), rows_of(new)) == (["Residue laboratory"], ["Laboratory in Sohra"])
    assert (new.code, new.asks_centre, new.stage) == ("S-004", assembling.apeda, assembling.testing)
    with pytest.raises(NotNow, match="rename the item"):
        items.split(labs, list(labs.sources.values_list("pk", flat=True)), "All", by=assembling.actor("sepc"))
    with pytest.raises(NotNow, match="Tick"):
        items.split(labs, [sohra.pk], "Not its own row", by=assembling.actor("sepc"))


def test_a_dropped_item_keeps_its_number_and_gives_its_rows_back(assembling):
    pull(assembling)
    labs = item(assembling, "Testing and certification · APEDA")
    items.drop(labs, by=assembling.actor("sepc"))
    assert len(not_taken(assembling.strategy)) == 2
    pull(assembling)
    assert sorted(StrategyItem.objects.values_list("code", flat=True)) == ["S-001", "S-002", "S-003", "S-004"]


def test_the_state_has_items_of_its_own_without_district_rows(assembling):
    own = items.enter(assembling.strategy, {"title": "A single window of the State"}, by=assembling.actor("sepc"))
    assert (own.code, own.sources.count(), own.edited) == ("S-001", 0, 1)


def test_an_item_without_a_title_is_not_kept(assembling):
    with pytest.raises(Invalid) as refused:
        items.enter(assembling.strategy, {"state_share": "-5"}, by=assembling.actor("sepc"))
    assert set(refused.value.form.errors) == {"title", "state_share"}


def test_two_writers_of_one_item_are_merged_field_by_field(assembling):
    own = items.enter(assembling.strategy, {"title": "A single window"}, by=assembling.actor("sepc"))
    mine = items.change(own, {"title": "A single window", "ask": "Access to ICEGATE"}, base=1,
                        by=assembling.actor("sepc"))  # fmt: skip
    theirs = items.change(own, {"title": "One window for all permits"}, base=1, by=assembling.actor("sepc_member"))
    assert isinstance(mine, Saved) and isinstance(theirs, Saved)
    own.refresh_from_db()
    assert (own.title, own.ask, own.edited) == ("One window for all permits", "Access to ICEGATE", 3)


def test_two_writers_of_one_field_see_both_and_nothing_is_overwritten(assembling):
    own = items.enter(assembling.strategy, {"title": "A single window"}, by=assembling.actor("sepc"))
    items.change(own, {"title": "One window"}, base=1, by=assembling.actor("sepc"))
    clash = items.change(own, {"title": "Two windows"}, base=1, by=assembling.actor("sepc_member"))
    assert isinstance(clash, Conflict)
    assert (clash.clashes, clash.theirs["title"], clash.mine["title"]) == (("title",), "One window", "Two windows")
    own.refresh_from_db()
    assert own.title == "One window"


def test_every_change_of_an_item_is_on_record_with_its_rows(assembling):
    pull(assembling)
    labs = item(assembling, "Testing and certification · APEDA")
    sohra = labs.sources.get(intervention=assembling.lab_b)
    items.split(labs, [sohra.pk], "Hills", by=assembling.actor("sepc_member"))
    first, second = Edit.objects.filter(part=labs.part).order_by("number")
    plans = [assembling.ribhoi_plan.case.reference, assembling.khasi_plan.case.reference]
    assert sorted(first.content["sources"]) == sorted([f"{plans[0]} v1 I-01", f"{plans[1]} v1 I-01"])
    assert second.content["sources"] == [f"{plans[0]} v1 I-01"]
    assert second.by_post == assembling.sepc_member.post


# What a version freezes --------------------------------------------------------------------------------------------


def test_a_submitted_strategy_freezes_its_items_with_sums_and_sources(assembling):
    pull(assembling)
    labs = next(one for one in content_of(assembling.strategy.case)["items"] if one["title"].endswith("APEDA")
                and not one["scheme"])  # fmt: skip
    assert (labs["districts"], labs["amount"]) == (2, "50000000")
    assert [row[2] for row in labs["sources"]] == ["I-01", "I-01"]


def test_money_is_never_negative(assembling):
    own = items.enter(assembling.strategy, {"title": "A single window"}, by=assembling.actor("sepc"))
    with pytest.raises(IntegrityError, match="state_share_not_negative"), transaction.atomic():
        StrategyItem.objects.filter(pk=own.pk).update(state_share=Decimal(-1))


def test_a_strategy_sent_to_its_approvers_cannot_be_changed(assembling):
    own = items.enter(assembling.strategy, {"title": "A single window"}, by=assembling.actor("sepc"))
    assembling.strategy.case.status = "signing"
    assembling.strategy.case.save(update_fields=["status"])
    with pytest.raises(NotNow, match="cannot be changed now"):
        items.drop(own, by=assembling.actor("sepc"))


# What is still missing ---------------------------------------------------------------------------------------------


def test_a_strategy_without_items_and_targets_lacks_both(assembling):
    parts = {gap.part for gap in gaps(assembling.strategy.case)}
    assert {"items", "targets"} <= parts


def test_each_item_needs_an_owner_and_each_ask_an_agency(assembling):
    by, case = assembling.actor("sepc"), assembling.strategy.case
    owner = str(assembling.sepc.post.pk)
    items.enter(assembling.strategy, {"title": "No owner"}, by=by)
    items.enter(assembling.strategy, {"title": "No agency", "owner": owner, "ask": "A desk"}, by=by)
    items.enter(assembling.strategy, {"title": "No words", "owner": owner, "asks_centre": "APEDA"}, by=by)
    items.enter(assembling.strategy, {"title": "Whole", "owner": owner, "asks_centre": "APEDA", "ask": "A desk"}, by=by)
    found = [gap for gap in gaps(case) if gap.part.startswith("item:")]
    assert [gap.sentence for gap in found] == [
        "S-001 “No owner” has no owner.",
        "S-002 “No agency” does not say which Central agency is asked.",
        "S-003 “No words” does not say what the Central agency is asked.",
    ]
    assert found[0].url == f"/strategies/{case.reference}/items/S-001/?write=1"
    assert not any(gap.part == "items" for gap in gaps(case))
