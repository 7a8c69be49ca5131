"""Evidence is known by its content, kept from view until it is clean, and given to whoever sees its case."""

import socket
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import scanner
from cases.evidence import LARGEST, EvidenceField, clean_name
from cases.models import Evidence, EvidenceState
from cases.tasks import scan_evidence
from tests.cases.clamd import TEST_STRING, Clamd
from tests.cast import DETAILS, go

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 60 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


def upload(content: bytes, name: str = "report.pdf", content_type: str = "application/pdf"):
    return SimpleUploadedFile(name, content, content_type)


@pytest.fixture
def attach(cast, bottleneck):
    def attached(content: bytes = PDF, name: str = "report.pdf") -> Evidence:
        go(cast, bottleneck, "describe", "convener", DETAILS, files={"evidence": upload(content, name)})
        return Evidence.objects.last()

    return attached


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")])
def test_pdf_and_photographs_are_taken_whatever_they_are_called(content, kind):
    assert EvidenceField().clean(upload(content, "x.exe", "application/x-msdownload")).sniffed == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00 a program",
        b"PK\x03\x04 an archive",
        b"<html><!--" + PDF,  # a page with a PDF inside
        b"GIF89a",
        b"plain text",
    ],
)
def test_anything_else_is_refused_in_a_sentence(content):
    with pytest.raises(forms.ValidationError, match="not a PDF, JPEG or PNG"):
        EvidenceField().clean(upload(content))


def test_a_file_over_five_megabytes_is_refused():
    with pytest.raises(forms.ValidationError, match="larger than 5 MB"):
        EvidenceField().clean(upload(PDF + b"\0" * LARGEST))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Lab report.pdf", "Lab report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\gm\\scope.PDF", "scope.pdf"),
        ("run.exe", "run.exe.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("line\r\nSet-Cookie: x", "lineSet-Cookie_ x.pdf"),
        ("प्रयोगशाला क्\u200dष.pdf", "प्रयोगशाला क्\u200dष.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("a" * 400, "a" * 150 + ".pdf"),
    ],
)
def test_a_name_cannot_mislead(name, cleaned):
    assert clean_name(name, "pdf") == cleaned


def test_whoever_sees_the_case_downloads_it_and_nobody_else_learns_of_it(cast, client, attach):
    evidence = attach()
    address = f"/evidence/{evidence.key}/"
    assert client.get(address).status_code == 302
    cast.login(client, "chair")
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox") and "no-store" in answer["Cache-Control"]
    for name in ("sibling", "stranger", "other_sepc", "other_agency"):
        cast.login(client, name)
        assert client.get(address).status_code == 404
    assert client.get("/evidence/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_a_file_that_vanished_is_said_to_have_vanished(cast, client, attach, settings):
    evidence = attach()
    (Path(settings.EVIDENCE_ROOT) / evidence.path).unlink()
    cast.login(client, "chair")
    assert client.get(f"/evidence/{evidence.key}/").status_code == 410


@pytest.mark.parametrize("over", ["tcp", "socket"])
def test_a_clean_file_leaves_quarantine(cast, client, attach, settings, tmp_path, over):
    with Clamd(str(tmp_path / "clamd.sock") if over == "socket" else "") as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        evidence = attach()
        cast.login(client, "chair")
        waiting = client.get(f"/evidence/{evidence.key}/")
        assert waiting.status_code == 409 and "virus scan" in waiting.content.decode()
        scan_evidence()
        scan_evidence()
        assert clamd.server.scanned == [len(PDF)]
    assert client.get(f"/evidence/{evidence.key}/").status_code == 200
    evidence.refresh_from_db()
    assert evidence.state == EvidenceState.CLEAN and evidence.scanned_at


def test_what_the_scanner_rejects_is_never_served(cast, client, attach, settings):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        evidence = attach(PDF + TEST_STRING)
        scan_evidence()
    cast.login(client, "chair")
    assert client.get(f"/evidence/{evidence.key}/").status_code == 410
    evidence.refresh_from_db()
    assert evidence.state == EvidenceState.REJECTED


def test_while_the_scanner_is_away_files_wait_and_are_scanned_later(attach, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{closed.getsockname()[1]}"
        evidence = attach()
        assert scanner.scan_waiting() == 0
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        assert scanner.scan_waiting() == 1
    evidence.refresh_from_db()
    assert evidence.state == EvidenceState.CLEAN


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK FOUND maybe\0"])
def test_an_answer_that_is_not_a_verdict_leaves_the_file_in_quarantine(attach, settings, answer):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        clamd.server.answer = answer or b"\0"
        evidence = attach()
        assert scanner.scan_waiting() == 0
    evidence.refresh_from_db()
    assert evidence.state == EvidenceState.QUARANTINED


def test_a_file_changed_on_the_disk_is_not_declared_clean(attach, settings):
    with Clamd() as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        evidence = attach()
        (Path(settings.EVIDENCE_ROOT) / evidence.path).write_bytes(PDF + b"more")
        assert scanner.scan_waiting() == 0
    evidence.refresh_from_db()
    assert evidence.state == EvidenceState.QUARANTINED
