"""The published schema: every move is in it, what it says is true, and nothing it allows is a fault of ours."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode

from bottlenecks.workflow import BOTTLENECK
from dehportal.wsgi import application
from institutions import clock
from institutions.authentication import PerActor
from tests.api.systems import connect
from tests.bottlenecks import stages
from tests.bottlenecks.test_permissions import MATRIX, ROLES
from tests.cast import logged
from workflow.schema import component_name

pytestmark = pytest.mark.django_db
SCHEMA = "/api/v1/schema/"


@pytest.fixture
def schema(cast, client) -> dict:
    return client.get(SCHEMA).json()


def component(schema: dict, name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": schema["components"]})


def test_it_is_valid_openapi_and_generated_without_a_warning(cast, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_it_can_be_read_without_a_credential(db, client):
    assert client.get(SCHEMA).json()["openapi"].startswith("3.")


@pytest.mark.parametrize("transition", BOTTLENECK.transitions, ids=lambda transition: transition.verb)
def test_every_move_is_in_it_with_the_fields_of_its_form(schema, transition):
    operation = schema["paths"][f"/api/v1/bottlenecks/{{handle}}/{transition.verb}/"]["post"]
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    name = component_name("bottleneck", transition.verb)
    fields = transition.inputs.base_fields
    asked = schema["components"]["schemas"][name]
    assert reference == f"#/components/schemas/{name}"
    assert set(asked["properties"]) == set(fields)
    assert set(asked.get("required", [])) == {name for name, field in fields.items() if field.required}
    assert operation["summary"] == str(transition.label)


def test_it_tells_lengths_choices_and_help(schema):
    fields = schema["components"]["schemas"]["BottleneckLog"]["properties"]
    assert (fields["title"]["minLength"], fields["title"]["maxLength"]) == (8, 200)
    assert fields["severity"]["enum"] == ["normal", "high", "critical"]
    assert "quality" in fields["area"]["enum"]
    assert "LGD code" in fields["district"]["description"]


@pytest.mark.parametrize("stage", ["as_draft", "as_open", "at_agency", "committed", "declined", "watched", "at_apex"])
def test_the_answers_are_as_it_says_and_say_nothing_more(cast, at_monday, client, schema, stage):
    made = getattr(stages, stage)(cast)
    with clock.freeze(made.case.changed_at):
        system = connect(cast, "convener")
        answers = {
            "BottleneckDocument": system.get(f"bottlenecks/{made.case.handle}/").json(),
            "BottleneckListDocument": system.get("bottlenecks/").json(),
            "BottleneckRowDocument": system.get("bottlenecks/").json()["results"][0],
            "CaseListDocument": system.get("cases/").json(),
            "CaseRowDocument": system.get("cases/").json()["results"][0],
            "ProblemDocument": system.get("bottlenecks/?nonsense=1").json(),
        }
    for name, answer in answers.items():
        component(schema, name).validate(answer)
        assert set(answer) <= set(schema["components"]["schemas"][name]["properties"])


# Requests made up from the schema -----------------------------------------------------------------------------------


def sent_within(schema: dict, path: str, method: str, *, system, handle: str, mode: GenerationMode, examples: int):
    """Send what the schema allows (or forbids) for one operation; nothing of it stays, and nothing may be a fault."""
    operation = schemathesis.openapi.from_dict(schema)[path][method]
    operation.app = application

    @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=HealthCheck)
    @given(request=operation.as_strategy(generation_mode=mode))
    def send(request):
        if "{handle}" in path:
            request.path_parameters = {"handle": handle}
        with transaction.atomic():
            answer = request.call(headers={"Authorization": f"Bearer {system.token}"})
            transaction.set_rollback(True)
        assert answer.status_code < 500, request.as_curl_command()
        assert answer.status_code not in (401, 429)

    send()


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("verb", [*MATRIX, "list", "log", "detail", "cases"])
def test_no_request_makes_a_fault(cast, at_monday, schema, monkeypatch, verb):
    monkeypatch.setattr(PerActor, "rate", "1000000/min", raising=False)
    stage, row = MATRIX.get(verb, (logged, "+"))
    made = stage(cast)
    role = next((name for name, may in zip(ROLES, row.split(), strict=False) if may == "+"), "apex")
    path, method = {
        "list": ("/api/v1/bottlenecks/", "GET"),
        "log": ("/api/v1/bottlenecks/", "POST"),
        "detail": ("/api/v1/bottlenecks/{handle}/", "GET"),
        "cases": ("/api/v1/cases/", "GET"),
    }.get(verb, (f"/api/v1/bottlenecks/{{handle}}/{verb}/", "POST"))
    with clock.freeze(made.case.changed_at + timedelta(minutes=1)):
        system = connect(cast, role)
        for mode in GenerationMode:
            sent_within(schema, path, method, system=system, handle=made.case.handle, mode=mode, examples=8)
