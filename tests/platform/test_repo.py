"""What must hold of the repository itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from dehportal.celery import app
from dehportal.installation import ROOT
from dehportal.management.commands.load_reference import LOADERS

COMPOSE = ROOT / "docker-compose.yml"
SERVICES = {"database", "broker", "install", "web", "worker", "beat", "mail", "proxy"}
KEYS = {
    *("image", "build", "command", "environment", "volumes", "ports", "expose", "depends_on", "healthcheck"),
    *("restart", "init", "deploy", "profiles", "shm_size", "stop_grace_period"),
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text())


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_layers_hold():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_make_alone_prints_the_commands():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout
    for command in ("run", "test", "test-slow", "lint", "messages", "reset"):
        assert re.search(rf"^make {command} ", said, re.MULTILINE)


def test_an_old_python_is_refused_in_one_sentence(tmp_path):
    argv = ["make", "--no-print-directory", "run", "PYTHON=false", f"VENV={tmp_path}/venv"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stdout.splitlines() == [
        "Python 3.11 or later is needed and was not found: install it, or name it: make run PYTHON=/path/to/python3"
    ]


def test_every_requirement_is_pinned_by_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        pinned = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
        unpinned = [block.split()[0] for block in pinned if "==" in block and "--hash=sha256:" not in block]
        assert unpinned == []


def test_compose_runs_every_part(compose):
    assert set(compose["services"]) == SERVICES
    for name in ("web", "worker"):
        assert compose["services"][name]["deploy"]["replicas"] > 1
    for name in SERVICES - {"install", "beat"}:
        service = compose["services"][name]
        assert "healthcheck" in service or "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_compose_names_nothing_that_does_not_exist(compose):
    for name, service in compose["services"].items():
        assert set(service) <= KEYS, name
        assert set(service.get("depends_on", ())) <= SERVICES
        for volume in service.get("volumes", ()):
            source = volume.rsplit(":", 2 if volume.endswith(":ro") else 1)[0]
            known = source in compose["volumes"] or source.startswith("${DATA_PACK") or (ROOT / source).exists()
            assert known, f"{name} mounts {source}"


def test_only_the_installation_knows_the_owner_of_the_tables(compose):
    knowing = {name for name, service in compose["services"].items() if "DATABASE_OWNER_URL" in str(service)}
    assert knowing == {"install"}


def test_every_required_variable_is_in_the_example(compose):
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / "deploy" / "env.example").read_text(), re.MULTILINE))
    assert required <= example


@pytest.mark.skipif(
    not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0,
    reason="docker compose is not installed here; the structure was checked instead",
)
def test_docker_accepts_the_compose_file():
    argv = ["docker", "compose", "--env-file", "deploy/env.example", "config", "--quiet", "--no-interpolate"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_loader_is_called_by_load_reference():
    commands = {path.stem for path in ROOT.glob("*/management/commands/load_*.py")}
    assert commands - {"load_reference", "load_demo", "load_boundaries"} == set(
        LOADERS
    )  # boundaries are an operator's choice


def test_every_periodic_job_calls_a_task_that_exists():
    app.loader.import_default_modules()
    assert {job["task"] for job in app.conf.beat_schedule.values()} <= set(app.tasks)
