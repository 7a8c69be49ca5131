"""The virus scanner: ClamAV's INSTREAM command over TCP or a Unix socket. Nothing is served before it was clean."""

import hashlib
import re
import socket
import struct
from typing import BinaryIO

import structlog
from django.conf import settings

from cases.evidence import stored
from cases.models import Evidence, EvidenceState
from institutions import clock

PIECE = 64 * 1024
SECONDS = 60

log = structlog.get_logger()


class ScannerAway(Exception):
    """The scanner does not answer; the file stays in quarantine."""


class NotScanned(Exception):
    """The scanner answered and could not judge this file; it stays in quarantine."""


def scan(file: BinaryIO) -> str:
    """The name of what was found in a file, or "" when it is clean. Raises ScannerAway, NotScanned."""
    try:
        with _connect(settings.CLAMAV_ADDRESS) as connection:
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := connection.recv(4096)):
                answer += more
    except OSError as problem:
        raise ScannerAway(str(problem)) from problem
    return _verdict(answer.rstrip(b"\0\n").decode("utf-8", "replace"))


def scan_waiting() -> int:
    """Scan what is in quarantine, oldest first; how many were judged. May run twice at once."""
    judged = 0
    for evidence in Evidence.objects.filter(state=EvidenceState.QUARANTINED).order_by("pk").iterator():
        try:
            state = _judge(evidence)
        except ScannerAway as problem:
            log.warning("scanner_away", problem=str(problem))
            break
        except (NotScanned, OSError) as problem:
            log.error("evidence_not_scanned", evidence=str(evidence.key), problem=str(problem))
            continue
        waiting = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.QUARANTINED)
        judged += waiting.update(state=state, scanned_at=clock.now())
    return judged


def _judge(evidence: Evidence) -> str:
    with stored(evidence) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != evidence.sha256:
            raise NotScanned("the file differs from what was attached")
        file.seek(0)
        found = scan(file)
    if found:
        log.warning("evidence_rejected", evidence=str(evidence.key), found=found)
    return EvidenceState.REJECTED if found else EvidenceState.CLEAN


def _connect(address: str) -> socket.socket:
    """A connection to "host:port", or to the path of a socket."""
    if "/" in address:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _verdict(answer: str) -> str:
    if answer.endswith(": OK"):
        return ""
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return found[1]
    if not answer:
        raise ScannerAway("no answer")
    raise NotScanned(answer)
