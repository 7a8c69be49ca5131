"""Asking for a document as PDF, making it once, and keeping it while somebody reads it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import Case
from cases.paper.pdf import Unavailable, write
from institutions import clock
from strategies.models import PENDING, Printout, PrintState, Version
from strategies.outputs.record import edition_of, record_of
from trade.importer.nudge import after_commit

log = structlog.get_logger()

TASK = "strategies.tasks.draw_documents"
TEMPLATE, STYLES = "strategies/print.html", "css/document.css"
FOLDER = "documents"
LOCK = 4029  # the family of advisory locks of documents
MOST_ATTEMPTS = 3
TOLD_EVERY = 1.0  # seconds
DRAFT_KEPT, KEPT = timedelta(days=2), timedelta(days=30)  # since somebody last read it


# Asked for ------------------------------------------------------------------------------------------------------------


def ask(*, case: Case, version: Version | None, audience: str, language: str) -> Printout:
    """The document as it stands: ready, on its way, or asked for now. One that failed is tried again."""
    edition = edition_of(case, version, audience)
    at = clock.now()
    with transaction.atomic():
        made, new = Printout.objects.get_or_create(
            case=case, edition=edition, audience=audience, language=language,
            defaults={"version": version, "asked_at": at, "used_at": at},
        )  # fmt: skip
        if not new and (made.state == PrintState.FAILED or (made.state == PrintState.READY and not _is_there(made))):
            Printout.objects.filter(pk=made.pk).update(
                state=PrintState.WAITING, attempts=0, pages=0, problem="", asked_at=at, used_at=at
            )
            made.refresh_from_db()
        if made.is_pending:
            after_commit(TASK)
    return made


def before(made: Printout) -> int:
    """How many are to be made before it."""
    earlier = Q(asked_at__lt=made.asked_at) | Q(asked_at=made.asked_at, pk__lt=made.pk)
    return Printout.objects.filter(earlier, state__in=PENDING).count()


def place_of(made: Printout) -> Path:
    return Path(settings.EVIDENCE_ROOT) / made.path


def _is_there(made: Printout) -> bool:
    return bool(made.path) and place_of(made).exists()


# Made -----------------------------------------------------------------------------------------------------------------


def draw_waiting() -> int:
    """Every document that waits, those of a killed worker too; how many are ready."""
    ready = 0
    while made := Printout.objects.filter(state__in=PENDING).exclude(pk__in=_held()).order_by("attempts", "pk").first():
        ready += draw(made)
    return ready


def draw(made: Printout) -> bool:
    """Make one document; whether it is ready. May be called twice, and by two at the same time."""
    with _alone(made) as alone:
        if not alone or not _claim(made):
            return False
        try:
            content = _pdf(made)
        except OperationalError:
            raise  # the database went away: the document waits, and is tried again
        except Unavailable:
            _fail(made, _("A PDF cannot be made on this machine: a library is missing. Tell the portal's operator."))
        except Exception:
            log.exception("document_not_drawn", printout=made.pk)
            _fail(made, _("The portal failed to make this document. Try once more, or tell the portal's operator."))
        else:
            _keep(made, content)
            return True
    return False


@contextmanager
def _alone(made: Printout) -> Iterator[bool]:
    """Hold the document while it is made. The lock goes with its connection: a killed worker holds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, made.pk])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, made.pk])


def _held() -> list[int]:
    """Documents some worker is making now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
            "WHERE locktype = 'advisory' AND classid = %s AND datname = current_database()",
            [LOCK],
        )
        return [row[0] for row in cursor.fetchall()]


def _claim(made: Printout) -> bool:
    """Say that it is being made; False where it is settled, or where one worker after another died of it."""
    waiting = Printout.objects.filter(pk=made.pk, state__in=PENDING)
    if waiting.filter(attempts__gte=MOST_ATTEMPTS).exists():
        _fail(made, _("The portal began this document several times and was stopped in the middle. Tell its operator."))
        return False
    begun = waiting.update(state=PrintState.DRAWING, attempts=F("attempts") + 1, pages=0)
    made.refresh_from_db()
    return bool(begun)


def _pdf(made: Printout) -> bytes:
    with override(made.language):
        context = record_of(made.case, made.version, made.audience) | {"language": made.language}
        return write(render_to_string(TEMPLATE, context), STYLES, _teller(made))


def _teller(made: Printout):
    """Keeps the number of pages, at most once a second."""
    told = monotonic()

    def tell(pages: int) -> None:
        nonlocal told
        if monotonic() - told >= TOLD_EVERY:
            told = monotonic()
            Printout.objects.filter(pk=made.pk).update(pages=pages)

    return tell


def _keep(made: Printout, content: bytes) -> None:
    name = uuid.uuid4().hex
    made.path = f"{FOLDER}/{name[:2]}/{name}.pdf"
    place_of(made).parent.mkdir(parents=True, exist_ok=True)
    place_of(made).write_bytes(content)
    made.state, made.size, made.problem, made.finished_at = PrintState.READY, len(content), "", clock.now()
    made.save(update_fields=["path", "state", "size", "problem", "finished_at"])


def _fail(made: Printout, why: str) -> None:
    ended = {"state": PrintState.FAILED, "problem": why, "finished_at": clock.now()}
    Printout.objects.filter(pk=made.pk).update(**ended)


# Removed --------------------------------------------------------------------------------------------------------------


def remove_old() -> int:
    """Documents nobody read for long, drafts sooner, and files without a document; how many rows went."""
    at = clock.now()
    old = Q(version=None, used_at__lt=at - DRAFT_KEPT) | Q(used_at__lt=at - KEPT)
    gone, _by_model = Printout.objects.filter(old).exclude(state__in=PENDING).delete()
    kept = set(Printout.objects.exclude(path="").values_list("path", flat=True))
    for path in (Path(settings.EVIDENCE_ROOT) / FOLDER).glob("*/*.pdf"):
        if f"{FOLDER}/{path.parent.name}/{path.name}" not in kept and _is_old(path, at):
            path.unlink(missing_ok=True)
    return gone


def _is_old(path: Path, at) -> bool:
    """Not one that is being kept at this moment."""
    return path.stat().st_mtime < (at - timedelta(hours=1)).timestamp()
