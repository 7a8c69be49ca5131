"""The engine refuses in the right way, and changes nothing when it refuses."""

import threading

import pytest
from django.db import connection, connections

from bottlenecks.models import Bottleneck, Status
from cases.models import Case, Event, Receipt
from cases.receipts import TokenReused
from institutions import clock
from tests.cast import MONDAY, build_cast, go, logged
from workflow.engine import perform
from workflow.errors import Invalid, NotNow, NotPermitted
from workflow.submission import submit

pytestmark = pytest.mark.django_db


def test_a_second_forward_does_not_climb_twice(cast, with_agency):
    with pytest.raises(NotNow, match="not possible now"):
        go(cast, with_agency, "forward", "sepc")
    with_agency.case.refresh_from_db()
    assert with_agency.case.level == 2


def test_a_stale_page_is_told_what_changed(cast, with_agency):
    seen = with_agency.case.version
    go(cast, with_agency, "acknowledge", "agency")
    with pytest.raises(NotNow, match="Acknowledge") as refused:
        go(cast, with_agency, "commit", "agency", {}, version=seen)
    assert refused.value.case.status == Status.ACKNOWLEDGED


def test_who_is_asked_before_what_is_filled_in(cast, with_agency):
    with pytest.raises(NotPermitted):
        go(cast, with_agency, "commit", "convener", {})
    with pytest.raises(Invalid) as refused:
        go(cast, with_agency, "commit", "agency", {"due_on": "tomorrow"})
    assert set(refused.value.form.errors) == {"due_on", "deliverable"}


def test_a_refusal_changes_nothing(cast, with_agency):
    before = Case.objects.filter(pk=with_agency.case.pk).values().get()
    events = Event.objects.count()
    for verb, name in [("commit", "agency"), ("forward", "sepc"), ("acknowledge", "sepc")]:
        with pytest.raises((NotNow, NotPermitted, Invalid)):
            go(cast, with_agency, verb, name, {})
    assert Case.objects.filter(pk=with_agency.case.pk).values().get() == before
    assert Event.objects.count() == events


def test_an_appointment_that_ended_since_login_carries_no_authority(cast, with_agency):
    actor = cast.actor("agency")
    with clock.freeze(MONDAY):
        cast.agency.appointment.during = cast.expired.appointment.during
        cast.agency.appointment.save()
        stale = cast.actor("agency")
    assert actor.is_current
    with pytest.raises(Case.DoesNotExist):
        perform(with_agency.case, "acknowledge", by=stale)


def test_submitting_twice_is_one_move(cast, with_agency):
    sent = {
        "by": cast.actor("agency"),
        "case": with_agency.case,
        "verb": "acknowledge",
        "data": {"note": "Seen"},
        "token": "t1",
    }
    first, repeated = submit(**sent)
    assert not repeated
    again, repeated = submit(**sent)
    assert repeated
    assert again.pk == first.pk
    assert Event.objects.filter(verb="acknowledge").count() == 1
    with pytest.raises(TokenReused):
        submit(**{**sent, "data": {"note": "Something else"}})


def test_a_refused_submission_may_be_corrected_under_the_same_token(cast, with_agency):
    sent = {"by": cast.actor("agency"), "case": with_agency.case, "verb": "commit", "token": "t2"}
    with pytest.raises(Invalid):
        submit(**sent, data={})
    assert not Receipt.objects.exists()
    submit(**sent, data={"due_on": "2026-05-04", "deliverable": "Laboratory opens"})


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_one_wins_and_the_other_is_told():
    cast = build_cast()
    made = go(cast, go(cast, logged(cast), "raise", "convener"), "forward", "sepc")
    results, start = [], threading.Barrier(2)

    def act(verb: str, data: dict) -> None:
        try:
            start.wait()
            perform(made.case, verb, by=cast.actor("agency"), data=data, version=made.case.version)
            results.append("done")
        except NotNow as refused:
            results.append(refused.message)
        finally:
            connection.close()

    moves = [("acknowledge", {}), ("transfer", {"body": "FSSAI", "reason": "It is about residues in food products."})]
    threads = [threading.Thread(target=act, args=move) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results)[-1] == "done"
    assert len(results) == 2
    assert any("While you were writing" in result for result in results)
    assert Case.objects.get(pk=made.case.pk).version == made.case.version + 1


@pytest.mark.django_db(transaction=True)
def test_references_are_unique_and_without_a_twin_under_concurrency():
    cast = build_cast()
    made, errors = [], []

    def log() -> None:
        try:
            for _each in range(5):
                made.append(logged(cast).case.reference)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=log) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(set(made)) == 20
    assert sorted(made)[-1].endswith("-00020")
    assert Bottleneck.objects.count() == 20
