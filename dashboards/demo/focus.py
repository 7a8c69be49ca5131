"""Special focus in the demonstration: an invented table of an earlier year asks some districts, and some answered.

The table is of headings and of the year before that of the real figures, so that no page takes it for the newest.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboards.demo.markets import INVENTED, REFUSED
from dashboards.demo.stage import Cast, Stage
from institutions import clock
from institutions.models import PostRole
from trade.importer.run import take_file
from trade.models import BatchState, SpecialFocus
from workflow.engine import perform

ASKED_DAYS, ANSWERED_DAYS = 12, 4
PERIOD = "FY2024"


@dataclass(frozen=True)
class Asked:
    """A heading of which a district makes most of what India exports, and what its committee answers, if anything."""

    lgd: str
    code: str
    usd: int
    percent: int
    verb: str = ""
    said: str = ""


ASKED = (
    Asked("276", "3301", 4_200_000, 91),
    Asked("492", "2007", 6_100_000, 82, "add", "Mango jam and pulp"),
    Asked("187", "6214", 2_800_000, 78, "decline", "The shawls are woven in Kashmir and only packed here."),
    Asked("634", "6305", 5_400_000, 88),
    Asked("459", "5402", 9_300_000, 84, "add", "Textured polyester yarn"),
    Asked("316", "2008", 1_900_000, 79),
    Asked("309", "1211", 1_400_000, 77, "decline", "The herbs come from elsewhere, through a trader of Siliguri."),
    Asked("36", "8714", 7_700_000, 86),
)  # fmt: skip


def enter(stage: Stage, cast: Cast, *, districts: frozenset[str] | None = None) -> int:
    """Take the table in, and answer; how many districts were asked."""
    rows = [row for row in ASKED if districts is None or row.lgd in districts]
    with clock.freeze(stage.now - timedelta(days=ASKED_DAYS)):
        _take(stage, cast, rows)
    for row in rows:
        focus = SpecialFocus.objects.filter(case__district=cast.districts[row.lgd], code=row.code).first()
        if focus is None:
            stage.left_out[f"special focus {row.lgd} {row.code}"] += 1
        elif row.verb:
            _answer(stage, cast, focus, row)
    return len(rows)


def _take(stage: Stage, cast: Cast, rows: list[Asked]) -> None:
    options = {"period": PERIOD, "series": "demo-headings", "edition": "HS2022", "direction": "export"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo-headings.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["state", "district", "hs", "usd"])
            for row in rows:
                district = cast.districts[row.lgd]
                rest = row.usd * (100 - row.percent) // row.percent
                writer.writerow([district.state.name, district.name, row.code, row.usd])
                writer.writerow([district.state.name, "UNSPECIFIED", row.code, rest])
        source = f"{INVENTED}: exports of some districts by HS heading"
        batch = take_file(path, layout="flows", source=source, as_of=clock.today(), options=options)
    if batch.state != BatchState.APPLIED:
        first = batch.problems.first()
        stage.left_out[f"table of headings ({batch.refusal or (first and first.code)})"[:200]] += 1


def _answer(stage: Stage, cast: Cast, focus: SpecialFocus, row: Asked) -> None:
    data: dict[str, Any] = {"title": row.said} if row.verb == "add" else {"reason": row.said}
    try:
        with clock.freeze(clock.at(clock.local_date(stage.now - timedelta(days=ANSWERED_DAYS)), 15)):
            perform(focus.case, row.verb, by=cast.actor(cast.posts[focus.body_id, PostRole.CONVENER]), data=data)
    except REFUSED as problem:
        stage.left_out[f"special focus {row.lgd} {row.verb} ({problem})"[:200]] += 1
