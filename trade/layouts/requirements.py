"""Checklists of what markets ask, brought by the apex: one checkable sentence per row, with its source and date."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from geography.models import Country
from institutions import clock
from trade.access.checks import by_batch_alone, cell, check_codes, check_countries, codes_of, day_of, series_of
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences
from trade.models import Measure, Requirement, RequirementKind

KINDS = {name: kind for kind in RequirementKind for name in (kind.value, str(kind.label).casefold())} | {
    "limit value": RequirementKind.LIMIT,
    "certification": RequirementKind.CERTIFICATE,
    "labelling": RequirementKind.LABEL,
    "labeling": RequirementKind.LABEL,
    "packaging": RequirementKind.PACKING,
}
LONGEST = {"sentence": 300, "unit": 24, "source": 200}

add_sentences(
    {
        "bad_kind": _("“%(value)s” is not a kind. Write limit, certificate, label, packing, registration or other."),
        "no_unit": _("A limit needs its unit, for example mg/kg."),
        "no_limit": _("A limit needs its value. Write it, or choose another kind."),
        "source_later": _("The source is dated in the future."),
        "no_measure": _("No measure in force of this market has the number “%(value)s”."),
    }
)
COLUMNS = (
    Column("hs6", ("hs code", "hs", "product code"), filled=True),
    Column("market", ("importer", "country"), filled=True),
    Column("kind", ("kind of requirement",), filled=True),
    Column("sentence", ("requirement", "what is required"), filled=True),
    Column("limit", ("limit value", "value"), required=False, number=True),
    Column("unit", ("unit of the limit",), required=False),
    Column("measure_id", ("measure", "measure number"), required=False),
    Column("source", filled=True),
    Column("source_date", ("date of the source", "source date"), filled=True),
)


class _Known:
    """What rows are compared with, read once per table."""

    def __init__(self, staged: Staged) -> None:
        self.markets = check_countries(staged, "market")
        self.iso3 = dict(Country.objects.values_list("pk", "iso3"))

    @cached_property
    def measures(self) -> set[str]:
        return set(Measure.objects.in_force().values_list("key", flat=True))

    def measure(self, row: dict) -> str:
        return f"{self.iso3.get(self.markets.get(row['market']), '')}-{row['measure_id'].strip()}"


def check(staged: Staged) -> None:
    check_codes(staged, "hs6")
    known, seen = _Known(staged), set()
    for row in staged.rows():
        where, written = row["row_no"], day_of(row["source_date"])
        kind = KINDS.get(row["kind"].strip().casefold())
        if kind is None:
            staged.note(where, "kind", "bad_kind", row["kind"])
        elif kind == RequirementKind.LIMIT and not row["limit"]:
            staged.note(where, "limit", "no_limit")
        if row["limit"] and not row["unit"].strip():
            staged.note(where, "unit", "no_unit")
        if written is None or written > clock.today():
            staged.note(where, "source_date", "source_later" if written else "bad_date", row["source_date"])
        if row["measure_id"].strip() and known.measure(row) not in known.measures:
            staged.note(where, "measure_id", "no_measure", row["measure_id"])
        for name, longest in LONGEST.items():
            if len(row[name]) > longest:
                staged.note(where, name, "too_long", row[name])
        said = tuple(" ".join(row[name].casefold().split()) for name in ("hs6", "market", "kind", "sentence", "limit"))
        if said in seen:
            staged.note(where, "sentence", "duplicate", row["sentence"])
        seen.add(said)


def apply(staged: Staged) -> int:
    """The rows as requirements. A later table of the same source for the same products and markets supersedes them."""
    known = _Known(staged)
    codes = _codes(staged)
    rows = [_requirement(staged, row, codes[row["row_no"]], known) for row in staged.rows()]
    staged.batch.series = series_of(
        staged.batch, ", ".join(codes_of(known.markets.values())), ", ".join(sorted(set(codes.values())))
    )
    return len(Requirement.objects.bulk_create(rows, batch_size=1000))


def _codes(staged: Staged) -> dict[int, str]:
    staged.cursor.execute(f"SELECT row_no, {cell('hs6')} FROM {staged.table}")  # noqa: S608
    return dict(staged.cursor.fetchall())


def _requirement(staged: Staged, row: dict, code: str, known: _Known) -> Requirement:
    made = Requirement(
        batch=staged.batch,
        market_id=known.markets[row["market"]],
        code=code,
        kind=KINDS[row["kind"].strip().casefold()],
        sentence=" ".join(row["sentence"].split()),
        limit=Decimal(row["limit"]) if row["limit"] else None,
        unit=row["unit"].strip() if row["limit"] else "",
        measure_key=known.measure(row) if row["measure_id"].strip() else "",
        source=row["source"].strip(),
        source_on=day_of(row["source_date"]),
    )
    made.key = made.key_now()
    return made


REQUIREMENTS = register(
    Layout(
        name="requirements",
        label=_("Requirements of markets (checklists)"),
        columns=COLUMNS,
        check=check,
        apply=apply,
        revoke=by_batch_alone,
        restore=by_batch_alone,
        hint=_("One requirement per row, as a sentence a district can answer with ready or gap."),
        example=(
            {
                "hs6": "091030", "market": "USA", "kind": "limit", "sentence": "Lead in ground turmeric stays below",
                "limit": "2", "unit": "mg/kg", "source": "Name of the regulation", "source_date": "2025-01-31",
            },
        ),
    )
)  # fmt: skip
