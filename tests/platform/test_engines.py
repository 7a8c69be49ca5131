"""The engines of the wheels: private, durable across a crash, and stopped without a trace."""

import os
import signal

import psycopg
import pytest
import redis
from django.db import connection

from dehportal import processes, programs
from dehportal.engines import Postgres, Valkey
from dehportal.programs import EngineError

PASSWORD = "0123456789abcdef"


@pytest.fixture
def postgres(home):
    engine = Postgres(home / "postgres", port=0, password=PASSWORD, durable=False)
    engine.start()
    yield engine
    engine.stop()


@pytest.mark.django_db
def test_the_tests_run_on_postgresql_15_or_later():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


@pytest.mark.slow
def test_a_wrong_password_is_refused(postgres):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url(password="guess"))


@pytest.mark.slow
def test_its_files_belong_to_no_privileged_account(postgres):
    assert (postgres.data.stat().st_mode & 0o777) == 0o700
    assert postgres.data.stat().st_uid != 0


@pytest.mark.slow
def test_rows_outlive_a_killed_server(postgres):
    postgres.stop()
    postgres.durable = True
    postgres.start()
    with psycopg.connect(postgres.url(), autocommit=True) as client:
        client.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)")
    postgres.process.send_signal(signal.SIGKILL)
    postgres.process.wait()
    postgres.start()
    with psycopg.connect(postgres.url()) as client:
        assert client.execute("SELECT id FROM kept").fetchone() == (1,)


@pytest.mark.slow
def test_a_stale_lock_that_names_a_living_process_does_not_stop_it(postgres):
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    postgres.start()
    assert processes.command_of(postgres.process.pid)


@pytest.mark.slow
def test_a_server_left_by_a_dead_supervisor_is_taken_over(postgres):
    second = Postgres(postgres.home, port=0, password=PASSWORD, durable=False)
    second.start()
    try:
        assert postgres.process.wait(10) == 0
        second.ping()
    finally:
        second.stop()


@pytest.mark.slow
def test_it_takes_another_port_when_its_own_is_taken(postgres, home):
    second = Postgres(home / "second", port=postgres.port, password=PASSWORD, durable=False)
    second.start()
    try:
        assert second.port != postgres.port
        second.ping()
    finally:
        second.stop()


@pytest.mark.slow
def test_the_broker_keeps_what_it_was_told_and_evicts_nothing(home):
    engine = Valkey(home / "valkey", port=0, password=PASSWORD)
    engine.start()
    try:
        with redis.Redis.from_url(engine.url()) as client:
            client.set("kept", "1")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        with pytest.raises(redis.AuthenticationError), redis.Redis(port=engine.port) as stranger:
            stranger.ping()
        engine.stop()
        engine.start()
        with redis.Redis.from_url(engine.url()) as client:
            assert client.get("kept") == b"1"
    finally:
        engine.stop()


def test_a_machine_without_postgresql_is_told_what_to_do(monkeypatch, home):
    monkeypatch.setattr(programs, "_package_folder", lambda name: None)
    monkeypatch.setattr(programs, "OLDEST_POSTGRES", 99)
    with pytest.raises(EngineError, match="install one, or set DATABASE_URL"):
        programs.find_postgres(home, None)


def test_an_engine_that_cannot_write_says_so_in_a_sentence(home):
    engine = Valkey(home / "valkey", port=0, password=PASSWORD)
    engine.prepare()
    engine.conf.write_text("dir /nonexistent\n")
    engine.prepare = lambda: None
    with pytest.raises(EngineError, match="valkey did not start"):
        engine.start(patience=5)
