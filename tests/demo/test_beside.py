"""The history is played while the portal serves: visitors and the clock go on beside it, and it is played once.

In threads of their own, as the process of its own does it; what they read and write is committed.
"""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from bottlenecks.actions import report
from bottlenecks.models import Bottleneck
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case
from committees.models import Constitution
from dashboards.demo import entrance, hero, world
from dashboards.demo.tables import HOME
from escalations.models import Deadline
from escalations.sweep import sweep
from institutions import clock
from institutions.actors import person
from notices.models import Delivery, DeliveryState
from tests.demo.reference import load_reference
from tests.demo.test_front import OPENING

ELSEWHERE = "492"  # the Alphonso mango's district: of another State than the visitor's
BOTH = frozenset({HOME, ELSEWHERE})
PATIENCE = 240


class Filling(threading.Thread):
    """The second act; with `pauses` it waits in the middle until it is let go on."""

    def __init__(self, *, pauses: bool = False) -> None:
        super().__init__(daemon=True)
        self.paused, self.go_on = threading.Event(), threading.Event()
        self.pauses, self.breaks, self.done = pauses, False, "nothing"

    def run(self) -> None:
        try:
            self.done = world.fill(districts=BOTH, tell=self.heard)
        except InterruptedError:
            self.done = "broken off"
        finally:
            connection.close()

    def heard(self, percent: int) -> None:
        if self.pauses and percent >= world.PLAYED:
            self.paused.set()
            self.go_on.wait(PATIENCE)
            self.pauses = False
            if self.breaks:
                raise InterruptedError


@contextmanager
def in_the_middle():
    """The second act is half played, in a transaction nobody else sees; it goes on afterwards."""
    thread = Filling(pauses=True)
    thread.start()
    try:
        assert thread.paused.wait(PATIENCE)
        yield thread
    finally:
        thread.go_on.set()
        thread.join(PATIENCE)


def visitors_bottleneck() -> Bottleneck:
    """What the form of the front page does; it may not have to wait for the history."""
    actor = person(entrance.appointment_of(entrance.MEMBER_SECRETARY))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        return report(by=actor, district=actor.body.district, data=OPENING)


def elsewhere():
    return Case.objects.filter(district__lgd_code=ELSEWHERE, kind=BOTTLENECK.kind)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_visitors_and_the_clock_go_on_while_it_is_played_and_it_is_played_once(in_demo):
    load_reference()
    world.begin(districts=BOTH)
    assert Constitution.objects.exists() and not world.is_filled() and not elsewhere().exists()
    hero.arm(seconds=0)

    with in_the_middle() as broken:
        broken.breaks = True
    assert broken.done == "broken off"
    assert not world.is_filled() and not elsewhere().exists(), "nothing of it was ever there"

    with in_the_middle() as first:
        second = Filling()
        second.start()
        assert not elsewhere().exists()
        due = set(Deadline.objects.due(clock.now()).values_list("case", flat=True))
        assert due == {hero.current().case.pk}, "the clock sees nothing that is half played"
        run = sweep()
        assert (run.due, run.fired, run.failed) == (1, 1, 0)
        climbed = hero.current().case
        assert climbed.level == hero.LEVEL + 1
        logged = visitors_bottleneck().case
        written = set(Delivery.objects.filter(notice__case__in=[climbed, logged]).values_list("pk", "state"))
        assert DeliveryState.PENDING in {state for _pk, state in written}
    second.join(PATIENCE)

    assert first.done.cases and second.done is None, "one after the other, and once"
    assert elsewhere().count() == first.done.cases and world.is_filled()
    for case in (climbed, logged):
        version = case.version
        case.refresh_from_db()
        assert case.version == version, "what visitors do and see is left alone"
    assert written == set(Delivery.objects.filter(notice__case__in=[climbed, logged]).values_list("pk", "state"))
    assert world.fill(districts=BOTH) is None
