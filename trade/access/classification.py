"""UNCTAD's classification of non-tariff measures: its chapters are the portal's own table, the rest is imported."""

from __future__ import annotations

from pathlib import Path

from institutions import clock
from institutions.tables import add_missing, read_table
from trade.models import Batch, NTMCode

TABLE = Path(__file__).parents[1] / "data" / "ntm_chapters.csv"


def load_chapters(*, table: Path = TABLE, refresh: bool = False) -> int:
    """Add the chapters A to P which are missing; returns how many. refresh: take the texts from the table again."""
    texts = ("name", "name_hi", "plain", "plain_hi")
    rows = [
        NTMCode(code=row["code"], chapter=row["code"], source=row["source"], **{text: row[text] for text in texts})
        for row in read_table(table)
    ]
    return add_missing(rows, refresh=texts if refresh else ())


def take_codes(names: dict[str, str], *, batch: Batch) -> int:
    """Codes with the names a table gives them; those above are made first. Our own names of chapters stay."""
    present = {code.code: code for code in NTMCode.objects.all()}
    for code in sorted(names, key=lambda code: (len(code), code)):
        row = present.get(code)
        if row is None:
            parent = present[code[:-1]] if len(code) > 1 else None
            row = present[code] = NTMCode(code=code, chapter=code[0], parent=parent)
        elif row.batch_id is None:
            continue
        row.name, row.source, row.batch, row.retired_on = names[code], batch.source, batch, None
        row.save()
    return len(names)


def retire_codes(batch: Batch) -> None:
    """A revoked table's codes are retired: measures may still name them."""
    NTMCode.objects.filter(batch=batch, retired_on=None).update(retired_on=clock.today())
