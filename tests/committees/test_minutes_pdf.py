"""The PDF of minutes: tagged, searchable in both languages, whole at forty items, marked where it is not the record."""

import io
import re
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from benchmarks.minutes_sample import sealed
from cases.paper import pdf as paper
from committees.minutes import pdf
from committees.minutes.sealing import make_missing_files
from institutions import clock
from tests.committees.committee import ALL_SEATS, SENTENCE, circulated, held, in_session, item_of, move
from tests.committees.test_minutes import WORDS, confirmed, written

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
LANGUAGES = ("en", "hi")
HINDI = re.compile("[\u0900-\u097f]+")


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(reader: PdfReader) -> str:
    """The words of all pages, letters with a dot below written one way."""
    return unicodedata.normalize("NFC", "\n".join(page.extract_text() for page in reader.pages))


def flat(text: str) -> str:
    return " ".join(text.split())


def tags_of(reader: PdfReader) -> list[dict]:
    """Every structure element of a tagged PDF, in order."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop(0)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting = [*node, *waiting]
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                waiting = [node["/K"], *waiting]
    return found


@pytest.fixture(scope="module")
def forty():
    """The documents of an invented meeting of forty items, by language."""
    return {language: read(pdf.render(sealed(language))) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_tagged_names_its_language_and_title(forty, language):
    root = forty[language].trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert sealed(language).record["body"] in forty[language].metadata.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_in_order_and_tables_have_headers(forty, language):
    tags = tags_of(forty[language])
    kinds = [tag["/S"] for tag in tags]
    headings = [kind for kind in kinds if kind in ("/H1", "/H2", "/H3")]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    assert headings.count("/H2") == 40 + 4  # attendance, opening, action points, confirmation
    assert kinds.count("/Table") >= 2  # one that goes over to the next page is tagged on each
    scopes = {str(tag["/A"]["/Scope"]) if "/A" in tag else "" for tag in tags if tag["/S"] == "/TH"}
    assert scopes == {"/Column", "/Row"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_forty_items_can_be_found(forty, language):
    reader = forty[language]
    said, record = flat(text_of(reader)), sealed(language).record
    parts = [record["body"], record["venue"], record["reference"], record["file_number"], "K7QW2MZ4TR"]
    parts += [row["post"] for row in record["attendance"]] + [row["how"] for row in record["attendance"]]
    parts += [item["title"] for item in record["items"]]
    missing = {word for part in parts for word in flat(unicodedata.normalize("NFC", part)).split() if word not in said}
    assert missing == set()
    numbers = re.findall(r"(?m)^(\d+)\. ", text_of(reader))
    assert [int(number) for number in numbers] == list(range(1, 41))
    assert "39.2 " in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_says_which_it_is_and_each_item_has_a_bookmark(forty, language):
    reader = forty[language]
    for number, page in enumerate(reader.pages, start=1):
        assert re.search(rf"\b{number}\b.*\b{len(reader.pages)}\b", page.extract_text())
    [[top, entries]] = [reader.outline]
    assert sealed(language).record["items"][39]["title"] in [entry.title.partition(" ")[2] for entry in entries]
    assert len(entries) == 44
    assert top.title


def test_the_fonts_are_the_portals_own_and_embedded(forty):
    for reader in forty.values():
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].values():
                inner = font.get_object()["/DescendantFonts"][0].get_object()
                assert "DEH" in inner["/BaseFont"]
                assert "/FontFile2" in inner["/FontDescriptor"]


def test_all_hindi_of_the_portal_can_be_found_as_it_is_written():
    catalogue = Path(settings.BASE_DIR, "locale/hi/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    words = sorted(set(HINDI.findall(unicodedata.normalize("NFC", catalogue))))
    assert len(words) > 500
    seal = sealed("hi", items=1)
    seal.record["opening"] = " ".join(words)
    found = set(HINDI.findall(text_of(read(pdf.render(seal)))))
    assert [word for word in words if word not in found] == []


def test_nothing_is_fetched_from_elsewhere():
    with pytest.raises(ValueError, match="loads nothing from elsewhere"):
        paper._own_file("https://example.org/font.woff2")
    with pytest.raises(ValueError, match="loads nothing from elsewhere"):
        paper._own_file("file:///etc/passwd")


def test_what_members_write_is_text_and_no_markup():
    seal = sealed("en", items=1)
    seal.record["items"][0]["text"] = '<img src="file:///etc/passwd"><b>bold</b> & more'
    assert '<img src="file:///etc/passwd"><b>bold</b> & more' in flat(text_of(read(pdf.render(seal))))


def test_a_demonstration_says_so_on_every_page(settings):
    settings.DEMO = True
    reader = read(pdf.render(sealed("en", items=6)))
    assert len(reader.pages) > 1
    assert all("DEMONSTRATION" in page.extract_text() for page in reader.pages)


def test_a_draft_says_so_on_every_page_and_carries_no_code(client, committee):
    meeting = held(committee)
    with clock.freeze(meeting.ends_at):
        for place in range(12):
            meeting.items.create(position=10 + place, kind="other", title=f"Item {place}", note="")
        written(committee, meeting, WORDS + "\n" + "A long discussion. " * 200)
        committee.login(client, "member")
        answer = client.get(reverse("minutes-pdf", args=[meeting.case.reference, "en"]))
    reader = read(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert len(reader.pages) > 1
    assert all("DRAFT as of" in page.extract_text() for page in reader.pages)
    assert "Verification code" not in text_of(reader)
    assert meeting.seals.count() == 0
    assert meeting.case.evidence.count() == 0


def test_who_may_not_read_the_minutes_gets_no_pdf(client, committee):
    meeting = held(committee)
    for name, status in (("sepc", 403), ("stranger", 404), ("agency", 404)):
        committee.login(client, name)
        assert client.get(reverse("minutes-pdf", args=[meeting.case.reference, "en"])).status_code == status
    committee.login(client, "convener")
    assert client.get(reverse("minutes-pdf", args=[meeting.case.reference, "fr"])).status_code == 404


def test_the_sealed_file_says_who_was_there_what_was_decided_and_by_whom_it_was_confirmed(client, committee):
    meeting = confirmed(committee)
    committee.login(client, "sepc")
    for language in LANGUAGES:
        answer = client.get(reverse("minutes-pdf", args=[meeting.case.reference, language]))
        content = b"".join(answer.streaming_content)
        seal = meeting.seals.get(language=language)
        said = flat(text_of(read(content)))
        for part in (SENTENCE, WORDS, "e-1234/2026", meeting.case.reference, seal.code, f"/verify/{seal.code}/"):
            assert part in said
    assert make_missing_files() == 0
    assert meeting.case.evidence.count() == 2


def test_an_inquorate_decision_is_marked_provisional(committee, client):
    alone = {"attendance": [f"{ALL_SEATS[0]}=present", f"{ALL_SEATS[1]}=apology", f"{ALL_SEATS[2]}=online"]}
    meeting = in_session(committee, attendance=alone)
    with clock.freeze(meeting.ends_at):
        move(committee, meeting, "decide", data={"item": item_of(meeting).pk, "kind": "decision", "text": SENTENCE})
        meeting = move(committee, meeting, "close")
        said = flat(text_of(read(pdf.render_draft(meeting, "en"))))
    assert "Provisional: 2 counted, 3 needed." in said
    assert "Quorum: no." in said
    assert "Apologies" in said


def test_the_pdf_of_circulated_minutes_is_a_draft_still(client, committee):
    meeting = circulated(committee)
    with clock.freeze(meeting.ends_at + timedelta(days=1)):
        committee.login(client, "sepc")
        answer = client.get(reverse("minutes-pdf", args=[meeting.case.reference, "hi"]))
    assert answer.status_code == 200
    assert "DEH" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith('-hi-draft.pdf"')
