"""Non-tariff measures after UNCTAD's classification: the classification, the measures, and the products they touch."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from geography.countries import countries_by_name
from geography.models import Country
from geography.names import name_key
from trade.access.checks import by_batch_alone, cell, check_codes, check_countries, codes_of, day_of, series_of
from trade.access.classification import retire_codes, take_codes
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences
from trade.models import Measure, NTMCode

CODE = re.compile(r"^[A-P]\d{0,4}$")
LONGEST = {"ntm_description": 240, "agency": 240, "objective": 400, "measure_id": 40}
INDIA = frozenset({"india", "ind", "republicofindia"})
EXCEPT = re.compile(r"^\s*(?:the\s+)?world\s*\(\s*except(.*)\)\s*$", re.IGNORECASE | re.DOTALL)

add_sentences(
    {
        "ntm_code": _("“%(value)s” is not a code of the classification: a letter from A to P and up to four digits."),
        "ntm_parent": _("The code above “%(value)s” is neither in this table nor in the portal."),
        "ntm_chapter": _("“%(value)s” is not the chapter of this code. The chapter is its first letter."),
        "ntm_unknown": _("“%(value)s” is not in the portal’s classification. The measure is kept in its chapter."),
        "ntm_no_chapters": _("The portal has no chapter of this letter. Load the classification first."),
        "measure_taken": _("Another table in force has a measure of this country with this number. Revoke it first."),
        "measure_unknown": _("No table of measures in force has the number “%(value)s”. Load the measures first."),
        "measure_ambiguous": _("Measures of several countries have the number “%(value)s”. Add the column importer."),
    }
)


# The classification ---------------------------------------------------------------------------------------------------


def check_classification(staged: Staged) -> None:
    rows = list(staged.rows())
    known = {row["code"].strip() for row in rows} | set(NTMCode.objects.values_list("code", flat=True))
    seen: set[str] = set()
    for row in rows:
        code = row["code"].strip()
        if not CODE.match(code):
            staged.note(row["row_no"], "code", "ntm_code", code)
        elif code in seen:
            staged.note(row["row_no"], "code", "duplicate", code)
        elif len(code) > 1 and code[:-1] not in known:
            staged.note(row["row_no"], "code", "ntm_parent", code)
        elif row["chapter"] and row["chapter"].strip() != code[0]:
            staged.note(row["row_no"], "chapter", "ntm_chapter", row["chapter"], suggestion=code[0])
        if len(row["description"]) > 240:
            staged.note(row["row_no"], "description", "too_long", row["description"])
        seen.add(code)


def apply_classification(staged: Staged) -> int:
    staged.batch.series = series_of(staged.batch)
    return take_codes(
        {row["code"].strip(): " ".join(row["description"].split()) for row in staged.rows()}, batch=staged.batch
    )


# Measures -------------------------------------------------------------------------------------------------------------


def check_measures(staged: Staged) -> None:
    named = check_countries(staged, "importer")
    iso3 = dict(Country.objects.values_list("pk", "iso3"))
    codes = set(NTMCode.objects.values_list("code", flat=True))
    taken = _taken(staged)
    seen: set[str] = set()
    for row in staged.rows():
        number, where = row["measure_id"].strip(), row["row_no"]
        _check_code(staged, where, row["ntm_code"].strip(), codes)
        key = f"{iso3.get(named.get(row['importer']), '')}-{number}"
        if key in seen:
            staged.note(where, "measure_id", "duplicate", number)
        elif key in taken:
            staged.note(where, "measure_id", "measure_taken", number)
        seen.add(key)
        if row["implemented"] and day_of(row["implemented"]) is None:
            staged.note(where, "implemented", "bad_date", row["implemented"])
        for name, longest in LONGEST.items():
            if len(row[name]) > longest:
                staged.note(where, name, "too_long", row[name])


def _check_code(staged: Staged, where: int, code: str, known: set[str]) -> None:
    if not CODE.match(code):
        staged.note(where, "ntm_code", "ntm_code", code)
    elif code[0] not in known:
        staged.note(where, "ntm_code", "ntm_no_chapters", code)
    elif code not in known:
        above = next(code[:length] for length in range(len(code), 0, -1) if code[:length] in known)
        staged.note(where, "ntm_code", "ntm_unknown", code, suggestion=above, warning=True)


def _taken(staged: Staged) -> set[str]:
    """Keys of measures in force which a batch of this table would not supersede: those of another source."""
    others = Measure.objects.in_force().exclude(batch__source=staged.batch.source)
    return set(others.values_list("key", flat=True))


def met_by_india(affected: str) -> bool | None:
    """Whether goods of India are among those a measure touches; None where the source does not say so clearly.

    "World", "World (except Canada)" and lists of countries are what TRAINS writes. A name is compared whole, and a list
    of words most of which are no countries ("developing countries") says nothing clear.
    """
    said = affected.strip()
    if not said:
        return None
    if name_key(said) in ("world", "allcountries", "all"):
        return True
    if excepted := EXCEPT.match(said):
        return not INDIA & _names(excepted.group(1))
    names = _names(said)
    if INDIA & names:
        return True
    return False if 2 * len(names & countries_by_name().keys()) >= len(names) else None


def _names(listed: str) -> set[str]:
    return {name_key(name) for name in re.split(r"[,;]", listed)} - {""}


def apply_measures(staged: Staged) -> int:
    named = check_countries(staged, "importer")
    iso3 = dict(Country.objects.values_list("pk", "iso3"))
    staged.batch.series = series_of(staged.batch, ", ".join(codes_of(named.values())))
    met: dict[str, bool | None] = {}
    taken = 0
    batch: list[Measure] = []
    for row in staged.rows():
        said = row["affected"]
        if said not in met:
            met[said] = met_by_india(said)
        batch.append(_measure(staged, row, named[row["importer"]], iso3, met[said]))
        if len(batch) == 1000:
            taken += len(Measure.objects.bulk_create(batch))
            batch = []
    return taken + len(Measure.objects.bulk_create(batch))


def _measure(staged: Staged, row: dict, importer: int, iso3: dict[int, str], met: bool | None) -> Measure:
    number = row["measure_id"].strip()
    return Measure(
        batch=staged.batch,
        importer_id=importer,
        number=number,
        key=f"{iso3[importer]}-{number}",
        ntm=row["ntm_code"].strip(),
        ntm_text=row["ntm_description"],
        affected=row["affected"],
        met_by_india=met,
        text=row["measure"],
        products=row["product"],
        agency=row["agency"],
        regulation=row["regulation"],
        symbol=row["symbol"],
        objective=row["objective"],
        implemented_on=day_of(row["implemented"]),
    )


# Products of measures -------------------------------------------------------------------------------------------------


def check_products(staged: Staged) -> None:
    """Each row belongs to exactly one measure in force, and no row stands twice."""
    check_codes(staged, "hs")
    named = check_countries(staged, "importer")
    staged.cursor.execute(f"SELECT DISTINCT trim(measure_id), importer FROM {staged.table}")  # noqa: S608
    known = _keys_by_number()
    for number, importer in staged.cursor.fetchall():
        keys = known.get(number, {})
        found = set(keys.values()) if not importer else {keys.get(named.get(importer))} - {None}
        if len(found) != 1:
            code = "measure_ambiguous" if found else "measure_unknown"
            staged.note_where(
                "trim(measure_id) = %s AND importer = %s", [number, importer], column="measure_id", code=code
            )
    key = f"trim(measure_id), importer, {cell('hs')}, trim(partial)"
    numbered = f"SELECT row_no, row_number() OVER (PARTITION BY {key} ORDER BY row_no) AS nth FROM {staged.table}"  # noqa: S608
    staged.note_where(f"row_no IN (SELECT row_no FROM ({numbered}) t WHERE nth > 1)", column="hs", code="duplicate")  # noqa: S608
    staged.note_where("length(partial) > 240", column="partial", code="too_long")


def _keys_by_number() -> dict[str, dict[int, str]]:
    """number → importer → key, of the measures in force."""
    known: dict[str, dict[int, str]] = {}
    for number, importer, key in Measure.objects.in_force().values_list("number", "importer", "key"):
        known.setdefault(number, {})[importer] = key
    return known


def apply_products(staged: Staged) -> int:
    named = check_countries(staged, "importer")
    numbers, importers, keys = [], [], []
    touched: set[int] = set()
    staged.cursor.execute(f"SELECT DISTINCT trim(measure_id), importer FROM {staged.table}")  # noqa: S608
    known = _keys_by_number()
    for number, importer in staged.cursor.fetchall():
        country = named[importer] if importer else next(iter(known[number]))
        touched.add(country)
        numbers.append(number)
        importers.append(importer)
        keys.append(known[number][country])
    staged.batch.series = series_of(staged.batch, ", ".join(codes_of(touched)))
    staged.cursor.execute(
        f"INSERT INTO trade_measurecode (batch_id, measure_key, code, partial) "  # noqa: S608
        f"SELECT %s, m.key, {cell('hs')}, trim(s.partial) FROM {staged.table} s "
        "JOIN unnest(%s::text[], %s::text[], %s::text[]) AS m (number, importer, key) "
        "ON m.number = trim(s.measure_id) AND m.importer = s.importer",
        [staged.batch.pk, numbers, importers, keys],
    )
    return staged.cursor.rowcount


CLASSIFICATION = register(
    Layout(
        name="ntm-classification",
        label=_("Classification of non-tariff measures (UNCTAD)"),
        columns=(
            Column("code", ("ntm code",), filled=True),
            Column("description", ("name",), filled=True),
            Column("chapter", required=False),
        ),
        check=check_classification,
        apply=apply_classification,
        revoke=retire_codes,
        hint=_("Codes below the chapters A to P; the chapters keep the portal's own names."),
        example=({"code": "A21", "description": "Limits for residues of certain substances", "chapter": "A"},),
    )
)

MEASURES = register(
    Layout(
        name="ntm-measures",
        label=_("Non-tariff measures of a market"),
        columns=(
            Column("measure_id", ("measure number", "number"), filled=True),
            Column("importer", ("reporter", "country imposing ntm", "market"), filled=True),
            Column("affected", ("partner", "partner affected", "countries affected"), required=False),
            Column("ntm_code", ("ntm",), filled=True),
            Column("ntm_description", ("ntm name",), required=False),
            Column("measure", ("measure description", "text"), required=False),
            Column("product", ("products", "product description"), required=False),
            Column("agency", ("implementing agency",), required=False),
            Column("regulation", ("regulation title",), required=False),
            Column("symbol", ("regulation symbol",), required=False),
            Column("implemented", ("implementation date", "in force since"), required=False),
            Column("objective", required=False),
        ),
        check=check_measures,
        apply=apply_measures,
        revoke=by_batch_alone,
        restore=by_batch_alone,
        hint=_("One row per measure. Its products come in a table of their own, by the number of the measure."),
        example=(
            {
                "measure_id": "1", "importer": "USA", "affected": "World", "ntm_code": "A21", "measure": "…",
                "agency": "Food and Drug Administration", "implemented": "2020-01-31",
            },
        ),
    )
)  # fmt: skip

PRODUCTS = register(
    Layout(
        name="ntm-products",
        label=_("Products of non-tariff measures"),
        columns=(
            Column("measure_id", ("measure number", "number"), filled=True),
            Column("importer", ("reporter", "market"), required=False),
            Column("hs", ("hs code", "hs6", "product code"), filled=True),
            Column("partial", ("partial coverage", "only"), required=False),
        ),
        check=check_products,
        apply=apply_products,
        revoke=by_batch_alone,
        restore=by_batch_alone,
        hint=_("One row per measure and HS code of 2, 4 or 6 digits. Load the measures first."),
        example=({"measure_id": "1", "hs": "091030", "partial": "Only ground"},),
    )
)
