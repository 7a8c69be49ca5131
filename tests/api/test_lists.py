"""Lists: what one sees and nothing else, in few queries, narrowed and paged without surprises."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from institutions import clock
from tests.api.systems import System, connect
from tests.bottlenecks import stages
from tests.cast import MONDAY, go, logged

pytestmark = pytest.mark.django_db


def references(answer) -> list[str]:
    return [row["reference"] for row in answer.json()["results"]]


def queries(system: System, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert system.get(address).status_code == 200
    return len(seen)


@pytest.fixture
def many(cast, at_monday) -> list[str]:
    """Five open ones, a minute apart, oldest first."""
    made = []
    for minute in range(5):
        with clock.freeze(MONDAY + timedelta(minutes=minute)):
            made.append(logged(cast).case.reference)
    return made


def test_each_sees_its_own(cast, with_agency):
    seen = {name: bool(references(connect(cast, name).get("bottlenecks/"))) for name in (
        "convener", "sibling", "sepc", "other_sepc", "ra", "unconfirmed_ra", "agency", "other_agency", "department",
        "apex",
    )}  # fmt: skip
    assert seen == {
        "convener": True, "sibling": False, "sepc": True, "other_sepc": False, "ra": True, "unconfirmed_ra": False,
        "agency": True, "other_agency": False, "department": False, "apex": True,
    }  # fmt: skip


def test_a_row_says_where_it_stands_and_what_one_may_do(agency, with_agency):
    (row,) = agency.get("bottlenecks/").json()["results"]
    detail = agency.get(row["href"]).json()
    assert row["due_at"] == detail["standing"]["due_at"] is not None
    for name in ("reference", "title", "status", "level", "version", "holder", "actions", "changed_at"):
        assert row[name] == detail[name]


@pytest.mark.parametrize(
    "stage",
    [
        "as_draft",
        "as_open",
        "at_agency",
        "asked",
        "committed",
        "declined",
        "resolved",
        "paused",
        "closed_locally",
        "at_apex",
    ],
)
@pytest.mark.parametrize("who", ["convener", "sepc", "agency", "apex"])
def test_the_actions_of_a_row_are_those_of_the_document(cast, at_monday, stage, who):
    made = getattr(stages, stage)(cast)
    with clock.freeze(made.case.changed_at):
        for row in connect(cast, who).get("bottlenecks/").json()["results"]:
            assert row["actions"] == connect(cast, who).get(row["href"]).json()["actions"]


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, at_monday):
    for stage in (stages.paused, stages.declined, stages.asked):
        stage(cast)
    system = connect(cast, "convener")
    queries(system, "bottlenecks/")
    few = queries(system, "bottlenecks/")
    for stage in (stages.paused, stages.declined, stages.asked, stages.declined, stages.as_open, stages.resolved):
        stage(cast)
    assert queries(system, "bottlenecks/") == few <= 4
    assert queries(connect(cast, "sepc"), "bottlenecks/") <= 5
    assert queries(system, "cases/") <= 3


def test_the_document_takes_a_bounded_number_of_queries(agency, with_agency, cast):
    address = f"bottlenecks/{with_agency.case.reference}/"
    queries(agency, address)
    before = queries(agency, address)
    for number in range(5):
        go(cast, with_agency, "note", "convener", {"text": f"Note {number}"})
    assert queries(agency, address) == before <= 16


def test_pages_follow_each_other_without_gap_or_repeat(depc, many):
    seen, address = [], "bottlenecks/?limit=2"
    while address:
        answer = depc.get(address)
        seen += references(answer)
        address = answer.json()["next"]
    assert seen == many[::-1]


def test_a_page_holds_still_while_rows_arrive(depc, many, cast):
    first = depc.get("bottlenecks/?limit=2")
    with clock.freeze(MONDAY + timedelta(hours=1)):
        logged(cast)
    assert references(depc.get(first.json()["next"])) == many[::-1][2:4]


def test_rows_changed_at_one_instant_are_all_paged(depc, cast, at_monday):
    made = {logged(cast).case.reference for _ in range(5)}
    seen, address = [], "bottlenecks/?limit=2&order=changed_at"
    while address:
        answer = depc.get(address)
        seen += references(answer)
        address = answer.json()["next"]
    assert (len(seen), set(seen)) == (5, made)


def test_a_system_catches_up_by_changed_since_oldest_first(depc, many):
    since = (MONDAY + timedelta(minutes=3)).isoformat().replace("+", "%2B")
    assert references(depc.get(f"bottlenecks/?changed_since={since}&order=changed_at")) == many[3:]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=raised", 1), ("status=raised&status=open", 2), ("status=closed", 0), ("level=2", 1),
        ("area=quality", 2),
        ("category=Q1", 2), ("category=D2", 0), ("severity=high", 2), ("severity=critical", 0), ("state=ML", 2),
        ("state=17", 2),
        ("state=MH", 0), ("district=276", 2), ("district=ML-RIBHOI", 2), ("district=MH-PUNE", 0), ("holder=APEDA", 1),
        ("holder=DEPC-ML-RIBHOI", 1), ("answering=APEDA", 2), ("answering=EIC", 0), ("overdue=true", 0),
        ("overdue=false", 2),
        ("live=true", 2), ("live=false", 0), ("q=agarwood", 2), ("q=ML-RIBHOI-2026-00001", 1), ("q=%25", 0),
        ("q=nothing", 0),
    ],
)  # fmt: skip
def test_filters_narrow(depc, with_agency, cast, query, found):
    logged(cast)
    assert len(references(depc.get(f"bottlenecks/?{query}"))) == found


def test_overdue_is_what_the_register_calls_overdue(depc, with_agency):
    with clock.freeze(MONDAY + timedelta(days=10)):
        (row,) = depc.get("bottlenecks/?overdue=true").json()["results"]
    assert row["overdue"] is True


@pytest.mark.parametrize(
    "query",
    [
        "statsu=open", "status=opened", "level=high", "level=-1", "state=XX", "district=Pune", "holder=NOBODY",
        "area=x", "overdue=1",
        "limit=0", "limit=101", "limit=x", "cursor=x", "cursor=bnVsbA", "cursor=W10", "cursor=%F0%9F%98%80",
        "cursor=WyJ4IiwxXQ",
        "changed_since=yesterday", "changed_since=2026-03-02", "changed_since=9999-12-31T23:59:59-23:59", "order=title",
        "area=quality&area=dry-port", "q=%00", "area=%00", "%00=1", "kind=bottleneck", "answering=%00", "state=%D9%A1",
    ],
)  # fmt: skip
def test_a_filter_that_is_not_understood_is_refused(depc, query):
    answer = depc.get(f"bottlenecks/?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"]


def test_names_come_in_the_language_asked_for_and_codes_do_not_change(depc, bottleneck, cast):
    cast.depc_ribhoi.name_hi = "जिला निर्यात संवर्धन समिति री भोई"
    cast.depc_ribhoi.save()
    (row,) = depc.get("bottlenecks/", accept_language="hi").json()["results"]
    assert row["holder"]["body_name"] == cast.depc_ribhoi.name_hi
    assert row["holder"]["body"] == "DEPC-ML-RIBHOI"


def test_no_name_of_a_person_is_told(agency, with_agency, cast):
    told = (
        agency.get(f"bottlenecks/{with_agency.case.reference}/").content.decode()
        + agency.get("bottlenecks/").content.decode()
    )
    assert "Demo " not in told
    assert "@" not in told


def test_cases_of_every_kind_are_in_one_list(depc, with_agency):
    (row,) = depc.get("cases/?kind=bottleneck").json()["results"]
    assert (row["kind"], row["href"]) == ("bottleneck", f"/api/v1/bottlenecks/{with_agency.case.reference}/")
    assert depc.get("cases/?kind=permit").json()["results"] == []
    by_case = depc.get(f"cases/{with_agency.case.reference}/")
    assert by_case.json() == depc.get(row["href"]).json()


def test_a_document_not_changed_is_not_sent_again(agency, with_agency, cast):
    address = f"bottlenecks/{with_agency.case.reference}/"
    etag = agency.get(address).headers["ETag"]
    again = agency.get(address, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    go(cast, with_agency, "note", "convener", {"text": "Samples went out today."})
    assert agency.get(address, if_none_match=etag).status_code == 200


def test_a_document_is_sent_again_when_only_the_day_has_changed(agency, with_agency):
    address = f"bottlenecks/{with_agency.case.reference}/"
    etag = agency.get(address).headers["ETag"]
    with clock.freeze(MONDAY + timedelta(days=1)):
        assert agency.get(address, if_none_match=etag).status_code == 200


def test_what_is_not_seen_is_not_found(cast, raised):
    stranger = connect(cast, "stranger")
    for address in (f"bottlenecks/{raised.case.reference}/", f"cases/{raised.case.key}/", "cases/MH-PUNE-2026-99999/"):
        assert stranger.get(address).status_code == 404
    assert Case.objects.count() == 1
