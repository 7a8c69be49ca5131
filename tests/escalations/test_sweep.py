"""The sweep fires each clock once, one level at a time, and nothing stops it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from bottlenecks.models import Status
from cases.models import Case, Event
from escalations import clocks
from escalations.auditor import findings
from escalations.models import Deadline, Escalation, PauseReason
from escalations.sweep import last_clean_sweep, sweep
from institutions import clock
from notices.models import Notice
from tests.cast import MONDAY, go, logged
from tests.toy.models import Permit
from tests.toy.workflow import PERMIT
from workflow.engine import start

pytestmark = pytest.mark.django_db


def after_due(bottleneck):
    return clock.freeze(clocks.running(bottleneck.case).due_at + timedelta(minutes=1))


def test_silence_at_level_0_raises_it_to_the_state_committee(cast, at_monday):
    made = logged(cast)
    with after_due(made):
        assert sweep().fired == 1
    made.case.refresh_from_db()
    assert (made.case.status, made.case.level, made.case.holder) == (Status.RAISED, 1, cast.sepc.post)


def test_a_sweep_moves_a_case_by_one_level_even_when_it_is_years_late(cast, at_monday):
    made = logged(cast)
    with clock.freeze(MONDAY + timedelta(days=900)):
        sweep()
        made.case.refresh_from_db()
        assert made.case.level == 1
        assert sweep().due == 0, "the next clock starts when this one fired"


def test_a_clock_is_not_fired_before_its_instant(cast, at_monday):
    made = logged(cast)
    with clock.freeze(clocks.running(made.case).due_at - timedelta(seconds=1)):
        assert sweep().due == 0


def test_every_rung_is_climbed_in_turn_and_the_highest_renews(cast, at_monday):
    made = logged(cast)
    seen = []
    for _sweep in range(6):
        with after_due(made):
            sweep()
            made.case.refresh_from_db()
            seen.append((made.case.level, made.case.holder))
    assert seen == [
        (1, cast.sepc.post),
        (2, cast.agency.post),
        (3, cast.agency_head.post),
        (4, cast.apex.post),
        (4, cast.apex.post),
        (4, cast.apex.post),
    ]
    assert list(Escalation.objects.values_list("from_level", "to_level")) == [
        (0, 1), (1, 2), (2, 3), (3, 4), (4, 4), (4, 4),
    ]  # fmt: skip
    assert Notice.objects.filter(purpose="escalation").count() == 6


def test_a_missed_commitment_goes_up_one_level(cast, with_agency):
    go(cast, with_agency, "acknowledge", "agency")
    today = clock.today()
    go(
        cast,
        with_agency,
        "commit",
        "agency",
        {"due_on": today + timedelta(days=30), "deliverable": "Laboratory tests agarwood"},
    )
    deadline = clocks.running(with_agency.case)
    assert deadline.kind == "commitment"
    with clock.freeze(deadline.due_at + timedelta(minutes=1)):
        sweep()
    with_agency.case.refresh_from_db()
    assert (with_agency.case.level, with_agency.case.status) == (3, Status.RAISED)


def test_a_transfer_back_to_a_level_escalates_there_a_second_time(cast, with_agency):
    """Escalations are one-to-one with the deadline that fired, not unique by level."""
    with after_due(with_agency):
        sweep()
        go(
            cast,
            with_agency,
            "transfer",
            "agency",
            {"body": "FSSAI", "reason": "Residues in food are regulated by FSSAI."},
        )
    with_agency.case.refresh_from_db()
    assert (with_agency.case.level, with_agency.case.holder) == (2, cast.other_agency.post)
    with after_due(with_agency):
        sweep()
    assert Escalation.objects.filter(case=with_agency.case, from_level=2, to_level=3).count() == 2


def test_a_poison_item_backs_off_with_its_error_kept_and_stops_nobody(cast, at_monday):
    bad, good = logged(cast), logged(cast)
    Case.objects.filter(pk=bad.case.pk).update(status="no-such-status")
    with after_due(good):
        run = sweep()
        assert (run.fired, run.failed) == (1, 1)
        poisoned = clocks.running(bad.case)
        assert poisoned.attempts == 1
        assert poisoned.error
        assert poisoned.next_try_at > clock.now()
        assert last_clean_sweep() is None
    with clock.freeze(clocks.running(bad.case).due_at + timedelta(hours=1)):
        assert any(bad.case.reference in line for line in findings())


def test_a_pause_moves_the_date_and_never_erases_a_breach(cast, with_agency):
    before = clocks.running(with_agency.case).due_at
    with clock.freeze(before + timedelta(minutes=1)):
        today = clock.today()
        clocks.pause(
            case=with_agency.case,
            reason=PauseReason.COURT,
            starts_on=today,
            ends_on=today + timedelta(days=30),
            by_post=None,
        )
        assert clocks.running(with_agency.case).due_at == before
        assert sweep().fired == 1


def test_a_pause_before_the_breach_leaves_its_days_out(cast, with_agency):
    before = clocks.running(with_agency.case).due_at
    today = clock.today()
    clocks.pause(
        case=with_agency.case,
        reason=PauseReason.COURT,
        starts_on=today,
        ends_on=today + timedelta(days=14),
        by_post=None,
    )
    moved = clocks.running(with_agency.case).due_at
    assert moved > before
    clocks.resume(case=with_agency.case, on=today)
    assert clocks.running(with_agency.case).due_at == before


def test_the_clock_of_another_kind_of_case_runs_on_the_same_machinery(cast, at_monday):
    permit, case = Permit(), Case(title="A permit", origin=cast.depc_ribhoi, district=cast.ribhoi, state=cast.meghalaya)
    start(workflow=PERMIT, case=case, subject=permit, by=cast.actor("convener"))
    Case.objects.filter(pk=case.pk).update(reference="PERMIT-1", holder=cast.agency.post)
    case.refresh_from_db()
    clocks.start(case=case, kind="act", post=cast.agency.post, body=cast.apeda, started_at=clock.now(), days=2)
    with clock.freeze(MONDAY + timedelta(days=7)):
        assert sweep().fired == 1
    case.refresh_from_db()
    assert (case.status, case.closed_at is not None) == ("refused", True)
    assert not Deadline.objects.running().exists()


def test_the_database_refuses_a_second_running_clock(cast, with_agency):
    clock_row = clocks.running(with_agency.case)
    clock_row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        clock_row.save(force_insert=True)


@pytest.mark.parametrize("table", ["cases_event", "escalations_escalation", "bottlenecks_commitment"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET case_id = case_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_is_append_only_even_for_the_owner_of_the_tables(cast, with_agency, table, statement):
    go(cast, with_agency, "acknowledge", "agency")
    due_on = clock.today() + timedelta(days=3)
    go(cast, with_agency, "commit", "agency", {"due_on": due_on, "deliverable": "Laboratory opens"})
    with clock.freeze(clocks.running(with_agency.case).due_at + timedelta(minutes=1)):
        sweep()
    statement = statement.format(table).replace("case_id", "bottleneck_id" if "commitment" in table else "case_id")
    with pytest.raises(IntegrityError, match="history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def test_the_auditor_is_silent_when_all_is_well_and_speaks_when_not(cast, with_agency, capsys):
    sweep()
    call_command("audit_escalations")
    assert "in order" in capsys.readouterr().out
    clocks.stop(case=with_agency.case)
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_escalations")
    assert stopped.value.code == 1
    assert with_agency.case.reference in capsys.readouterr().out


def test_events_replay_to_the_current_state(cast, with_agency):
    last = Event.objects.filter(case=with_agency.case).order_by("version").last()
    case = Case.objects.get(pk=with_agency.case.pk)
    assert (last.target, last.level, last.cycle, last.holder, last.version) == (
        case.status, case.level, case.cycle, case.holder, case.version,
    )  # fmt: skip
