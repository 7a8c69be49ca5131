"""Sealing confirmed minutes: the record and its hash with the confirmation, the files as soon as a worker comes by."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.evidence import attach
from cases.paper.pdf import Unavailable
from committees.minutes.pdf import render
from committees.minutes.record import digest, record_of
from committees.models import Erratum, Meeting, Seal
from institutions import clock
from institutions.actors import SYSTEM
from workflow.engine import Move

log = structlog.get_logger()

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read for something else
CODE_LENGTH = 10
WAITED_FOR = timedelta(days=7)
AT_ONCE = 10  # files one run makes, each takes about half a second


def seal_minutes(move: Move) -> None:
    """Keep the record in both languages, with the hash that anybody can check; the effect of confirming."""
    meeting = move.subject
    for language in Seal.Language:
        record = record_of(meeting, language) | {"confirmed_by": str(move.by.post), "confirmed_at": move.at.isoformat()}
        Seal.objects.create(
            meeting=meeting, language=language, code=new_code(), record=record, record_sha256=digest(record),
            sealed_at=move.at,
        )  # fmt: skip
    move.data = {"seals": list(meeting.seals.order_by("language").values_list("code", flat=True))}


def add_erratum(move: Move) -> None:
    """A numbered correction beside the sealed text, written with its event."""
    meeting = move.subject
    Erratum.objects.create(
        meeting=meeting, item=move.inputs["item"], number=meeting.errata.count() + 1, text=move.inputs["text"],
        event=move.event, by_post=move.by.post, at=move.at,
    )  # fmt: skip


def new_code() -> str:
    """A code to type from paper, 50 bits."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def make_file(seal: Seal) -> Seal:
    """The PDF of sealed minutes, made once: a second call returns the first file. Raises Unavailable."""
    with transaction.atomic():
        seal = Seal.objects.select_for_update(of=("self",)).select_related("meeting__case").get(pk=seal.pk)
        if seal.evidence_id:
            return seal
        content = render(seal)
        name = f"{seal.meeting.case.reference}-{seal.language}.pdf"
        upload = SimpleUploadedFile(name, content, content_type="application/pdf")
        upload.sniffed = "application/pdf"
        confirmed = seal.meeting.case.events.filter(verb="confirm_minutes").latest("version")
        seal.evidence = attach(case=seal.meeting.case, event=confirmed, upload=upload, by=SYSTEM)
        seal.sha256, seal.error = hashlib.sha256(content).hexdigest(), ""
        seal.save(update_fields=["evidence", "sha256", "error"])
    return seal


def make_missing_files() -> int:
    """The files of sealed minutes that have none, the newest first and some at a time: a page makes its own at once.

    One that fails keeps its error, stops no other, and comes last the next time. After a week nobody waits for it: then
    it is made when it is asked for.
    """
    made = 0
    waited_for = Seal.objects.filter(evidence=None, sealed_at__gt=clock.now() - WAITED_FOR)
    for seal in waited_for.order_by("error", "-pk")[:AT_ONCE]:
        try:
            make_file(seal)
            made += 1
        except Unavailable:
            return made  # this machine lacks the library: the page offers print HTML and says so
        except Exception as problem:
            log.exception("minutes_not_sealed", seal=seal.pk)
            Seal.objects.filter(pk=seal.pk).update(error=f"{type(problem).__name__}: {problem}"[:2000])
    return made


def find_by_digest(sha256: str) -> Seal | None:
    """The sealed minutes a file is, to the last byte, by the SHA-256 of the file."""
    return Seal.objects.filter(sha256=sha256).select_related("meeting__case", "meeting__body").first()


def errata_of(meeting: Meeting):
    return meeting.errata.select_related("item", "by_post__body").order_by("number")
