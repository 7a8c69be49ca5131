"""The files of imports: kept privately beside the evidence, named by nothing a sender chose, hashed as they come."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from trade.importer.csvfile import CsvFile
from trade.importer.layout import Layout, WrongFile
from trade.importer.xlsx import XlsxFile
from trade.models import Batch

LARGEST = 600 * 1024 * 1024  # bytes
FOLDER = "imports"


@dataclass(frozen=True)
class Kept:
    """A file in the store: its path there, its size in bytes, its hash."""

    path: str
    size: int
    sha256: str


def store(chunks: Iterable[bytes]) -> Kept:
    """Write a file piece by piece; raises WrongFile, and keeps nothing, when it grows too large or is empty."""
    name = uuid.uuid4().hex
    path = f"{FOLDER}/{name[:2]}/{name}"
    place = Path(settings.EVIDENCE_ROOT) / path
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with place.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise WrongFile(
                        _("The file is larger than %(most)d MB. Send it in parts, one period each.")
                        % {"most": LARGEST >> 20}
                    )
                digest.update(chunk)
                file.write(chunk)
        if not size:
            raise WrongFile(_("The file is empty. Fill in the table and send it again."))
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return Kept(path, size, digest.hexdigest())


def chunks_of(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def discard(kept: Kept) -> None:
    place_of(kept.path).unlink(missing_ok=True)


def place_of(path: str) -> Path:
    return Path(settings.EVIDENCE_ROOT) / path


def opened(batch: Batch, layout: Layout, *, encoding: str = "") -> CsvFile | XlsxFile:
    """The rows of a batch's file, known by its content and not by its name."""
    path = place_of(batch.path)
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise WrongFile(_("The file is no longer there. Send it again.")) from error
    if start.startswith(b"PK"):
        return XlsxFile(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise WrongFile(_("This is an old Excel file or one with a password. Save it as XLSX or CSV."))
    if start.startswith(b"%PDF"):
        raise WrongFile(_("This is a PDF. Send the table as CSV or XLSX."))
    if start.lstrip()[:200].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise WrongFile(_("This is a web page and not a table, whatever its name says. Save it as XLSX or CSV."))
    return CsvFile(path, layout, encoding=encoding)
