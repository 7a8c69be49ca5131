"""The demo is a true history: made by the real operations, marked as invented, loaded once and only where it may be."""

import random
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from bottlenecks.workflow import BOTTLENECK
from dashboards.demo import barriers, hero, people, world
from dashboards.demo.plots import PLOTS, STATE_PLOTS
from dashboards.demo.tables import DISTRICTS, HOME
from escalations.sweep import sweep
from institutions import clock
from institutions.models import Appointment
from notices.models import DeliveryState, Notice


def test_it_refuses_outside_a_demonstration(db):
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_it_asks_for_the_reference_data_first(db, in_demo):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo")


def test_there_are_forty_districts_and_three_hundred_bottlenecks_no_two_alike():
    rows = list(barriers.barriers(random.Random(world.SEED)))
    assert len(DISTRICTS) == len({row["lgd"] for row in DISTRICTS}) == 40
    assert 290 <= len(rows) <= 310
    assert len({(row.lgd, row.opening["title"]) for row in rows}) == len(rows)
    assert len({row.opening["title"] for row in rows}) > 290
    assert not any("{" in value for row in rows for value in row.opening.values())
    assert all(8 <= len(row.opening["title"]) <= 200 for row in rows)


def test_every_plot_uses_verbs_of_the_workflow():
    verbs = {transition.verb for transition in BOTTLENECK.transitions}
    used = {
        step.verb
        for plot in (*PLOTS, *STATE_PLOTS)
        for step in (*plot.steps, *(step for steps in plot.reactions.values() for step in steps))
    }
    assert used <= verbs


def test_loading_twice_changes_nothing(reference, monkeypatch, capsys):
    appointments = people.appoint(list(people.posts_to_fill())[:3])
    monkeypatch.setattr(world, "begin", lambda: pytest.fail("loaded again"))
    monkeypatch.setattr(world, "is_filled", lambda: True)
    call_command("load_demo")
    assert "already" in capsys.readouterr().out
    assert Appointment.objects.count() == appointments == 3


def test_the_hero_case_falls_due_in_a_minute_and_goes_up(reference):
    people.appoint_everybody()
    bottleneck = hero.arm()
    case = bottleneck.case
    running = hero.clock_of(bottleneck)
    assert (case.level, case.status, case.district.lgd_code) == (2, "raised", HOME)
    assert bottleneck.routed_to.code == "APEDA"
    assert 55 <= (running.due_at - clock.now()).total_seconds() <= 60
    assert 1 <= (clock.now() - running.started_at).days <= 14, "its three working days end about now"
    with clock.freeze(running.due_at + timedelta(seconds=10)):
        assert sweep().fired == 1
    case.refresh_from_db()
    assert (case.level, case.holder.role) == (3, "head")
    formal = Notice.objects.filter(case=case, recipient=case.holder).get()
    assert re.fullmatch(r"DEH/\d{4}/\d{6}", formal.number) and formal.delivery.state == DeliveryState.PENDING


def test_the_hero_case_is_armed_again_or_replaced(reference):
    people.appoint_everybody()
    first = hero.arm()
    assert hero.arm().case == first.case, "still waiting: the same one gets a new minute"
    with clock.freeze(hero.clock_of(first).due_at + timedelta(seconds=10)):
        sweep()
        second = hero.arm()
    assert second.case != first.case
    first.case.refresh_from_db()
    assert (first.case.status, first.case.duplicate_of) == ("duplicate", second.case)
    assert hero.current().case == second.case
