"""What `make run` decides before it starts anything."""

import socket

import pytest

from dehportal import up
from dehportal.engines import free_port
from dehportal.installation import Installation
from dehportal.lock import AlreadyRunning, hold
from dehportal.reset import reset

SERVER = "postgres://deh_runtime:secret@db.example/deh"


@pytest.fixture
def var(home):
    folder = home / "var"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("given", "demo"),
    [
        ({}, True),
        ({"DEMO": "0"}, False),
        ({"DATABASE_URL": SERVER}, False),
        ({"DATABASE_URL": SERVER, "DEMO": "1"}, True),
    ],
)
def test_it_is_a_demo_unless_a_database_is_given_or_it_is_refused(var, given, demo):
    assert Installation(var, given).demo is demo


def test_what_the_operator_gives_wins_over_what_we_choose(var):
    given = {"DATABASE_URL": SERVER, "REDIS_URL": "redis://broker.example/0", "SECRET_KEY": "theirs"}
    installation = Installation(var, given)
    environment = installation.environment()
    assert installation.engines == []
    assert {name: environment[name] for name in given} == given
    assert environment["DATABASE_OWNER_URL"] == ""  # never the embedded owner's on somebody else's server


def test_secrets_are_random_kept_and_readable_by_their_owner_only(var):
    first = Installation(var, {})
    first.write()
    assert first.env_file.stat().st_mode & 0o777 == 0o600
    again = Installation(var, {})
    assert again.environment() == first.environment()
    assert Installation(var.parent / "other", {}).chosen()["SECRET_KEY"] != first.chosen()["SECRET_KEY"]


def test_the_portal_runs_under_the_role_that_owns_nothing(var):
    chosen = Installation(var, {}).chosen()
    assert "://deh_runtime:" in chosen["DATABASE_URL"]
    assert "://deh_owner:" in chosen["DATABASE_OWNER_URL"]


def test_mail_of_a_demo_goes_to_the_catcher_unless_a_server_is_given(var):
    assert Installation(var, {}).catches_mail
    assert not Installation(var, {"EMAIL_URL": "smtp://relay.example"}).catches_mail
    assert not Installation(var, {"DEMO": "0"}).catches_mail


def test_a_full_disk_is_refused_in_a_sentence(var, monkeypatch):
    monkeypatch.setattr(up, "LEAST_FREE", 1 << 60)
    with pytest.raises(up.Refusal, match=r"The disk is full: \d+ MB are free"):
        up.Supervisor(Installation(var, {}))._check_machine()


def test_a_busy_port_is_refused_in_a_sentence(var):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        port = str(other.getsockname()[1])
        with pytest.raises(up.Refusal, match=f"Port {port} is in use by another program"):
            up.Supervisor(Installation(var, {"PORT": port}))._check_machine()


def test_an_unchanged_installation_is_not_prepared_again(var):
    assert Installation(var, {}).fingerprint() == Installation(var, {}).fingerprint()
    assert Installation(var, {"DATABASE_URL": SERVER}).fingerprint() != Installation(var, {}).fingerprint()


def test_reset_deletes_everything_but_not_while_the_portal_runs(var):
    with hold(var / "lock"), pytest.raises(AlreadyRunning, match="already runs from this folder"):
        reset(var)
    assert var.exists()
    reset(var)
    assert not var.exists()


def test_reset_does_not_follow_a_link_the_operator_made(var, tmp_path):
    kept = tmp_path / "evidence"
    kept.mkdir()
    (var / "evidence").symlink_to(kept)
    reset(var)
    assert kept.exists()
