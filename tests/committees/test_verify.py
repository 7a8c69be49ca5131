"""Anybody can see whether minutes are genuine, and nobody sees by it what they say."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from committees.minutes.sealing import make_missing_files
from tests.committees.test_minutes import WORDS, act, confirmed

pytestmark = pytest.mark.django_db
FORM = reverse("verify-form")


@pytest.fixture
def sealed(committee):
    """Confirmed minutes with both files."""
    meeting = confirmed(committee)
    make_missing_files()
    return meeting


def content_of(seal) -> bytes:
    return (Path(settings.EVIDENCE_ROOT) / seal.evidence.path).read_bytes()


def upload(client, content: bytes, name: str = "minutes.pdf"):
    return client.post(FORM, {"file": SimpleUploadedFile(name, content, content_type="application/pdf")})


def test_the_form_is_there_without_a_login(client):
    page = client.get(FORM)
    assert page.status_code == 200
    assert "By the code on the paper" in page.text


def test_a_code_says_what_the_document_is_and_nothing_of_its_content(client, committee, sealed):
    for seal in sealed.seals.all():
        page = client.get(reverse("verify", args=[seal.code]))
        assert page.status_code == 200
        for part in ("DEPC Ri Bhoi", "16 March 2026", "5 April 2026", sealed.case.reference, seal.sha256, seal.code):
            assert part in page.text
        assert all(other.sha256 in page.text for other in sealed.seals.all())
        assert WORDS not in page.text
        assert "settled this after hearing" not in page.text
        assert "e-1234/2026" not in page.text
        assert "Conference hall" not in page.text


def test_a_code_is_found_however_it_was_typed(client, sealed):
    code = sealed.seals.first().code
    typed = f" {code[:5].lower()}-{code[5:]} "
    answer = client.get(FORM, {"code": typed})
    assert answer.url == reverse("verify", args=[code])
    assert client.get(reverse("verify", args=[code.lower()])).status_code == 200


@pytest.mark.parametrize("code", ["AAAAAAAAAA", "x", "A" * 300, "क" * 10, "<b>nothing</b>"])
def test_a_wrong_code_is_a_sentence_and_a_404(client, sealed, code):
    for page in (client.get(FORM, {"code": code}, follow=True), client.get(reverse("verify", args=["AAAAAAAAAA"]))):
        assert page.status_code == 404
        assert "No document has the code" in page.text
    assert "<b>nothing" not in page.text


@pytest.mark.pdf
def test_the_file_itself_is_recognised_to_the_last_byte(client, sealed):
    seal = sealed.seals.get(language="hi")
    page = upload(client, content_of(seal), "anything.bin")
    assert page.status_code == 200
    assert "to the last byte, the sealed minutes" in page.text
    assert seal.code in page.text
    changed = upload(client, content_of(seal) + b"\n")
    assert "This is not a document sealed by this portal" in changed.text
    assert hashlib.sha256(content_of(seal) + b"\n").hexdigest() in changed.text
    assert seal.code not in changed.text


def test_an_upload_is_kept_nowhere_and_a_large_one_is_refused(client, sealed, django_assert_num_queries):
    before = sorted(Path(settings.EVIDENCE_ROOT).rglob("*"))
    assert upload(client, b"x" * (5 * 1024 * 1024 + 1)).status_code == 413
    assert upload(client, b"x" * (7 * 1024 * 1024)).status_code == 413
    with django_assert_num_queries(1):
        assert upload(client, b"x" * (3 * 1024 * 1024)).status_code == 200
    assert sorted(Path(settings.EVIDENCE_ROOT).rglob("*")) == before


def test_no_file_is_a_sentence(client, db):
    page = client.post(FORM, {})
    assert page.status_code == 422
    assert "Choose the file first." in page.text


def test_errata_are_counted(client, committee, sealed):
    code = sealed.seals.first().code
    assert "None" in client.get(reverse("verify", args=[code])).text
    act(client, committee, sealed, "add_erratum", "chair", text="In item 1, for “five” read “six” weeks.")
    client.logout()
    page = client.get(reverse("verify", args=[code])).text
    assert "1 erratum" in page
    assert "read “six” weeks" not in page


def test_a_seal_without_its_file_says_that_it_is_being_made(client, committee):
    meeting = confirmed(committee)
    page = client.get(reverse("verify", args=[meeting.seals.first().code]))
    assert page.text.count("The file is being made.") == 2
    assert "not a document" in upload(client, b"").text or "Choose the file first." in upload(client, b"").text
