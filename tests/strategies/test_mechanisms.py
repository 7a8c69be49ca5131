"""Records of the mechanisms of a plan: entered once it is adopted, corrected, withdrawn, never contradictory."""

from datetime import timedelta

import pytest
from django.urls import reverse

from institutions import clock
from strategies.mechanisms import entries
from strategies.mechanisms.forms import FORMS
from strategies.models import Intervention, Mechanism, PackagingService, Recognition, TrainingBatch
from tests.strategies.planning import adopted, approved
from workflow.errors import Invalid, NotNow, NotPermitted

pytestmark = pytest.mark.django_db


def setting_up(plan, mechanism) -> Intervention:
    """An intervention of the plan that sets up a mechanism."""
    return Intervention.objects.create(plan=plan, code=f"I-9{len(mechanism)}", title="Set it up", mechanism=mechanism)


def packaging(one: Intervention, **changes) -> dict:
    return {
        "intervention": one.pk, "provider": "Packhouse of the district", "unit_cost": "42.50", "unit": "box of 5 kg",
        "users": "7", "standard": "ISPM-15", "standard_met_on": "2026-02-01", "source": "Register of the packhouse",
    } | changes  # fmt: skip


def training(planning, one: Intervention, **changes) -> dict:
    return {
        "intervention": one.pk, "title": "Grading of turmeric", "stage": planning.testing.pk, "began_on": "2026-01-05",
        "ended_on": "2026-01-16", "trained": "30", "certified": "24", "source": "Attendance list",
    } | changes  # fmt: skip


def recognition(one: Intervention, **changes) -> dict:
    return {
        "intervention": one.pk, "rule": "first-shipments", "leader": "A grower of Nongpoh", "agreed": "on",
        "outcome": "Six growers shipped for the first time.", "paper": "Six shipping bills",
        "recognised_on": "2026-03-01", "source": "Minutes of the committee",
    } | changes  # fmt: skip


def enter(planning, plan, kind, data, by="convener", token=""):
    return entries.enter(by=planning.actor(by), plan=plan, kind=FORMS[kind], data=data, token=token)


def test_a_packaging_service_is_recorded_with_what_it_costs_and_who_uses_it(planning):
    plan = adopted(planning)
    enter(planning, plan, "packaging", packaging(setting_up(plan, Mechanism.PACKAGING)))
    row = PackagingService.objects.get()
    assert (row.provider, str(row.unit_cost), row.users, row.standard) == (
        "Packhouse of the district", "42.50", 7, "ISPM-15",
    )  # fmt: skip


def test_nothing_is_entered_before_the_plan_is_adopted(planning):
    plan = approved(planning)
    with pytest.raises(NotPermitted):
        enter(planning, plan, "packaging", packaging(setting_up(plan, Mechanism.PACKAGING)))


@pytest.mark.parametrize("name", ["chair", "co_chair", "observer", "sibling", "stranger", "sepc", "sepc_chair", "apex"])
def test_only_writers_of_the_plans_own_committee_enter_records(planning, name):
    plan = adopted(planning)
    with pytest.raises(NotPermitted):
        enter(planning, plan, "packaging", packaging(setting_up(plan, Mechanism.PACKAGING)), by=name)


def test_a_member_of_the_committee_enters_records(planning):
    plan = adopted(planning)
    enter(planning, plan, "packaging", packaging(setting_up(plan, Mechanism.PACKAGING)), by="member")
    assert PackagingService.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_consignment_on": "2026-02-20"}, "consignment_paper"),
        ({"standard": ""}, "standard"),
        ({"standard_met_on": "2027-01-01"}, "standard_met_on"),
        ({"unit_cost": "-3"}, "unit_cost"),
        ({"users": "-1"}, "users"),
    ],
)
def test_a_packaging_service_that_contradicts_itself_is_refused(planning, changes, field):
    plan = adopted(planning)
    with pytest.raises(Invalid) as refused:
        enter(planning, plan, "packaging", packaging(setting_up(plan, Mechanism.PACKAGING), **changes))
    assert field in refused.value.form.errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"certified": "31"}, "certified"),
        ({"ended_on": "2026-01-01"}, "ended_on"),
        ({"exporting": "3"}, "counted_on"),
        ({"exporting": "31", "counted_on": "2026-03-01"}, "exporting"),
        ({"exporting": "3", "counted_on": "2026-01-10"}, "counted_on"),
        ({"trained": "0"}, "trained"),
    ],
)
def test_a_training_batch_that_contradicts_itself_is_refused(planning, changes, field):
    plan = adopted(planning)
    with pytest.raises(Invalid) as refused:
        enter(planning, plan, "training", training(planning, setting_up(plan, Mechanism.TRAINING), **changes))
    assert field in refused.value.form.errors


def test_a_leader_is_named_only_where_they_agreed(planning):
    plan = adopted(planning)
    one = setting_up(plan, Mechanism.LEADERS)
    with pytest.raises(Invalid) as refused:
        enter(planning, plan, "recognition", recognition(one, agreed=""))
    assert "agreed" in refused.value.form.errors
    enter(planning, plan, "recognition", recognition(one))
    assert Recognition.objects.get().rule.code == "first-shipments"


def test_the_same_outcome_is_recognised_once(planning):
    plan = adopted(planning)
    one = setting_up(plan, Mechanism.LEADERS)
    enter(planning, plan, "recognition", recognition(one))
    with pytest.raises(Invalid, match="entered already"):
        enter(planning, plan, "recognition", recognition(one))


def test_a_record_belongs_to_an_intervention_of_its_own_mechanism(planning):
    plan = adopted(planning)
    other = setting_up(plan, Mechanism.TRAINING)
    with pytest.raises(Invalid) as refused:
        enter(planning, plan, "packaging", packaging(other))
    assert "intervention" in refused.value.form.errors


def test_the_same_form_sent_twice_is_one_record(planning):
    plan = adopted(planning)
    data = packaging(setting_up(plan, Mechanism.PACKAGING))
    enter(planning, plan, "packaging", data, token="once")
    _case, repeated = enter(planning, plan, "packaging", data, token="once")
    assert repeated and PackagingService.objects.count() == 1


def test_a_record_is_corrected_by_who_saw_its_latest_state_only(planning):
    plan = adopted(planning)
    one = setting_up(plan, Mechanism.TRAINING)
    enter(planning, plan, "training", training(planning, one))
    row = TrainingBatch.objects.get()
    here = {"by": planning.actor("member"), "plan": plan, "kind": FORMS["training"], "pk": row.pk}
    seen = entries.stamp(row)
    with clock.freeze(clock.now() + timedelta(minutes=5)):
        entries.correct(**here, data=training(planning, one, trained="31"), seen=seen)
    with pytest.raises(NotNow, match="Somebody changed this"):
        entries.correct(**here, data=training(planning, one, trained="99"), seen=seen)
    assert TrainingBatch.objects.get().trained == 31


def test_a_withdrawn_record_counts_no_more_and_stays_on_record(planning):
    plan = adopted(planning)
    enter(planning, plan, "packaging", packaging(setting_up(plan, Mechanism.PACKAGING)))
    row = PackagingService.objects.get()
    here = {"by": planning.actor("convener"), "plan": plan, "kind": FORMS["packaging"], "pk": row.pk}
    with pytest.raises(NotNow, match="why"):
        entries.withdraw(**here, reason="", seen=entries.stamp(row))
    entries.withdraw(**here, reason="Entered for the wrong district.", seen=entries.stamp(row))
    assert not entries.records(plan, FORMS["packaging"]).exists()
    assert PackagingService.objects.get().withdrawn_reason == "Entered for the wrong district."


class TestPages:
    def test_the_page_shows_a_section_for_each_mechanism_the_plan_sets_up(self, client, planning):
        plan = adopted(planning)
        one = setting_up(plan, Mechanism.PACKAGING)
        enter(planning, plan, "packaging", packaging(one))
        planning.login(client, "convener")
        page = client.get(reverse("plan-mechanisms", args=[plan.case.handle]))
        assert page.status_code == 200
        assert "Packhouse of the district" in page.text
        assert "Recognition of local leaders" not in page.text

    def test_a_refused_form_comes_back_with_everything_typed(self, client, planning):
        plan = adopted(planning)
        one = setting_up(plan, Mechanism.PACKAGING)
        planning.login(client, "convener")
        page = client.post(
            reverse("mechanism-new", args=[plan.case.handle, "packaging"]), packaging(one, standard="", unit="crate")
        )
        assert page.status_code == 422 and 'value="crate"' in page.text
        assert not PackagingService.objects.exists()

    def test_it_is_entered_corrected_and_withdrawn_by_forms(self, client, planning):
        plan = adopted(planning)
        one = setting_up(plan, Mechanism.PACKAGING)
        planning.login(client, "convener")
        client.post(reverse("mechanism-new", args=[plan.case.handle, "packaging"]), packaging(one))
        row = PackagingService.objects.get()
        address = reverse("mechanism", args=[plan.case.handle, "packaging", row.pk])
        assert client.get(address).status_code == 200
        client.post(address, packaging(one, users="9") | {"seen": entries.stamp(row)})
        row.refresh_from_db()
        assert row.users == 9
        client.post(address, {"withdraw": "1", "withdrawn_reason": "Twice.", "seen": entries.stamp(row)})
        assert not entries.records(plan, FORMS["packaging"]).exists()

    @pytest.mark.parametrize("name", ["sibling", "stranger", "agency", "other_sepc"])
    def test_other_districts_and_states_find_nothing(self, client, planning, name):
        plan = adopted(planning)
        planning.login(client, name)
        assert client.get(reverse("plan-mechanisms", args=[plan.case.handle])).status_code == 404

    def test_what_a_logged_out_person_sends_is_there_after_the_login(self, client, planning):
        plan = adopted(planning)
        one = setting_up(plan, Mechanism.PACKAGING)
        address = reverse("mechanism-new", args=[plan.case.handle, "packaging"])
        assert client.post(address, packaging(one, unit="crate of 20 kg")).status_code == 302
        planning.login(client, "convener")
        assert 'value="crate of 20 kg"' in client.get(address).text
