"""Tables that are revoked, refused or stopped while others of their series are read: nothing is lost or told twice."""

from __future__ import annotations

import threading

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.urls import reverse

from institutions.actors import Actor
from tests.trade.access import write
from tests.trade.importing import kept
from tests.trade.test_import_workers import Halted, beside, committed, store, table, together  # noqa: F401 (fixtures)
from trade.importer import filling, run, slices
from trade.importer.layout import WrongFile
from trade.importer.run import take
from trade.layouts import concordance
from trade.models import Batch, BatchState, Computation, Flow, Slice
from trade.tasks import take_batches

SYSTEM = Actor("system")
BEING_READ = "Another table of the same series is being read or revoked. Try again when that is done."


def revoke(batch: Batch) -> Batch:
    return run.revoke(batch, by=SYSTEM, why="Wrong year")


# beside an import ----------------------------------------------------------------------------------------------------
@together
def test_a_table_is_not_revoked_while_another_of_its_series_is_read(table, monkeypatch):  # noqa: F811
    older, newer = (take(table(usd=usd, name=f"{usd}.csv")[0]) for usd in (1, 2))
    third, cents = table(usd=3, name="third.csv")
    halted = Halted(monkeypatch)
    reading, _results = beside(take, third)
    assert halted.reached.wait(60)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
        with pytest.raises(WrongFile, match="is being read or revoked"):
            revoke(newer)
        cursor.execute("SET lock_timeout = 0")
    halted.go.set()
    reading.join(60)
    newer.refresh_from_db()
    assert newer.superseded_by == third
    assert int(sum(Flow.objects.filter(slice__is_current=True).values_list("usd", flat=True)) * 100) == cents
    assert revoke(newer).state == BatchState.REVOKED
    older.refresh_from_db()
    assert (older.state, older.superseded_by) == (BatchState.SUPERSEDED, third)


@together
def test_a_table_that_comes_while_another_of_its_series_is_revoked_waits_and_is_taken(table, monkeypatch):  # noqa: F811
    older, newer = (take(table(usd=usd, name=f"{usd}.csv")[0]) for usd in (1, 2))
    third, _cents = table(usd=3, name="third.csv")
    reached, go, compute = threading.Event(), threading.Event(), slices.compute

    def slow(slice):
        if slice.batch_id == older.pk:
            reached.set()
            assert go.wait(60)
        return compute(slice)

    monkeypatch.setattr(slices, "compute", slow)
    revoking, _results = beside(revoke, newer)
    assert reached.wait(60)
    taking, _results = beside(take, third)
    taking.join(2)
    assert taking.is_alive(), "it waits until the other is revoked"
    go.set()
    for thread in (revoking, taking):
        thread.join(60)
    for batch in (older, newer, third):
        batch.refresh_from_db()
    assert (newer.state, third.state, third.refusal) == (BatchState.REVOKED, BatchState.APPLIED, "")
    assert (older.state, older.superseded_by) == (BatchState.SUPERSEDED, third)
    assert Slice.objects.current().get().batch == third


@together
def test_flows_are_read_while_what_was_there_before_is_computed_again(table, monkeypatch):  # noqa: F811
    older, newer = (take(table(usd=usd, name=f"{usd}.csv")[0]) for usd in (1, 2))
    read, compute = [], slices.compute

    def reading(slice):
        with psycopg.connect(**connection.get_connection_params(), options="-c lock_timeout=2s") as other:
            read.append(other.execute("SELECT count(*) FROM trade_flow").fetchone()[0])
        return compute(slice)

    monkeypatch.setattr(slices, "compute", reading)
    revoke(newer)
    assert read == [40]
    assert not Flow.objects.exclude(slice__batch=older).exists()


@together
def test_two_tables_of_one_pair_of_editions_follow_each_other(tmp_path, monkeypatch):
    row = {"from_edition": "HS2017", "from_code": "851712", "to_edition": "HS2022", "to_code": "851713"}
    first, second = (kept(write(tmp_path, [row | {"relation": said}]), layout="concordance") for said in ("1:n", "1:1"))
    reached, go, follow = threading.Event(), threading.Event(), concordance.follow_the_concordance

    def halted():
        if not reached.is_set():
            reached.set()
            assert go.wait(60)
        return follow()

    monkeypatch.setattr(concordance, "follow_the_concordance", halted)
    threads = [beside(take, first)[0]]
    assert reached.wait(60)
    threads.append(beside(take, second)[0])
    threads[1].join(2)
    go.set()
    for thread in threads:
        thread.join(60)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.state, second.refusal) == (BatchState.APPLIED, "")
    assert (first.state, first.superseded_by) == (BatchState.SUPERSEDED, second)
    assert concordance.Concordance.objects.in_force().get().relation == "1:1"


@pytest.mark.django_db
def test_the_page_says_that_another_table_of_the_series_is_being_read(table, cast, client, monkeypatch):  # noqa: F811
    batch = take(table()[0])
    cast.login(client, "apex")
    url, said = reverse("import-revoke", args=[batch.key]), {"why": "Wrong year"}
    with monkeypatch.context() as held:
        held.setattr(run, "hold_series", lambda names: names != {"test"})
        answer = client.post(url, said)
        assert answer.status_code == 409
        assert BEING_READ in answer.content.decode()
        batch.refresh_from_db()
        assert batch.state == BatchState.APPLIED
    assert client.post(url, said).status_code == 302


# the time of a task is over ------------------------------------------------------------------------------------------
def too_late(*args):
    raise SoftTimeLimitExceeded


@pytest.mark.django_db
def test_a_table_that_is_stopped_by_the_clock_waits_and_is_taken_again(table, monkeypatch):  # noqa: F811
    batch, _cents = table()
    with monkeypatch.context() as late:
        late.setattr(filling.Filling, "apply", too_late)
        with pytest.raises(SoftTimeLimitExceeded):
            take_batches()
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, batch.refusal) == (BatchState.WORKING, 1, "")
    assert take_batches()["taken"] == 1


@pytest.mark.django_db
def test_figures_that_are_stopped_by_the_clock_are_computed_later(table, monkeypatch):  # noqa: F811
    batch, _cents = table()
    with monkeypatch.context() as late:
        late.setattr(slices, "compute", too_late)
        with pytest.raises(SoftTimeLimitExceeded):
            take_batches()
    batch.refresh_from_db()
    assert (batch.state, Computation.objects.count()) == (BatchState.APPLIED, 0)
    assert take_batches() == {"taken": 0, "refused": 0, "computed": 1}


@pytest.mark.django_db
def test_a_task_takes_one_table_and_calls_for_the_next(table, monkeypatch):  # noqa: F811
    called = []
    monkeypatch.setattr("trade.importer.nudge.after_commit", lambda: called.append(True))
    for usd in (1, 2):
        table(usd=usd, name=f"{usd}.csv", series=f"series {usd}")
    assert (take_batches()["taken"], len(called)) == (1, 1)
    assert (take_batches()["taken"], len(called)) == (1, 1)
    assert take_batches()["taken"] == 0


@pytest.mark.django_db
def test_a_table_in_another_workers_hands_holds_up_none_behind_it(table, monkeypatch):  # noqa: F811
    called = []
    monkeypatch.setattr("trade.importer.nudge.after_commit", lambda: called.append(True))
    first, second = (table(usd=usd, name=f"{usd}.csv", series=f"series {usd}")[0] for usd in (1, 2))
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [run.LOCK, first.pk])
        assert take_batches()["taken"] == 1
        called.clear()
        assert take_batches()["taken"] == 0
        assert not called, "there is nothing to be called for"
    second.refresh_from_db()
    assert second.state == BatchState.APPLIED


# another worker comes between ----------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [True, False])
def test_what_another_worker_settled_meanwhile_is_told_once_and_stays(tmp_path, monkeypatch, wrong):
    path = tmp_path / "table.csv"
    usd = "much" if wrong else "1"
    path.write_text(f"period,state,district,hs,usd\nFY2025,MEGHALAYA,RI BHOI,0910,{usd}\n")
    batch, refuse, apply = kept(path), run._refuse, filling.Filling.apply
    between = [True]

    def refused(batch, problems, why):
        if between.pop():
            between.append(False)
            monkeypatch.setattr(filling.Filling, "apply", apply)
            take(Batch.objects.get(pk=batch.pk))
        refuse(batch, problems, why)

    monkeypatch.setattr(run, "_refuse", refused)
    monkeypatch.setattr(filling.Filling, "apply", lambda filling: 1 / 0)
    assert take(batch).state == (BatchState.REFUSED if wrong else BatchState.APPLIED)
    batch.refresh_from_db()
    assert batch.state == (BatchState.REFUSED if wrong else BatchState.APPLIED)
    told = list(batch.problems.values_list("row", "column", "code"))
    assert len(told) == len(set(told)) == batch.problem_count
    assert ((2, "usd", "bad_number") in told) == wrong
    assert batch.refusal == ""
