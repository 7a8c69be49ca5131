"""A State's single-window system logs what its district's committee then works on."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from cases.models import Case
from institutions import clock
from tests.api.systems import System, connect
from tests.cast import MONDAY, OPENING, build_cast

BODY = {**OPENING, "district": "ML-RIBHOI"}
PAIR = {"external_system": "INVEST-ML", "external_ref": "SW/2026/17"}

pytestmark = pytest.mark.django_db


def test_it_gets_a_reference_and_is_with_the_committee(sepc, cast):
    answer = sepc.post("bottlenecks/", BODY)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/bottlenecks/{made['reference']}/"
    assert made["reference"].startswith("ML-RIBHOI-2026-")
    assert (made["status"], made["level"], made["holder"]["body"]) == ("open", 0, "DEPC-ML-RIBHOI")
    assert made["standing"]["sentence"].startswith("With DEPC Ri Bhoi, Convener, until")


@pytest.mark.parametrize("code", ["276", "ML-RIBHOI", "ml-ribhoi"])
def test_a_district_is_named_by_lgd_code_or_by_its_own(sepc, code):
    assert sepc.post("bottlenecks/", {**BODY, "district": code}).json()["district"]["lgd_code"] == "276"


@pytest.mark.parametrize("code", ["490", "MH-PUNE", "99999", "ML-NOWHERE", "٢٧٦", "-"])
def test_a_district_of_another_state_or_none_is_not_found(sepc, code):
    assert sepc.post("bottlenecks/", {**BODY, "district": code}).status_code == 404
    assert not Case.objects.exists()


def test_a_committee_logs_for_its_own_district_only(depc):
    assert depc.post("bottlenecks/", BODY).status_code == 201
    assert depc.post("bottlenecks/", {**BODY, "district": "ML-EKHASI"}).status_code == 404


def test_who_does_not_report_may_not_log(agency):
    answer = agency.post("bottlenecks/", BODY)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_what_is_missing_is_told_field_by_field(sepc):
    answer = sepc.post("bottlenecks/", {"district": "ML-RIBHOI", "title": "short", "severity": "dire"})
    said = {error["field"]: error["code"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert said == {"title": "min_length", "area": "required", "affected": "required", "severity": "invalid_choice"}


def test_a_field_nobody_knows_is_refused_by_name(sepc):
    answer = sepc.post("bottlenecks/", {**BODY, "severty": "high"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["severty"]


def test_sent_again_with_its_key_it_is_one_record_and_one_answer(sepc):
    first = sepc.post("bottlenecks/", BODY, idempotency_key="a-1")
    again = sepc.post("bottlenecks/", BODY, idempotency_key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert Case.objects.count() == 1


def test_a_key_with_other_content_is_refused(sepc):
    sepc.post("bottlenecks/", BODY, idempotency_key="a-1")
    answer = sepc.post("bottlenecks/", {**BODY, "severity": "critical"}, idempotency_key="a-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert Case.objects.count() == 1


def test_a_refused_request_does_not_use_up_its_key(sepc):
    assert sepc.post("bottlenecks/", {"district": "ML-RIBHOI"}, idempotency_key="a-1").status_code == 422
    assert sepc.post("bottlenecks/", BODY, idempotency_key="a-1").status_code == 201


def test_keys_of_two_systems_do_not_meet(sepc, depc):
    assert sepc.post("bottlenecks/", BODY, idempotency_key="a-1").status_code == 201
    answer = depc.post("bottlenecks/", BODY, idempotency_key="a-1")
    assert answer.status_code == 201
    assert "Idempotent-Replay" not in answer.headers


@pytest.mark.parametrize("key", ["has space", "é", "x" * 121])
def test_a_key_that_cannot_be_kept_is_refused(sepc, key):
    assert sepc.post("bottlenecks/", BODY, idempotency_key=key).status_code == 400


def test_a_senders_own_reference_is_taken_once(sepc):
    first = sepc.post("bottlenecks/", {**BODY, **PAIR}).json()
    assert (first["external_system"], first["external_ref"]) == ("INVEST-ML", "SW/2026/17")
    answer = sepc.post("bottlenecks/", {**BODY, **PAIR, "severity": "critical"})
    assert answer.status_code == 409
    assert answer.json()["case"]["reference"] == first["reference"]
    assert first["reference"] in answer.json()["detail"]
    assert Case.objects.count() == 1


def test_a_reference_taken_by_a_body_one_cannot_see_stays_unnamed(sepc, cast):
    taken = connect(cast, "other_sepc").post("bottlenecks/", {**BODY, **PAIR, "district": "MH-PUNE"}).json()
    answer = sepc.post("bottlenecks/", {**BODY, **PAIR})
    assert answer.status_code == 409
    assert taken["reference"] not in answer.content.decode()


def test_system_and_reference_come_together(sepc):
    answer = sepc.post("bottlenecks/", {**BODY, "external_ref": "17"})
    assert [error["field"] for error in answer.json()["errors"]] == ["external_system"]


@pytest.mark.parametrize("how", ["same key", "same reference"])
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_are_one_record(how):
    """Two connections, one moment: the second waits for the first and is then told of it."""
    with clock.freeze(MONDAY):
        token = connect(build_cast(), "sepc").token
    sent, headers = ({**BODY, **PAIR}, {}) if how == "same reference" else (BODY, {"idempotency_key": "race"})
    start, answers = threading.Barrier(2), []

    def send():
        system = System(token)
        with clock.freeze(MONDAY + timedelta(minutes=5)):
            start.wait()
            answers.append(system.post("bottlenecks/", sent, **headers))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    expected = [201, 409] if how == "same reference" else [201, 201]
    assert sorted(answer.status_code for answer in answers) == expected
    assert Case.objects.count() == 1
    connection.close()
