"""India's tariff lines of 8 digits (ITC-HS), from an operator's list: a row per line, current or of an earlier edition.

A list says what there is: lines that were in force and are not in it are retired on its date, none is deleted.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from products.codes import EDITION, HS_CODE
from products.hs.loader import TAKEN, load_terms, refresh_words, store
from products.hs.sections import section_of
from products.hs.words import search_text
from products.models import HSCode, HSLevel
from trade.importer.layout import Ask, Column, Layout, Staged, WrongFile, register
from trade.importer.problems import add_sentences
from trade.models import Batch, BatchState

SERIES = "itchs8"
EARLIER = "pre-HS2022"  # lines of subheadings that HS 2022 does not have; of which edition the list does not say
IN_FORCE_SINCE = date(2022, 5, 1)  # of HS 2022 in India: what is older was retired by then
MOST_RETIRED = 0.2  # a list that lacks more than this share of the lines in force is only a part of one
WHOLE, PART, REVISION = "whole", "part", "revision"
STATUSES = frozenset({"current", "untraded-or-superseded", "current-old-hs6", "legacy", ""})
EARLIER_STATUSES = frozenset({"legacy", "current-old-hs6"})
LONGEST = 4000  # letters; the lines for metal scrap list trade names at length
FIELDS = (*TAKEN, "unit", "source")
NOTES = {
    "legacy": gettext_noop("A line of an earlier edition; its subheading is not in HS 2022."),
    "current-old-hs6": gettext_noop("Still met in trade figures, on a subheading that HS 2022 does not have."),
    "untraded-or-superseded": gettext_noop("Not met in trade figures: unused, or superseded."),
}
GONE = gettext_noop("No longer in the list of tariff lines.")

add_sentences(
    {
        "line_code": _("“%(value)s” is not a tariff line: 8 digits, the first two of them a chapter."),
        "line_status": _("“%(value)s” is not a status. Write current, untraded-or-superseded or legacy."),
        "line_no_subheading": _(
            "HS 2022 has no subheading of “%(value)s”. It is kept as a line of an earlier edition."
        ),
    }
)


def check(staged: Staged) -> None:
    """Codes are 8 digits and come once; `staged.memo` becomes {code: row} with the zeros put back."""
    _refuse_an_older_list(staged.batch)
    subheadings = set(
        HSCode.objects.current().filter(edition=EDITION, level=HSLevel.SUBHEADING).values_list("code", flat=True)
    )
    if not subheadings:
        raise WrongFile(_now("The portal has no HS 2022 codes yet. Load the reference data first."))
    taken: dict[str, dict[str, Any]] = {}
    for row in staged.rows():
        number, said = row["row_no"], row["code8"]
        code = plain(said)
        if code != said and code == f"0{said}":
            staged.note(number, "code8", "hs_zero", said, suggestion=code, warning=True)
        if not re.match(HS_CODE, code) or len(code) != 8:
            staged.note(number, "code8", "line_code", said)
        elif code in taken:
            staged.note(number, "code8", "duplicate", said)
        else:
            _check_row(staged, row, code, subheadings)
            taken[code] = row
    staged.memo = taken


def plain(said: str) -> str:
    """ "0910.30.20", "0910 30 20" and the number 9103020 are the line 09103020; what is something else stays."""
    code = re.sub(r"[\s.]+", "", said.removeprefix("'"))
    return f"0{code}" if re.fullmatch(r"[1-9]\d{6}", code) else code


def _check_row(staged: Staged, row: dict[str, Any], code: str, subheadings: set[str]) -> None:
    number = row["row_no"]
    if row["status"] not in STATUSES:
        staged.note(number, "status", "line_status", row["status"])
    elif row["status"] not in EARLIER_STATUSES and code[:6] not in subheadings:
        staged.note(number, "code8", "line_no_subheading", code, warning=True)
        row["status"] = "legacy"
    if len(row["description"]) > LONGEST or len(row["display"]) > LONGEST:
        staged.note(number, "description", "too_long", row["description"])
    if len(row["unit"]) > 12:
        staged.note(number, "unit", "too_long", row["unit"])


def _refuse_an_older_list(batch: Batch) -> None:
    newest = Batch.objects.filter(layout=batch.layout, state=BatchState.APPLIED).order_by("-as_of").first()
    if newest and newest.as_of > batch.as_of:
        raise WrongFile(
            _now("A list of %(day)s is in force already; this one is older. Check its date.")
            % {"day": newest.as_of.isoformat()}
        )


def apply(staged: Staged) -> int:
    """Add and change lines, retire those that are gone, and put the words on the lines they were waiting for."""
    batch, rows = staged.batch, staged.memo
    batch.series = SERIES
    kept = HSCode.objects.filter(level=HSLevel.TARIFF_LINE)
    current = {row.code: row for row in kept.filter(edition=EDITION)}
    earlier = {row.code: row for row in kept.filter(edition=EARLIER)}
    living = {code for code, row in current.items() if not row.is_retired}
    now = {code for code, row in rows.items() if row["status"] not in EARLIER_STATUSES}
    gone = _gone(batch, living, now, set(rows))
    parents = dict(HSCode.objects.filter(edition=EDITION, level__lt=HSLevel.TARIFF_LINE).values_list("code", "pk"))
    new = [_line(code, rows[code], batch, parents, EDITION) for code in sorted(now)]
    old = [_line(code, rows[code], batch, parents, EARLIER) for code in sorted(set(rows) - now - set(current))]
    store(new, current, FIELDS)
    store(old, earlier, FIELDS)
    HSCode.objects.filter(pk__in=[current[code].pk for code in gone]).update(retired_on=batch.as_of, note=GONE)
    refresh_words()
    load_terms()
    return len(rows)


def _gone(batch: Batch, living: set[str], now: set[str], named: set[str]) -> set[str]:
    """Lines in force that the list has no more. A part of a list retires only what it names as no longer current."""
    if batch.options.get("extent") == PART:
        return (living & named) - now
    gone = living - now
    if batch.options.get("extent") != REVISION and living and len(gone) / len(living) > MOST_RETIRED:
        raise WrongFile(
            _now(
                "%(gone)d of the %(all)d lines in force are not in this table. Say that it is a part of the list, or "
                "that it is a new list in which many lines are gone."
            )
            % {"gone": len(gone), "all": len(living)}
        )
    return gone


def _line(code: str, row: dict[str, Any], batch: Batch, parents: dict[str, int], edition: str) -> HSCode:
    text = row["display"] or row["description"]
    section = section_of(code)
    return HSCode(
        edition=edition,
        code=code,
        level=HSLevel.TARIFF_LINE,
        parent_id=next((parents[code[:n]] for n in (6, 4, 2) if code[:n] in parents), None),
        section=section.number if section else "",
        description=text,
        unit=row["unit"],
        source=batch.source[:120],
        retired_on=IN_FORCE_SINCE if edition == EARLIER else None,
        note=NOTES.get(row["status"], ""),
        search_text=search_text(text),
    )


register(
    Layout(
        name="itchs8",
        label=_("Tariff lines of India (ITC-HS, 8 digits)"),
        columns=(
            Column("code8", ("ITC HS code", "HS code", "HSN code", "tariff item"), filled=True),
            Column("description", ("commodity description", "description of goods"), filled=True),
            Column("display", required=False),
            Column("unit", ("UQC", "unit of quantity"), required=False),
            Column("status", required=False),
        ),
        check=check,
        apply=apply,
        asks=(
            Ask(
                "extent",
                _("What the table is"),
                hint=_("Lines in force that a whole list does not name are retired on the date of the table."),
                choices=(
                    (WHOLE, _("The whole list of lines")),
                    (PART, _("A part of it")),
                    (REVISION, _("A new list, many lines gone")),
                ),
                initial=WHOLE,
            ),
        ),
        hint=_("One row per line of 8 digits. Lines of earlier editions are kept as retired codes."),
        example=(
            {
                "code8": "09103020",
                "description": "Turmeric, dried",
                "display": "Spices; turmeric (curcuma) - dried",
                "unit": "KGS",
                "status": "current",
            },
        ),
    )
)
