"""Special focus for systems: whoever sees the page reads the same as a document, and nobody moves it from there."""

import pytest

from tests.committees.connected import ROOT, System, check
from tests.trade.test_focus import AGARWOOD, asked, india  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
SEES = {
    "convener": 200, "chair": 200, "member": 200, "observer": 200, "sepc": 200, "sepc_chair": 200, "ra": 200,
    "apex": 200, "apex_head": 200, "sibling": 404, "stranger": 404, "other_sepc": 404, "agency": 404,
}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_a_system_reads_what_its_post_sees(india, name):  # noqa: F811
    focus, system = asked(india), System(india, name)
    system.get(f"special-focus/{focus.case.handle}/", SEES[name])
    assert len(system.get("special-focus/")["results"]) == (SEES[name] == 200)


def test_without_a_credential_nothing_is_read(india, client):  # noqa: F811
    focus = asked(india)
    for address in ("special-focus/", f"special-focus/{focus.case.handle}/"):
        assert client.get(ROOT + address).status_code == 401


def test_document_and_row_are_as_the_schema_says_and_name_figures_and_source(india, client):  # noqa: F811
    focus, system = asked(india), System(india, "sepc")
    schema = client.get(ROOT + "schema/").json()
    document, listed = system.get(f"special-focus/{focus.case.handle}/"), system.get("special-focus/")
    check(schema, "FocusDocument", document)
    check(schema, "FocusListDocument", listed)
    assert (document["hs_code"], document["share"], document["source"]) == (
        AGARWOOD, focus.share, focus.slice.batch.source,
    )  # fmt: skip
    assert listed["results"][0]["href"] == f"/api/v1/special-focus/{focus.case.handle}/"


def test_it_is_read_only(india):  # noqa: F811
    focus, system = asked(india), System(india, "convener")
    where = f"special-focus/{focus.case.handle}/"
    assert system.get(where)["actions"] == []
    system.post(where, {}, 405)
    system.post(where + "decline/", {"reason": "Not made here at all."}, 404)


@pytest.mark.parametrize(("query", "count"), [("hs=1211", 1), ("hs=09", 0), ("status=waiting", 1), ("status=left", 0)])
def test_the_list_is_narrowed(india, query, count):  # noqa: F811
    asked(india)
    assert len(System(india, "sepc").get(f"special-focus/?{query}")["results"]) == count
