"""Workers die in mid-sweep, the broker forgets, mail fails: nothing is lost and nothing happens twice."""

import random
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction

from bottlenecks.actions import report
from cases.models import Case, Event
from dehportal.celery import app
from escalations.auditor import findings
from escalations.models import Deadline, Escalation
from escalations.sweep import sweep
from institutions import clock
from notices.models import Delivery, DeliveryState, Mail, MailState, Notice
from tests.cast import MONDAY, OPENING, build_cast
from tests.chaos.workers import MailServer, Workers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CASES = 1_000
KILLS = 50
PATIENCE = 420  # seconds


@pytest.fixture
def overdue():
    """A thousand bottlenecks of the committees of Ri Bhoi and Pune whose clock ran out months ago."""
    cast = build_cast()
    writers = [(cast.actor("convener"), cast.ribhoi), (cast.actor("stranger"), cast.pune)]
    with clock.freeze(MONDAY - timedelta(days=300)):
        for number in range(CASES):
            by, district = writers[number % 2]
            report(by=by, district=district, data=OPENING | {"title": f"Bottleneck number {number} of the storm"})
    assert Deadline.objects.due(clock.now()).count() == CASES
    return cast


def test_fifty_kills_lose_no_escalation_double_none_and_every_notice_is_sent(overdue, tmp_path):
    started, in_mid_sweep = time.monotonic(), 0
    broker = redis.Redis.from_url(settings.REDIS_URL)
    with MailServer() as mail, Workers(count=2, mail=mail, logs=tmp_path) as workers:
        while time.monotonic() - started < PATIENCE:
            app.send_task("escalations.tasks.sweep", expires=60)
            app.send_task("notices.tasks.send_due", expires=60)
            time.sleep(random.uniform(0.1, 0.6))
            if workers.kills < KILLS:
                in_mid_sweep += Escalation.objects.count() < CASES
                workers.kill_one()
                mail.refusing = workers.kills % 10 == 5  # the mail server is away now and then
                if workers.kills == KILLS // 2:
                    broker.flushdb()
            elif _all_done():
                break
        kills = workers.kills
        settle_mail(mail)
    assert kills >= KILLS
    assert in_mid_sweep >= 10, "the sweep was over before the storm"
    print(f"{kills} kills, {in_mid_sweep} of them while escalations were still due")
    _assert_nothing_lost_and_nothing_doubled()
    _assert_every_notice_went_out_under_one_message_id(mail)


def settle_mail(mail: MailServer) -> None:
    """Let waiting retries come due at once instead of in minutes."""
    mail.refusing = False
    deadline = time.monotonic() + 120
    while Mail.objects.exclude(state=MailState.SENT).exists() and time.monotonic() < deadline:
        Mail.objects.exclude(state=MailState.SENT).update(next_try_at=clock.now(), lease_until=None)
        app.send_task("notices.tasks.send_due", expires=60)
        time.sleep(1)


def _all_done() -> bool:
    return (
        not Deadline.objects.due(clock.now()).exists()
        and Escalation.objects.count() == CASES
        and not Delivery.objects.filter(state=DeliveryState.PENDING).exists()
    )


def _assert_nothing_lost_and_nothing_doubled() -> None:
    assert Escalation.objects.count() == CASES
    assert Counter(Case.objects.values_list("level", flat=True)) == {1: CASES}
    climbs = Counter(Event.objects.filter(verb="escalate").values_list("case", flat=True))
    assert set(climbs.values()) == {1}
    assert Deadline.objects.running().count() == CASES
    assert Notice.objects.filter(purpose="escalation").count() == CASES
    numbers = Notice.objects.filter(purpose="escalation").values_list("number", flat=True)
    assert len(set(numbers)) == CASES


def _assert_every_notice_went_out_under_one_message_id(mail: MailServer) -> None:
    assert not Delivery.objects.exclude(state=DeliveryState.MAILED).exists()
    assert not Mail.objects.exclude(state=MailState.SENT).exists()
    assert set(mail.received) == set(Mail.objects.values_list("message_id", flat=True))


def test_a_sweep_skips_the_case_an_officer_is_working_on_and_takes_it_next_time(overdue_one):
    """The officer's transaction holds the row; the sweep of another connection does not wait for it."""
    run = overdue_one()
    assert (run.fired, run.skipped) == (0, 1)
    assert sweep().fired == 1
    assert not [line for line in findings() if "level" in line]


@pytest.fixture
def overdue_one():
    cast = build_cast()
    with clock.freeze(MONDAY):
        made = report(by=cast.actor("convener"), district=cast.ribhoi, data=OPENING)

    def sweep_while_locked():
        held, release = threading.Event(), threading.Event()

        def officer():
            with transaction.atomic():
                Case.objects.select_for_update().get(pk=made.case.pk)
                held.set()
                release.wait(20)
            connection.close()

        thread = threading.Thread(target=officer)
        thread.start()
        held.wait(20)
        run = sweep()
        release.set()
        thread.join()
        return run

    return sweep_while_locked
