"""Pages of imports: who may, nothing lost, what went wrong, taking back, saying once what a name means."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions import clock
from trade.importer import files
from trade.importer.run import take_file
from trade.models import Batch, BatchState, Computation, DistrictFigures, PublishedPlace, Sector, Slice
from trade.tasks import remove_abandoned_files, take_batches

HEAD = "state,district,sector,usd\n"
GOOD = HEAD + "MEGHALAYA,RI BHOI,metals,100\nMEGHALAYA,UNSPECIFIED,metals,10\nMEGHALAYA,EAST KHASI,metals,5\n"


@pytest.fixture(autouse=True)
def place(db, cast, at_monday, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    Sector.objects.create(code="metals", name="Metals", chapters=["72"], broad="manufacturing")


def send(client, content=GOOD, **said):
    values = {"layout": "district-sectors", "source": "DGCI&S", "as_of": "2026-01-31", "period": "FY2025"}
    values |= {"edition": "HS2022", "series": "dgcis-origin", **said}
    if content is not None:
        values["file"] = SimpleUploadedFile("table.csv", content.encode())
    return client.post(reverse("import-new"), values)


def taken(tmp_path, content=GOOD, **options):
    path = tmp_path / "given.csv"
    path.write_text(content)
    options = {"period": "FY2025", "series": "dgcis-origin", **options}
    return take_file(path, layout="district-sectors", source="DGCI&S", as_of=date(2026, 1, 31), options=options)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("apex", 200), ("apex_head", 200), ("convener", 200), ("chair", 200), ("member", 403), ("observer", 403),
        ("sepc", 403), ("sepc_chair", 403), ("ra", 403), ("agency", 403), ("department", 403),
    ],
)  # fmt: skip
def test_who_sees_imports(client, cast, who, status):
    cast.login(client, who)
    assert client.get(reverse("imports")).status_code == status
    assert client.get(reverse("import-new")).status_code == status


def test_nobody_without_login(client):
    for name in ("imports", "import-new", "published-names"):
        assert client.get(reverse(name)).status_code == 302


def test_a_committee_brings_no_table_of_india(client, cast):
    cast.login(client, "convener")
    assert client.get(reverse("import-new"), {"layout": "district-sectors"}).status_code == 403
    assert send(client).status_code == 403
    assert not Batch.objects.exists()


def test_a_table_is_sent_taken_and_shown(client, cast):
    cast.login(client, "apex")
    assert "No table yet" in client.get(reverse("imports")).content.decode()
    answer = send(client)
    batch = Batch.objects.get()
    assert answer.url == reverse("import", args=[batch.key])
    page = client.get(answer.url).content.decode()
    assert "waits for its turn" in page
    assert "hx-get" in page
    assert take_batches() == {"taken": 1, "refused": 0, "computed": 0}
    assert take_batches() == {"taken": 0, "refused": 0, "computed": 0}
    page = client.get(answer.url).content.decode()
    assert "3 rows are in force" in page
    assert "hx-get" not in page
    assert Slice.objects.current().get().total_usd == 115


def test_what_was_typed_and_the_file_survive_an_error(client, cast):
    cast.login(client, "apex")
    answer = send(client, period="2025")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "DGCI&amp;S" in page
    assert "“table.csv” is kept" in page
    again = send(client, None, token=answer.context["token"])
    assert again.status_code == 302
    assert Batch.objects.get().file_name == "table.csv"


def test_a_kept_file_is_nobody_elses(client, cast):
    cast.login(client, "apex")
    token = send(client, period="2025").context["token"]
    cast.login(client, "apex_head")
    assert send(client, None, token=token).status_code == 422
    assert send(client, None, token="made up").status_code == 422


def test_the_same_file_again_leads_to_the_first(client, cast):
    cast.login(client, "apex")
    first, second = send(client), send(client)
    assert first.url == second.url
    assert Batch.objects.count() == 1


def test_a_refused_table_names_its_rows_and_its_download_runs_no_formula(client, cast):
    cast.login(client, "apex")
    send(client, HEAD + 'MEGHALAYA,RI BHOI,"=HYPERLINK(""http://x"")",1\nMEGHALAYA,RI BHOI,metals,@SUM\n')
    take_batches()
    batch = Batch.objects.get()
    assert batch.state == BatchState.REFUSED
    page = client.get(reverse("import", args=[batch.key])).content.decode()
    assert "No sector is called" in page
    lines = b"".join(client.get(reverse("import-problems", args=[batch.key])).streaming_content).decode()
    assert "'=HYPERLINK" in lines
    assert "'@SUM" in lines
    assert not Slice.objects.exists()


def test_rows_with_the_same_problem_stand_together_with_their_first_numbers(client, cast):
    cast.login(client, "apex")
    rows = "MEGHALAYA,RI BHOI,metals,much\n" * 12
    send(client, HEAD + rows + "MEGHALAYA,RI BHOI,metals,little\n")
    take_batches()
    shown = client.get(reverse("import", args=[Batch.objects.get().key]))
    alike = {(one.count, tuple(one.rows)) for one in shown.context["problems"] if one.problem.code == "bad_number"}
    assert alike == {(12, (2, 3, 4, 5, 6, 7, 8, 9)), (1, (14,))}
    assert "2, 3, 4, 5, 6, 7, 8, 9 …" in shown.content.decode()
    assert "Row 14" in shown.content.decode()


def pages_of_problems(client, batch) -> tuple[str, list[list[str]]]:
    """What the page of a batch says, and the rows of its file of problems."""
    page = " ".join(client.get(reverse("import", args=[batch.key])).content.decode().split())
    lines = b"".join(client.get(reverse("import-problems", args=[batch.key])).streaming_content).decode("utf-8-sig")
    return page, list(csv.reader(lines.splitlines()))


def test_where_not_all_problems_are_listed_the_page_and_the_file_say_how_many_there_are(client, cast):
    cast.login(client, "apex")
    send(client, HEAD + "MEGHALAYA,RI BHOI,metals,-5\n" * 1234 + "MEGHALAYA,RI BHOI,gold,1\n")
    take_batches()
    page, rows = pages_of_problems(client, Batch.objects.get())
    said = "1,234 times; the first 200 are listed."
    assert f"Column “usd”: {said}" in page
    assert "there are 1,235 problems" in page
    assert len(rows) == 1 + 200 + 1 + 1
    assert rows[-1] == ["", "", "", f"Column “usd”: {said}", "", ""]


def test_where_several_kinds_are_cut_each_is_told(client, cast):
    cast.login(client, "apex")
    send(client, HEAD + "MEGHALAYA,RI BHOI,gold,much\n" * 300 + "MEGHALAYA,RI BHOI,gems,-1\n" * 250)
    take_batches()
    page, rows = pages_of_problems(client, Batch.objects.get())
    said = [f"Column “usd”: {many} times; the first 200 are listed." for many in (300, 250)]
    assert " ".join(said) in page
    assert rows[-1][3] == " ".join(said)


def test_where_all_problems_are_listed_nothing_is_said_of_more(client, cast):
    cast.login(client, "apex")
    send(client, HEAD + "MEGHALAYA,RI BHOI,metals,-5\n" * 200)
    take_batches()
    page, rows = pages_of_problems(client, Batch.objects.get())
    assert "are listed" not in page
    assert (len(rows), rows[-1][0]) == (201, "201")


def test_revoking_needs_a_reason_and_brings_the_earlier_table_back(client, cast, tmp_path):
    first = taken(tmp_path)
    second = taken(tmp_path, GOOD + "MAHARASHTRA,PUNE,metals,900\n")
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == (BatchState.SUPERSEDED, second)
    cast.login(client, "apex")
    url = reverse("import-revoke", args=[second.key])
    assert client.post(url, {"why": " "}).status_code == 422
    assert client.post(url, {"why": "Wrong year"}).status_code == 302
    assert client.post(url, {"why": "Twice"}).status_code == 409
    first.refresh_from_db()
    assert first.state == BatchState.APPLIED
    current = Slice.objects.current().get()
    assert (current.batch, current.flows.count()) == (first, 3)
    assert not second.slices.get().flows.exists()
    assert Computation.objects.get().slice == current


def test_a_name_is_mapped_once_and_remembered(client, cast, tmp_path, at_monday):
    taken(tmp_path)
    place = PublishedPlace.objects.get(kind="unresolved")
    cast.login(client, "apex")
    page = client.get(reverse("published-names")).content.decode()
    assert "EAST KHASI" in page
    assert "East Khasi Hills" in page
    url = reverse("published-name", args=["places", place.pk])
    assert client.post(url, {"district": cast.pune.pk}).status_code == 422  # not in that State
    with clock.freeze(at_monday + timedelta(minutes=1)):
        assert client.post(url, {"district": cast.khasi.pk}).status_code == 302
    with clock.freeze(at_monday + timedelta(minutes=2)):
        assert take_batches()["computed"] == 1
        assert take_batches()["computed"] == 0
    assert DistrictFigures.objects.get(district=cast.khasi).total_usd == 5
    batch = taken(tmp_path, GOOD.replace(",5", ",6"))
    assert not batch.problems.exists()
    assert client.post(url, {"unmap": "1"}).status_code == 302
    place.refresh_from_db()
    assert (place.kind, place.mapped_by) == ("unresolved", cast.apex.appointment.post)


def test_a_certain_name_is_not_remapped(client, cast, tmp_path):
    taken(tmp_path)
    place = PublishedPlace.objects.get(kind="district")
    cast.login(client, "apex")
    url = reverse("published-name", args=["places", place.pk])
    assert client.post(url, {"district": cast.khasi.pk}).status_code == 409


def test_only_importers_map_names(client, cast):
    cast.login(client, "convener")
    assert client.get(reverse("published-names")).status_code == 403


def test_a_stranger_sees_no_import(client, cast, tmp_path):
    batch = taken(tmp_path)
    cast.login(client, "convener")
    for name in ("import", "import-problems"):
        assert client.get(reverse(name, args=[batch.key])).status_code == 404


def test_every_template_is_taken_by_its_own_importer(client, cast):
    cast.login(client, "apex")
    for name in ("district-sectors", "flows", "dgcis-wide"):
        answer = client.get(reverse("import-template", args=[name]))
        assert answer.status_code == 200
        assert answer.content.startswith(b"\xef\xbb\xbf")


def test_files_of_unfinished_forms_go(client, cast, tmp_path, monkeypatch):
    cast.login(client, "apex")
    send(client, period="2025")
    assert remove_abandoned_files() == 0
    monkeypatch.setattr("trade.tasks.ABANDONED", -1)
    assert remove_abandoned_files() == 1


@pytest.mark.parametrize("many", [1, 12])
def test_pages_ask_as_much_for_many_as_for_one(client, cast, tmp_path, django_assert_max_num_queries, many):
    for number in range(many):
        taken(tmp_path, HEAD + f"MEGHALAYA,PLACE {number},metals,{number + 1}\n", series=f"series {number}")
    cast.login(client, "apex")
    client.get(reverse("imports"))
    for url in (reverse("imports"), reverse("published-names"), reverse("import", args=[Batch.objects.first().key])):
        with django_assert_max_num_queries(22):
            assert client.get(url).status_code == 200


def test_a_form_sent_twice_keeps_the_file_of_the_table_it_brought(client, cast):
    cast.login(client, "apex")
    refused = send(client, as_of="")
    token = refused.context["token"]
    answers = [send(client, None, token=token) for _again in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    batch = Batch.objects.get()
    assert files.place_of(batch.path).exists()
    take_batches()
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
