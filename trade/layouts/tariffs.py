"""Tariffs of one or several importers by HS subheading: most favoured nation and preferential, never mixed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from institutions import clock
from products.codes import EDITION
from trade.access.checks import (
    by_batch_alone,
    cell,
    check_codes,
    check_countries,
    codes_of,
    series_of,
)
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences

EVERYBODY = frozenset({"world", "wld", "all", "allcountries", "wto", "wtomembers", "mfn"})
MFN = r"^\s*(mfn|most[- ]favou?red[- ]nation)\s*$"
NAMELESS = r"^\s*(pref(erential)?|preference|fta)( tariff| duty)?\s*$"
FIRST_YEAR = 1988  # of the Harmonized System
HIGHEST = 10_000  # per cent

add_sentences(
    {
        "bad_year": _("“%(value)s” is not the year of a tariff. Write four digits, such as 2025."),
        "no_agreement": _("Name the agreement of a preferential tariff instead, for example SAFTA."),
        "not_whole": _("“%(value)s” is not a whole number of national lines."),
        "more_than_lines": _("It counts more lines than the subheading has. Compare it with the column of lines."),
        "percent_order": _("Lowest, average and highest have to be in this order, between 0 and 10,000 per cent."),
        "no_percent": _("Percentages are missing although some lines bear one. Fill in all three, or none."),
        "specific_as_free": _(
            "Lines with a duty by weight or number are counted as free of duty here. They are not shown as free."
        ),
    }
)

COLUMNS = (
    Column("importer", ("reporter", "importing country", "market"), filled=True),
    Column("partner", ("origin", "exporter"), required=False),
    Column("regime", ("agreement", "duty type", "tariff regime"), filled=True),
    Column("year", ("tariff year",), filled=True),
    Column("valid_from", ("from",), required=False),
    Column("valid_to", ("to", "until"), required=False),
    Column("hs6", ("hs code", "product code", "subheading"), filled=True),
    Column("lines", ("national lines", "number of lines"), filled=True, number=True),
    Column("avg_pct", ("mfn_avg_pct", "pref_avg_pct", "average", "simple average"), number=True),
    Column("min_pct", ("mfn_min_pct", "pref_min_pct", "lowest", "minimum"), number=True),
    Column("max_pct", ("mfn_max_pct", "pref_max_pct", "highest", "maximum"), number=True),
    Column("duty_free_lines", ("duty free", "free lines"), required=False, number=True),
    Column("specific_lines", ("non ad valorem lines",), required=False, number=True),
)


def check(staged: Staged) -> None:
    check_codes(staged, "hs6", six=True)
    check_countries(staged, "importer")
    check_countries(staged, "partner", all_of_them=EVERYBODY)
    staged.note_where(
        "CASE WHEN year ~ '^[0-9]{4}$' THEN year::int NOT BETWEEN %s AND %s ELSE true END",
        [FIRST_YEAR, clock.today().year + 2],
        column="year",
        code="bad_year",
    )
    for name in ("valid_from", "valid_to"):
        day = f"{name} !~ '^([0-9]{{4}}-[01][0-9]-[0-3][0-9])?$'"
        staged.note_where(day, column=name, code="bad_date")
    staged.note_where("regime ~* %s", [NAMELESS], column="regime", code="no_agreement")
    for name in ("lines", "duty_free_lines", "specific_lines"):
        staged.note_where(f"{name} !~ '^[0-9]{{0,4}}([.]0*)?$'", column=name, code="not_whole")
    _check_twice(staged)
    if not staged.error_count():
        _check_figures(staged)


def _check_twice(staged: Staged) -> None:
    key = f"upper(importer), upper(partner), upper(regime), year, {cell('hs6')}"
    numbered = f"SELECT row_no, row_number() OVER (PARTITION BY {key} ORDER BY row_no) AS nth FROM {staged.table}"  # noqa: S608
    staged.note_where(f"row_no IN (SELECT row_no FROM ({numbered}) t WHERE nth > 1)", column="hs6", code="duplicate")  # noqa: S608


def _check_figures(staged: Staged) -> None:
    """Lines and percentages agree; asked once every cell is a number."""
    counted = "lines", "duty_free_lines", "specific_lines"
    many = {name: f"coalesce(nullif({name}, '')::numeric, 0)" for name in counted}
    staged.note_where(f"{many['lines']} < 1", column="lines", code="not_whole")
    for name in ("duty_free_lines", "specific_lines"):
        staged.note_where(f"{many[name]} > {many['lines']}", column=name, code="more_than_lines")
    staged.note_where(
        f"{many['duty_free_lines']} + {many['specific_lines']} > {many['lines']}",
        column="duty_free_lines",
        code="specific_as_free",
        warning=True,
    )
    low, middle, high = (f"nullif({name}, '')::numeric" for name in ("min_pct", "avg_pct", "max_pct"))
    empty = f"num_nulls({low}, {middle}, {high})"
    staged.note_where(f"NOT (0 <= {low} AND {low} <= {middle} AND {middle} <= {high} AND {high} <= {HIGHEST})",
                      column="avg_pct", code="percent_order")  # fmt: skip
    staged.note_where(
        f"{empty} IN (1, 2) OR {empty} = 3 AND {many['specific_lines']} < {many['lines']}",
        column="avg_pct",
        code="no_percent",
    )


APPLY = """
INSERT INTO trade_tariff (batch_id, importer_id, origin_id, regime, agreement, year, valid_from, valid_to, edition,
    code, lines, average, lowest, highest, duty_free_lines, specific_lines)
SELECT %(batch)s, importer.pk, origin.pk, CASE WHEN s.mfn THEN 'mfn' ELSE 'preferential' END,
    CASE WHEN s.mfn THEN '' ELSE left(trim(s.regime), 80) END, s.year::int, nullif(s.valid_from, '')::date,
    nullif(s.valid_to, '')::date, %(edition)s, s.code, s.many, CASE WHEN s.known THEN s.middle END,
    CASE WHEN s.known THEN s.low END, CASE WHEN s.known THEN s.high END, s.free, s.specific
FROM (
    SELECT t.*, NOT (specific = many AND coalesce(high, 0) = 0) AS known FROM (
        SELECT *, regime ~* %(mfn)s AS mfn, {code} AS code, lines::numeric::int AS many,
            coalesce(nullif(duty_free_lines, '')::numeric::int, 0) AS free,
            coalesce(nullif(specific_lines, '')::numeric::int, 0) AS specific,
            nullif(avg_pct, '')::numeric AS middle, nullif(min_pct, '')::numeric AS low,
            nullif(max_pct, '')::numeric AS high
        FROM {table}
    ) AS t
) AS s
JOIN unnest(%(importers)s::text[], %(importer_ids)s::bigint[]) AS importer (name, pk) ON importer.name = s.importer
LEFT JOIN unnest(%(origins)s::text[], %(origin_ids)s::bigint[]) AS origin (name, pk) ON origin.name = s.partner
"""


def apply(staged: Staged) -> int:
    """The rows as tariffs. Percentages of a subheading without any line that bears one are left empty."""
    importers = check_countries(staged, "importer")
    origins = check_countries(staged, "partner", all_of_them=EVERYBODY)
    staged.cursor.execute(f"SELECT DISTINCT lower(trim(regime)) || ' ' || year FROM {staged.table} ORDER BY 1")  # noqa: S608
    covered = ", ".join(said for (said,) in staged.cursor.fetchall())
    staged.batch.series = series_of(staged.batch, ", ".join(codes_of(importers.values())), covered)
    staged.cursor.execute(
        APPLY.format(code=cell("hs6"), table=staged.table),
        {
            "batch": staged.batch.pk,
            "edition": EDITION,
            "mfn": MFN,
            "importers": list(importers),
            "importer_ids": list(importers.values()),
            "origins": list(origins),
            "origin_ids": list(origins.values()),
        },
    )
    return staged.cursor.rowcount


TARIFFS = register(
    Layout(
        name="tariffs",
        label=_("Tariffs by HS subheading and market"),
        columns=COLUMNS,
        check=check,
        apply=apply,
        revoke=by_batch_alone,
        restore=by_batch_alone,
        hint=_(
            "One row per importer, regime, year and subheading of six digits. Write MFN in the column of the regime, "
            "or the name of the agreement for a preferential tariff."
        ),
        example=(
            {
                "importer": "USA", "partner": "IND", "regime": "MFN", "year": "2025", "hs6": "091030", "lines": "1",
                "avg_pct": "0", "min_pct": "0", "max_pct": "0", "duty_free_lines": "1", "specific_lines": "0",
            },
        ),
    )
)  # fmt: skip
