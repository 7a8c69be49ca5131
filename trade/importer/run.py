"""Takes a batch: all of its rows or none, once, whoever else tries at the same time (docs/adr/0023)."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from institutions import clock
from institutions.actors import Actor
from trade.importer import files
from trade.importer.csvfile import CsvFile, NotInThisEncoding
from trade.importer.headings import find_header
from trade.importer.layout import AsText, Layout, Staged, WrongFile, layout_of, nothing_there
from trade.importer.locks import hold_series
from trade.importer.problems import Problems
from trade.importer.progress import Progress
from trade.importer.staging import Staging
from trade.models import MOST_ATTEMPTS, Batch, BatchState

log = logging.getLogger(__name__)
LARGE = 16 << 20  # bytes; from here it pays to read a table of flows where it lies
SURE = ("utf-8", "utf-16-le", "utf-16-be")  # encodings that a file denies at once where it has another
LOCK = 4023  # the family of advisory locks of imports
SETTINGS = """
SET LOCAL statement_timeout = 0;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '512MB';
SET LOCAL jit = off
"""


class _Refused(Exception):
    """Rows are wrong: roll everything back and keep what was wrong."""


class SameFile(Exception):
    """The very same file is in force or on its way already."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(_("This very file was taken already; nothing was changed."))
        self.batch = batch


def take_file(
    path: Path | str,
    *,
    layout: str,
    source: str,
    as_of: date,
    by: Actor | None = None,
    options: dict | None = None,
    source_url: str = "",
    licence: str = "",
    name: str = "",
) -> Batch:
    """Keep a file and take it at once; raises SameFile where it was taken already, WrongFile where it cannot be."""
    path = Path(path)
    kept = files.store(files.chunks_of(path))
    batch = keep(
        kept,
        layout=layout_of(layout),
        source=source,
        as_of=as_of,
        by=by,
        options=options or {},
        file_name=name or path.name,
        source_url=source_url,
        licence=licence,
    )
    return take(batch)


def keep(
    kept: files.Kept,
    *,
    layout: Layout,
    source: str,
    as_of: date,
    by: Actor | None,
    options: dict,
    file_name: str,
    source_url: str = "",
    licence: str = "",
) -> Batch:
    """A batch that waits; raises SameFile, without keeping the file twice, where it is there already."""
    body = by.body if by and layout.own_district else None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK + 1, kept.sha256])
        live = (BatchState.UPLOADED, BatchState.WORKING, BatchState.APPLIED)
        same = Batch.objects.filter(layout=layout.name, sha256=kept.sha256, body=body, state__in=live).first()
        if same:
            if kept.path != same.path:  # sent twice, the form names the file the batch already has
                files.discard(kept)
            raise SameFile(same)
        return Batch.objects.create(
            layout=layout.name,
            source=source,
            source_url=source_url,
            licence=licence,
            as_of=as_of,
            options=options,
            body=body,
            file_name=file_name[:200],
            sha256=kept.sha256,
            size=kept.size,
            path=kept.path,
            uploaded_by=by.user if by else None,
            uploaded_post=by.post if by else None,
            uploaded_at=clock.now(),
        )


def take(batch: Batch) -> Batch:
    """Read, check and apply a waiting batch; it comes back applied or refused. May be called twice, and by two."""
    problems = Problems()
    if not _claim(batch):
        batch.refresh_from_db()
        return batch
    layout = layout_of(batch.layout)
    try:
        with transaction.atomic():
            if not _alone(batch):
                return batch
            _import(batch, layout, problems)
    except _Refused:
        _refuse(batch, problems, "")
    except WrongFile as wrong:
        _refuse(batch, problems, str(wrong))
    except (OperationalError, SoftTimeLimitExceeded):
        raise  # the database went away, or the task's time is over: the batch waits, and is taken again
    except Exception:
        log.exception("import_failed", extra={"batch": batch.pk})
        _refuse(batch, problems, _("The portal failed to take this table; nothing was changed. Tell its operator."))
    else:
        _afterwards(batch, layout)
    return batch


def _claim(batch: Batch) -> bool:
    """Say that it is being read, for all to see; False where it is settled or somebody reads it."""
    with transaction.atomic():
        waiting = Batch.objects.filter(pk=batch.pk, state__in=[BatchState.UPLOADED, BatchState.WORKING])
        if not waiting.select_for_update(skip_locked=True).exists() or not _alone(batch):
            return False
        if _given_up(waiting):
            return False
        waiting.update(state=BatchState.WORKING, started_at=clock.now(), rows_read=0, attempts=F("attempts") + 1)
        batch.problems.all().delete()
    batch.refresh_from_db()
    return True


def _given_up(waiting: QuerySet[Batch]) -> bool:
    """Refuse a table on which one worker after another died, so that it kills no more of them."""
    why = _(
        "The portal began this table %(times)d times and was stopped in the middle each time; nothing was changed."
        " Send it in smaller parts, or tell the portal's operator."
    ) % {"times": MOST_ATTEMPTS}
    ended = {"state": BatchState.REFUSED, "refusal": why, "finished_at": clock.now(), "rows_taken": 0}
    return bool(waiting.filter(attempts__gte=MOST_ATTEMPTS).update(**ended))


def _alone(batch: Batch) -> bool:
    """Hold the batch until the transaction ends. The lock goes with its connection: a killed worker holds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, batch.pk])
        return (
            cursor.fetchone()[0]
            and Batch.objects.filter(pk=batch.pk, state__in=[BatchState.UPLOADED, BatchState.WORKING]).exists()
        )


def _import(batch: Batch, layout: Layout, problems: Problems) -> None:
    with connection.cursor() as cursor, Progress(batch) as progress:
        cursor.execute(SETTINGS)
        if not _taken_plain(batch, layout, problems, cursor, progress):
            _apply(batch, layout, problems, _staged(batch, layout, cursor, problems, progress))
    problems.save(batch)
    batch.state, batch.finished_at = BatchState.APPLIED, clock.now()
    batch.save()
    if batch.series:
        _supersede(batch)


def _taken_plain(batch: Batch, layout: Layout, problems: Problems, cursor: Any, progress: Progress) -> bool:
    """Whether the file was taken as it lies, as a large plain table of flows can be; else nothing is changed."""
    if batch.size < LARGE or layout.plain is None or not layout.plain(batch):
        return False
    source = files.opened(batch, layout)
    if not isinstance(source, CsvFile) or not source.has_plain_lines or source.encoding not in SURE:
        return False
    from trade.importer.plainflows import PlainFlows  # noqa: PLC0415 (60 MB of library, for the few large tables)

    header = find_header(source.preview, layout)
    try:
        with transaction.atomic():
            _apply(batch, layout, problems, PlainFlows(batch, layout, header, cursor, problems, source, progress))
    except AsText:
        problems.forget()
        return False
    return True


def _apply(batch: Batch, layout: Layout, problems: Problems, staged: Staged) -> None:
    """Check what was read and write it; raises _Refused where rows are wrong."""
    staged.tidy()
    layout.check(staged)
    batch.rows_read = staged.rows_read
    if problems.errors:
        raise _Refused
    batch.rows_taken = layout.apply(staged)
    if problems.errors:
        raise _Refused


def _staged(
    batch: Batch, layout: Layout, cursor: Any, problems: Problems, progress: Progress, *, encoding: str = ""
) -> Staging:
    """The file in the staging table; when its bytes deny an encoding, the next is tried from the beginning."""
    source = files.opened(batch, layout, encoding=encoding)
    staged = Staging(batch, layout, find_header(source.preview, layout), cursor, problems)
    try:
        with transaction.atomic():
            staged.fill(source, progress)
    except NotInThisEncoding:
        problems.forget()
        return _staged(batch, layout, cursor, problems, progress, encoding=source.next_encoding())
    batch.rows_read = staged.rows_read
    if not staged.rows_read:
        raise nothing_there()
    if isinstance(source, CsvFile) and source.encoding in ("cp1252", "latin-1"):
        staged.note(staged.header.row, "", "not_utf8", value=source.encoding, warning=True)
    return staged


def _supersede(batch: Batch) -> None:
    """Batches in force of the same series are superseded; their rows were the layout's business."""
    older = Batch.objects.filter(series=batch.series, state=BatchState.APPLIED).exclude(pk=batch.pk)
    older.update(state=BatchState.SUPERSEDED, superseded_by=batch)


def _refuse(batch: Batch, problems: Problems, why: str) -> None:
    """Keep what was wrong; where another worker has the batch again, or settled it, that one tells."""
    with transaction.atomic():
        read, mine = batch.rows_read, _alone(batch)
        batch.refresh_from_db()
        if not mine:
            return
        batch.rows_read, batch.rows_taken = max(read, batch.rows_read), 0
        problems.save(batch)
        batch.state, batch.refusal, batch.finished_at = BatchState.REFUSED, why[:500], clock.now()
        batch.save()


def _afterwards(batch: Batch, layout: Layout) -> None:
    """What follows from a batch in force, figures for one; the batch stays in force when that fails, and is told."""
    if layout.after is None or batch.state != BatchState.APPLIED:
        return
    try:
        with transaction.atomic():
            layout.after(batch)
    except SoftTimeLimitExceeded:
        raise  # what was not computed is computed by the next task
    except Exception:
        log.exception("after_import_failed", extra={"batch": batch.pk})


def revoke(batch: Batch, *, by: Actor, why: str) -> Batch:
    """Take a batch back, with a reason; what it had superseded is in force again where its layout can bring it back."""
    layout = layout_of(batch.layout)
    with transaction.atomic():
        _hold_series(batch)
        batch = Batch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
        if batch.state not in (BatchState.APPLIED, BatchState.SUPERSEDED):
            raise WrongFile(_("Only a table that was taken can be revoked."))
        if layout.revoke is None:
            raise WrongFile(_("A table of this kind cannot be revoked: send a corrected one."))
        if not why.strip():
            raise WrongFile(_("Say why it is revoked."))
        was_in_force = batch.state == BatchState.APPLIED
        batch.state, batch.revoked_at, batch.revoked_post = BatchState.REVOKED, clock.now(), by.post
        batch.revoked_why = why.strip()[:300]
        batch.save()
        layout.revoke(batch)
        if not was_in_force:
            batch.supersedes.filter(state=BatchState.SUPERSEDED).update(superseded_by=batch.superseded_by)
        elif batch.series:
            _bring_back(batch)
        return batch


def _hold_series(batch: Batch) -> None:
    """Before any row is locked, as a table that is read does it; whoever revokes does not wait for a long one."""
    told = Batch.objects.filter(pk=batch.pk).values_list("series", "slices__series")
    if not hold_series({name for names in told for name in names if name}):
        raise WrongFile(_("Another table of the same series is being read or revoked. Try again when that is done."))


def _bring_back(batch: Batch) -> None:
    """The latest batch that this one superseded, when its layout knows how."""
    before = Batch.objects.filter(superseded_by=batch, state=BatchState.SUPERSEDED).order_by("-pk").first()
    restore = layout_of(before.layout).restore if before else None
    if before and restore:
        before.state, before.superseded_by = BatchState.APPLIED, None
        before.save()
        restore(before)
