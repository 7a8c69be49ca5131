"""Whatever people and the clock do, in whatever order, the record stays sound."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bottlenecks.models import TERMINAL, Status
from bottlenecks.standing import standing
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case, Event
from escalations.models import Deadline, DeadlineState, Escalation
from escalations.sweep import sweep
from institutions import clock
from tests.bottlenecks.stages import NEEDS_DOCUMENT, as_draft, filled, in_days, pdf
from tests.cast import DETAILS, MONDAY, STATE_DETAILS, go, logged
from workflow.engine import perform
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db

PEOPLE = (
    "convener",
    "chair",
    "member",
    "sepc",
    "ra",
    "agency",
    "agency_head",
    "other_agency",
    "department",
    "apex",
    "sibling",
)
RARE = {"note", "withdraw", "discard", "resolve_locally", "mark_duplicate", "report_progress", "assign", "describe"}
HAND_OVERS = {"transfer", "reassign", "refer_to_centre", "reopen", "reopen_here"}  # may lead to a lower level


class Life(RuleBasedStateMachine):
    """Random officers make random permitted moves while time passes and the sweep runs."""

    cast = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = MONDAY
        self.made = None

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(details=st.sampled_from([DETAILS, STATE_DETAILS, None]))
    def log(self, details):
        with clock.freeze(self.at):
            self.made = logged(self.cast, details) if details else as_draft(self.cast)

    @rule(pick=st.integers(0, 10_000), hours=st.integers(0, 30))
    def somebody_acts(self, pick, hours):
        self._act(pick, hours)

    @rule(pick=st.integers(0, 10_000))
    def somebody_answers_at_once(self, pick):
        self._act(pick, hours=1)

    @rule(pick=st.integers(0, 10_000), name=st.sampled_from(["agency", "sepc", "apex"]))
    def an_authority_acts(self, pick, name):
        self._act(pick, hours=2, people=[name])

    def _act(self, pick, hours, people=PEOPLE):
        """One of all the moves anybody may make now; ending it early is kept rare, or nothing else would be tried."""
        self.at += timedelta(hours=hours)
        with clock.freeze(self.at):
            moves = [(verb, actor) for actor in map(self.cast.actor, people) for verb in self._permitted(actor)]
            moves = [move for move in moves if move[0] not in RARE or pick % 12 == 0]
            if moves:
                self._make(*moves[pick % len(moves)])

    def _permitted(self, actor):
        if not Case.objects.visible_to(actor).filter(pk=self.made.case.pk).exists():
            return []
        return [transition.verb for transition in BOTTLENECK.permitted(actor, self._fresh())]

    @rule(days=st.integers(1, 30))
    def time_passes(self, days):
        self.at += timedelta(days=days)
        with clock.freeze(self.at):
            assert sweep().failed == 0

    def _make(self, verb, actor):
        files = {"evidence": pdf()} if verb in NEEDS_DOCUMENT else {}
        data = {"post": self.cast.member.post.pk, "until": in_days(9)} if verb == "assign" else filled(verb)
        with suppress(Invalid, NotNow):  # for example a third transfer, or details still missing
            perform(self.made.case, verb, by=actor, data=data, files=files)

    def _fresh(self):
        return (
            type(self.made).objects.select_related("case__holder__body", "area", "category__area").get(pk=self.made.pk)
        )

    @invariant()
    def a_live_case_has_exactly_one_running_clock_and_a_finished_one_none(self):
        if self.made is None:
            return
        case = Case.objects.get(pk=self.made.pk)
        running = Deadline.objects.running().filter(case=case).count()
        assert running == (0 if case.status in TERMINAL or case.status == Status.DRAFT else 1), case.status
        assert (case.closed_at is not None) == (case.status in TERMINAL)

    @invariant()
    def events_replay_to_the_current_state(self):
        if self.made is None:
            return
        case = Case.objects.get(pk=self.made.pk)
        events = list(Event.objects.filter(case=case).order_by("version"))
        assert [event.version for event in events] == list(range(1, case.version + 1))
        for before, after in pairwise(events):
            assert after.source == before.target
            assert after.level <= before.level + 1, "levels never skip"
            if after.level < before.level:
                assert after.verb in HAND_OVERS
        last = events[-1]
        assert (last.target, last.level, last.cycle, last.holder_id) == (
            case.status,
            case.level,
            case.cycle,
            case.holder_id,
        )

    @invariant()
    def every_clock_that_ran_out_has_exactly_one_escalation(self):
        fired = Deadline.objects.filter(case=self.made.pk, state=DeadlineState.FIRED) if self.made else []
        escalations = Escalation.objects.filter(case=self.made.pk) if self.made else []
        assert {deadline.pk for deadline in fired} == {escalation.deadline_id for escalation in escalations}

    @invariant()
    def it_can_always_be_said_where_it_stands(self):
        if self.made is not None:
            with clock.freeze(self.at):
                assert standing(self._fresh()).sentence.endswith(".")


@pytest.mark.parametrize("examples", [10, pytest.param(80, marks=pytest.mark.slow)])
def test_the_record_stays_sound_whatever_happens(cast, examples):
    Life.cast = cast
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_life_from_draft_to_confirmation_counts_every_step(cast):
    with clock.freeze(MONDAY):
        made = logged(cast)
        for verb, name, data in [
            ("raise", "convener", {}),
            ("forward", "ra", {}),
            ("acknowledge", "agency", {}),
            ("commit", "agency", filled("commit")),
            ("revise_commitment", "agency", filled("revise_commitment")),
            ("report_resolution", "agency", filled("report_resolution")),
        ]:
            made = go(cast, made, verb, name, data)
        made = go(cast, made, "confirm", "chair", filled("confirm"), files={"evidence": pdf()})
    assert made.case.status == Status.CLOSED
    assert [str(row.due_on) for row in made.commitments.all()] == [filled_on(20), filled_on(30)]
    assert made.case.evidence.get().sha256
    assert made.case.version == 10


def filled_on(days: int) -> str:
    return (clock.local_date(MONDAY) + timedelta(days=days)).isoformat()
