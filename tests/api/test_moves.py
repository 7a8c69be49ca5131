"""Every move of the transition table is one POST, with the same rules and the same refusals as a page."""

import json

import pytest
from django.test import Client

from bottlenecks.workflow import BOTTLENECK
from cases.models import Event
from tests.bottlenecks.stages import as_draft, in_days, pdf
from tests.cast import DETAILS, go

pytestmark = pytest.mark.django_db


def at(made, verb: str = "") -> str:
    return f"bottlenecks/{made.case.reference}/" + (f"{verb}/" if verb else "")


def test_a_move_answers_with_the_record_as_it_is_now(agency, with_agency):
    answer = agency.post(at(with_agency, "commit"), {"due_on": in_days(20), "deliverable": "The laboratory opens"})
    made = answer.json()
    assert (answer.status_code, made["status"], made["version"]) == (200, "committed", with_agency.case.version + 1)
    assert made["commitments"][0]["designation"] == "APEDA, Nodal officer"
    assert made["events"][-1]["by"]["post"]["body"] == "APEDA"


def test_the_actions_offered_are_those_that_work(agency, with_agency):
    offered = agency.get(at(with_agency)).json()["actions"]
    assert {action["verb"] for action in offered} == {
        "acknowledge", "ask_information", "reply_interim", "commit", "transfer", "decline", "report_resolution", "note",
    }  # fmt: skip
    acknowledge = next(action for action in offered if action["verb"] == "acknowledge")
    assert acknowledge["inputs"] == "BottleneckAcknowledge"
    assert agency.post(acknowledge["href"]).status_code == 200


def test_what_a_move_asks_for_on_this_case_can_be_read_before(depc, bottleneck, cast):
    asked = depc.get(at(bottleneck, "assign")).json()
    assert asked["required"] == ["post", "until"]
    assert cast.member.post.pk in asked["properties"]["post"]["enum"]
    assert cast.stranger.post.pk not in asked["properties"]["post"]["enum"]


def test_details_come_as_json_with_codes_lists_and_numbers(depc, bottleneck):
    sent = {**DETAILS, "hs_codes": ["0910", "12119080"], "tags": ["finance"], "exporters_affected": 12}
    made = depc.post(
        at(bottleneck, "describe"), {**sent, "rupees_at_stake": 90_00_00_000, "stake_basis": "Orders"}
    ).json()
    assert made["hs_codes"] == ["0910", "12119080"]
    assert [tag["code"] for tag in made["tags"]] == ["finance"]
    assert (made["category"]["code"], made["rupees_at_stake"]) == ("Q1", 900_000_000)


def test_a_document_comes_as_multipart_with_many_valued_fields_repeated(depc, bottleneck):
    sent = {**DETAILS, "hs_codes": ["0910", "12119080"], "evidence": pdf()}
    made = depc.upload(at(bottleneck, "describe"), sent).json()
    assert made["hs_codes"] == ["0910", "12119080"]
    assert made["evidence"][0]["content_type"] == "application/pdf"


def test_a_file_in_json_or_a_text_for_a_file_is_refused(depc, bottleneck):
    said = depc.post(at(bottleneck, "describe"), {**DETAILS, "hs_codes": [], "evidence": "aGVsbG8="}).json()
    assert [error["field"] for error in said["errors"]] == ["evidence"]
    said = depc.upload(at(bottleneck, "describe"), {**DETAILS, "evidence": "hello"}).json()
    assert [error["field"] for error in said["errors"]] == ["evidence"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 12), ("title", ["x"]), ("title", {"x": 1}), ("title", True), ("title", "x" * 201), ("title",
        "n\x00ul value"),
        ("exporters_affected", "12"), ("exporters_affected", 1.5), ("exporters_affected", True),
        ("exporters_affected", -1), ("exporters_affected", 10**30), ("rupees_at_stake", 10**18),
        ("hs_codes", "0910"), ("hs_codes", [910]), ("hs_codes", ["77"]), ("hs_codes", ["०९१०"]), ("hs_codes",
        [["0910"]]),
        ("hs_codes", [f"{n:08d}" for n in range(1010000, 1010100)]),
        ("area", "no-such-area"), ("area", 1), ("category", "D2"), ("tags", "finance"), ("tags", ["no-such-tag"]),
        ("noticed_on", "02/03/2026"), ("noticed_on", "2999-01-01"), ("noticed_on", 20260302), ("severity", "HIGH"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_at_its_field(depc, bottleneck, field, value):
    answer = depc.post(at(bottleneck, "describe"), {**DETAILS, "hs_codes": [], field: value})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {field}
    assert all(error["detail"] for error in answer.json()["errors"])


def test_null_means_not_given(depc, bottleneck):
    answer = depc.post(at(bottleneck, "describe"), {**DETAILS, "hs_codes": [], "exporters_affected": None})
    assert answer.json()["exporters_affected"] is None


def test_a_field_sent_twice_is_refused_and_not_half_lost(depc, bottleneck):
    said = depc.upload(at(bottleneck, "note"), {"text": ["one", "two"]}).json()
    assert [(error["field"], error["code"]) for error in said["errors"]] == [("text", "repeated")]


def test_who_may_not_is_told_so_before_the_fields_are_judged(depc, with_agency):
    assert depc.post(at(with_agency, "commit"), {"no_such_field": 1}).status_code == 403


def test_a_move_in_the_wrong_state_is_a_conflict_that_says_where_it_stands(agency, with_agency, cast):
    go(cast, with_agency, "acknowledge", "agency")
    answer = agency.post(at(with_agency, "acknowledge"))
    assert answer.status_code == 409
    assert answer.json()["case"]["status"] == "acknowledged"
    assert "Acknowledged" in answer.json()["detail"]


def test_a_stale_version_is_a_conflict_that_says_what_changed(agency, with_agency, cast):
    etag = agency.get(at(with_agency)).headers["ETag"]
    go(cast, with_agency, "note", "convener", {"text": "Samples went out today."})
    answer = agency.post(at(with_agency, "acknowledge"), if_match=etag)
    assert answer.status_code == 409
    assert answer.json()["case"]["version"] == with_agency.case.version + 1
    assert "Add a note" in answer.json()["detail"]


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"{version}"', "*"])
def test_the_version_seen_may_be_named_in_any_honest_form(agency, with_agency, form):
    etag = agency.get(at(with_agency)).headers["ETag"]
    sent = form.format(etag=etag, version=with_agency.case.version)
    assert agency.post(at(with_agency, "acknowledge"), if_match=sent).status_code == 200


@pytest.mark.parametrize("sent", ["3", '"three"', '"3", "4"', '"' + "9" * 30 + '"'])
def test_an_if_match_that_is_none_is_refused(agency, with_agency, sent):
    assert agency.post(at(with_agency, "acknowledge"), if_match=sent).status_code == 400


def test_a_move_sent_again_with_its_key_is_made_once(agency, with_agency):
    first = agency.post(at(with_agency, "acknowledge"), {"note": "Seen."}, idempotency_key="k")
    again = agency.post(at(with_agency, "acknowledge"), {"note": "Seen."}, idempotency_key="k")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotent-Replay"] == "true"
    assert Event.objects.filter(verb="acknowledge").count() == 1


def test_a_key_serves_one_move_only(agency, with_agency):
    agency.post(at(with_agency, "acknowledge"), idempotency_key="k")
    assert agency.post(at(with_agency, "note"), {"text": "More."}, idempotency_key="k").status_code == 422


def test_nobody_makes_a_move_of_the_clock(agency, depc, with_agency):
    assert agency.post(at(with_agency, "escalate"), {"deadline": 1}).status_code == 403


def test_a_move_there_is_not_and_an_address_there_is_not_are_not_found(agency, with_agency):
    for address in (
        at(with_agency, "abolish"),
        "bottlenecks/%00/",
        "bottlenecks/a b/note/",
        "no/such/thing",
        "bottlenecks",
    ):
        answer = agency.post(address)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_refusal_speaks_the_language_asked_for(agency, with_agency):
    answer = agency.get(at(with_agency), accept_language="hi")
    assert answer.headers["Content-Language"] == "hi"


def test_a_draft_is_reached_by_its_key(depc, cast):
    made = as_draft(cast)
    assert depc.get(f"bottlenecks/{made.case.key}/").json()["reference"] is None
    logged = depc.post(f"bottlenecks/{made.case.key}/open/").json()
    assert logged["reference"] == "ML-RIBHOI-2026-00001"


HOSTILE = [
    b"", b"{", b"[]", b"null", b'"text"', b"12", b"\xff\xfe", b'{"text": "\xc3\x28"}', b'{"text": "\\ud800"}',
    b'{"text": NaN}',
    b'{"text": "a\\u0000b"}', b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"text": ' + b"9" * 5_000 + b"}",
    b'{"text": "' + b"x" * 300_000 + b'"}', b'{"\\u0000": 1}', b'{"__proto__": {}, "constructor": 1}',
    b'{"text": "x", "text": "y"}',
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_sent_is_refused_in_a_sentence(depc, bottleneck, body):
    answer = depc.send("/api/v1/" + at(bottleneck, "note"), body)
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense", "multipart/form-data"]
)
def test_another_content_type_is_refused(depc, bottleneck, kind):
    answer = depc.send("/api/v1/" + at(bottleneck, "note"), b"text=hello", content_type=kind)
    assert answer.status_code in (400, 415)
    assert answer.json()["detail"]


def test_a_file_too_large_for_a_document_is_refused_before_it_is_read(depc, bottleneck):
    answer = depc.upload(at(bottleneck, "note"), {"text": "x", "evidence": large_pdf(6)})
    assert answer.status_code == 413


def large_pdf(megabytes: int):
    made = pdf()
    made.file.seek(0, 2)
    made.file.write(b" " * megabytes * 1024 * 1024)
    made.file.seek(0)
    made.size = len(made.file.getvalue())
    return made


@pytest.mark.parametrize("transition", BOTTLENECK.transitions, ids=lambda transition: transition.verb)
def test_every_move_has_its_address(db, transition):
    assert Client().post(f"/api/v1/bottlenecks/MH-PUNE-2026-00001/{transition.verb}/").status_code == 401
