"""Workers that meet, die and are killed: a table is taken once, whole, and blocks no other."""

import threading

import pytest
from django.db import OperationalError, connection
from django.db.models import Sum

from tests.trade.importing import (
    Worker,
    drop_partitions,
    flow_table,
    grant_runtime_role,
    kept,
    partitions,
    statements,
)
from trade.importer import filling
from trade.importer.run import take
from trade.models import MOST_ATTEMPTS, Batch, BatchState, Flow, PublishedPlace, Slice
from trade.tasks import take_batches

together = pytest.mark.usefixtures("committed")
slow = pytest.mark.slow


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def committed(transactional_db):
    """What is committed is emptied after each test; the partitions are tables of their own, and go too."""
    drop_partitions()  # of tests before these
    yield
    drop_partitions()


@pytest.fixture
def table(tmp_path):
    """A waiting table of so many rows, and the sum of its dollars in cents."""

    def made(rows=20, *, usd=100, name="table.csv", **said):
        cents = flow_table(tmp_path / name, rows=rows, usd=usd)
        return kept(tmp_path / name, **said), cents

    return made


def nothing_is_loaded() -> bool:
    return not (Slice.objects.exists() or Flow.objects.exists() or PublishedPlace.objects.exists() or partitions())


def cents_in_force() -> int:
    usd = Flow.objects.filter(slice__is_current=True).aggregate(usd=Sum("usd"))["usd"]
    return int((usd or 0) * 100)


# a table that kills its workers --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_table_on_which_so_many_workers_died_is_refused_and_the_next_goes_on(table, monkeypatch):
    deadly, _cents = table(name="deadly.csv", series="deadly")
    with monkeypatch.context() as dying:
        dying.setattr(filling.Filling, "apply", _the_server_goes_away)
        for _attempt in range(MOST_ATTEMPTS):
            with pytest.raises(OperationalError):
                take(deadly)
    good, cents = table(usd=7, name="good.csv", series="good")
    assert [take_batches()["taken"], take_batches()["refused"]] == [1, 1]
    deadly.refresh_from_db()
    good.refresh_from_db()
    assert deadly.state == BatchState.REFUSED
    assert "began this table 3 times and was stopped in the middle each time" in deadly.refusal
    assert "smaller parts" in deadly.refusal
    assert (good.state, cents_in_force()) == (BatchState.APPLIED, cents)


@pytest.mark.django_db
def test_a_table_that_killed_a_worker_waits_behind_those_that_killed_none(table):
    first, _cents = table(name="first.csv", series="first")
    Batch.objects.filter(pk=first.pk).update(attempts=1, state=BatchState.WORKING)
    second, _cents = table(usd=7, name="second.csv", series="second")
    assert [take_batches()["taken"], take_batches()["taken"]] == [1, 1]
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.finished_at < first.finished_at


def _the_server_goes_away(self):
    raise OperationalError("the server went away")


# two at the same moment ----------------------------------------------------------------------------------------------
class Halted:
    """The first import stops when its rows are written and nothing is committed, until it is told to go on."""

    def __init__(self, monkeypatch):
        self.reached, self.go = threading.Event(), threading.Event()
        self.apply, self.first = filling.Filling.apply, True
        monkeypatch.setattr(filling.Filling, "apply", lambda table: self.applied(table))

    def applied(self, table):
        mine, self.first = self.first, False
        taken = self.apply(table)
        if mine:
            self.reached.set()
            assert self.go.wait(60)
        return taken


def beside(work, *args) -> tuple[threading.Thread, list]:
    """Do something on another connection."""
    results: list = []

    def working():
        try:
            results.append(work(*args))
        finally:
            connection.close()

    thread = threading.Thread(target=working)
    thread.start()
    return thread, results


@together
def test_of_two_workers_one_takes_a_table_and_the_other_leaves_it(table, monkeypatch):
    batch, cents = table()
    halted = Halted(monkeypatch)
    thread, results = beside(take, Batch.objects.get(pk=batch.pk))
    assert halted.reached.wait(60)
    assert take(batch).state == BatchState.WORKING, "the second came back at once and did nothing"
    assert nothing_is_loaded(), "what is not committed is seen by nobody"
    halted.go.set()
    thread.join(60)
    assert [one.state for one in results] == [BatchState.APPLIED]
    assert take(batch).state == BatchState.APPLIED, "and comes back settled once it is"
    batch.refresh_from_db()
    assert (batch.attempts, Slice.objects.count(), len(partitions())) == (1, 1, 1)
    assert cents_in_force() == cents


@together
def test_two_tables_of_one_series_and_period_are_never_both_in_force(table, monkeypatch):
    older, _cents = table(usd=100, name="older.csv")
    newer, cents = table(usd=200, name="newer.csv")
    halted = Halted(monkeypatch)
    first, _results = beside(take, older)
    assert halted.reached.wait(60)
    second, _results = beside(take, newer)
    second.join(2)
    assert second.is_alive(), "the second waits for the first"
    halted.go.set()
    for thread in (first, second):
        thread.join(60)
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.state, newer.state) == (BatchState.SUPERSEDED, BatchState.APPLIED)
    assert older.superseded_by == newer
    assert Slice.objects.current().get().batch == newer
    assert cents_in_force() == cents


# a worker that is killed ---------------------------------------------------------------------------------------------
@slow
@together
@pytest.mark.parametrize(
    ("rows", "moments"),
    [
        (600_000, ('COPY "trade_flow', "trade_attach_partition")),  # large: read where it lies
        (240_000, ("COPY import_rows", 'INSERT INTO "trade_flow')),  # staged
    ],
)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_completes_the_table(table, rows, moments):
    grant_runtime_role()
    batch, cents = table(rows)
    for moment in moments:
        worker = Worker()
        assert worker.wait(until=lambda moment=moment: any(moment in one for one in statements())), moment
        worker.kill()
        assert nothing_is_loaded(), moment
        batch.refresh_from_db()
        assert batch.state == BatchState.WORKING
    Worker().wait()
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, batch.rows_taken) == (BatchState.APPLIED, 3, rows)
    assert Flow.objects.count() == rows
    assert cents_in_force() == cents
    assert int(Slice.objects.get().total_usd * 100) == cents


@slow
@together
def test_a_file_of_200_megabytes_is_taken_in_the_memory_of_a_small_one(table):
    grant_runtime_role()
    small, _cents = table(300_000, name="small.csv", series="small")  # read where it lies, as the large one
    worker = Worker()
    worker.wait()
    large, cents = table(3_400_000, name="large.csv", series="large")
    assert large.size > 200 << 20
    one_more = Worker()
    one_more.wait()
    small.refresh_from_db()
    large.refresh_from_db()
    assert (small.state, large.state) == (BatchState.APPLIED, BatchState.APPLIED)
    assert int(Slice.objects.get(batch=large).total_usd * 100) == cents
    assert one_more.peak < worker.peak + 48, (worker.peak, one_more.peak)
    print(
        f"memory of the worker: {worker.peak} MB for {small.size >> 20} MB, {one_more.peak} MB for {large.size >> 20}"
    )


@slow
@together
def test_the_limited_role_fills_partitions_and_owns_none(table):
    grant_runtime_role()
    batch, cents = table()
    Worker().wait()
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED, batch.refusal
    assert cents_in_force() == cents
    slice = Slice.objects.get()
    assert partitions() == [f"trade_flow_{slice.pk} of {connection.settings_dict['USER']}"]
    assert slice.computation.seconds > 0, "figures have a partition of their own"
