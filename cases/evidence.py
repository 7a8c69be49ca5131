"""Evidence: documents checked by content, kept outside the web root, named by their hash."""

import hashlib
import re
import unicodedata
import uuid
from pathlib import Path
from typing import BinaryIO

import filetype
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from cases.models import Case, Event, Evidence, EvidenceState
from institutions import clock
from institutions.actors import Actor

LARGEST = 5 * 1024 * 1024  # bytes
ACCEPTED = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
}
SUFFIXES = {"pdf": (".pdf",), "jpg": (".jpg", ".jpeg"), "png": (".png",)}
JOINERS = "\u200c\u200d"
LONGEST_NAME = 150


class EvidenceField(forms.FileField):
    """A PDF or photograph of at most 5 MB, known by its content and not by its name."""

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Scan it in grey or send fewer pages."))
        upload.sniffed = sniff(upload)
        if upload.sniffed not in ACCEPTED:
            raise forms.ValidationError(_("This is not a PDF, JPEG or PNG file, whatever its name says."))
        return upload


def sniff(upload) -> str:
    """The content type by the first bytes of a file, or "" when unknown."""
    upload.seek(0)
    kind = filetype.guess(upload.read(4096))
    upload.seek(0)
    return kind.mime if kind else ""


def clean_name(name: str, extension: str) -> str:
    """A file name to show and to download under: no path, nothing invisible, and the extension of its content.

    Joiners stay, since Hindi needs them; marks that turn the direction of writing ("gpj.exe") go.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(c for c in plain if c in JOINERS or unicodedata.category(c)[0] != "C")
    stem = re.sub(r'[<>:"|?*]', "_", visible).strip()
    if stem.lower().endswith(SUFFIXES[extension]):
        stem = stem.rpartition(".")[0]
    stem = stem.strip(" .")
    return f"{stem[:LONGEST_NAME] or 'document'}.{extension}"


def stored(evidence: Evidence) -> BinaryIO:
    """The file of a piece of evidence, open for reading; OSError when it is not there."""
    return (Path(settings.EVIDENCE_ROOT) / evidence.path).open("rb")


def attach(*, case: Case, event: Event, upload, by: Actor) -> Evidence:
    """Keep a checked upload as evidence of an event; quarantined until scanned when a scanner is configured."""
    content = upload.read()
    name = f"{uuid.uuid4().hex}.{ACCEPTED[upload.sniffed]}"
    folder = Path(settings.EVIDENCE_ROOT) / name[:2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return Evidence.objects.create(
        case=case,
        event=event,
        name=clean_name(upload.name, ACCEPTED[upload.sniffed]),
        content_type=upload.sniffed,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=f"{name[:2]}/{name}",
        state=EvidenceState.QUARANTINED if settings.CLAMAV_ADDRESS else EvidenceState.CLEAN,
        added_by=by.user,
        added_post=by.post,
        added_at=clock.now(),
    )
