"""The register of geographical indications; where a source only guesses the district, the portal says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from geography.models import District, State
from geography.names import name_key
from products.models import GeographicalIndication
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences

GUESSED = frozenset(
    {"coordinate"}
)  # bases that place a GI in a district nobody confirmed; other bases place it nowhere
LONGEST = {"gi_no": 12, "name": 160, "goods_type": 40, "country": 40}

add_sentences(
    {
        "gi_two_names": _("The number belongs to “%(suggestion)s” already; “%(value)s” is left out."),
        "gi_number": _("“%(value)s” is not a GI number: it has digits only."),
        "gi_place": _("“%(value)s” is not the LGD code of a State or district in force; it is left out."),
    }
)


@dataclass
class Found:
    """What the rows of one number say together."""

    row: dict[str, Any]
    states: set[str] = field(default_factory=set)
    certain: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)

    @property
    def districts(self) -> set[str]:
        return self.certain or self.guessed


def check(staged: Staged) -> None:
    states = set(State.objects.values_list("lgd_code", flat=True))
    districts = set(District.objects.active().values_list("lgd_code", flat=True))
    names: dict[str, str] = {}
    for row in staged.rows():
        where = row["row_no"]
        for name, longest in LONGEST.items():
            if len(row[name]) > longest:
                staged.note(where, name, "too_long", row[name])
        if not row["gi_no"].isdigit():
            staged.note(where, "gi_no", "gi_number", row["gi_no"])
        first = names.setdefault(row["gi_no"], row["name"])
        if name_key(first) != name_key(row["name"]):
            staged.note(where, "name", "gi_two_names", row["name"], suggestion=first, warning=True)
        wrong = [code for code in _codes(row, "odop_district_lgd_codes") if code not in districts]
        wrong += [code for code in _codes(row, "district_lgd_code") if code not in districts]
        wrong += [code for code in _codes(row, "state_lgd_code") if code not in states]
        for code in wrong:
            staged.note(where, "district_lgd_code", "gi_place", code, warning=True)


def apply(staged: Staged) -> int:
    """Add and correct indications by their number; districts that officers made sure stay. Returns how many."""
    found: dict[str, Found] = {}
    for row in staged.rows():
        one = found.setdefault(row["gi_no"], Found(row))
        if name_key(one.row["name"]) == name_key(row["name"]):
            one.states.update(_codes(row, "state_lgd_code"))
            one.certain.update(_codes(row, "odop_district_lgd_codes"))
            if row["district_basis"] in GUESSED:
                one.guessed.update(_codes(row, "district_lgd_code"))
    states = {row.lgd_code: row for row in State.objects.all()}
    districts = {row.lgd_code: row for row in District.objects.active()}
    present = {row.number: row for row in GeographicalIndication.objects.all()}
    for number, one in found.items():
        _keep(number, one, present.get(number), staged.batch.source, states, districts)
    return len(found)


def _keep(number: str, one: Found, known: GeographicalIndication | None, source: str, states, districts) -> None:
    settled = known is not None and known.districts_are_certain and not one.certain
    indication, _new = GeographicalIndication.objects.update_or_create(
        number=number,
        defaults={
            "name": one.row["name"], "goods_type": one.row["goods_type"], "country": one.row["country"] or "India",
            "source": source[:160], "districts_are_certain": settled or bool(one.certain),
        },
    )  # fmt: skip
    indication.states.set([states[code] for code in sorted(one.states) if code in states])
    if not settled:
        indication.districts.set([districts[code] for code in sorted(one.districts) if code in districts])


def _codes(row: dict[str, Any], column: str) -> list[str]:
    return [part.strip().lstrip("0") for part in row[column].split("|") if part.strip()]


GI = register(
    Layout(
        name="gi",
        label=_("Geographical indications"),
        columns=(
            Column("gi_no", ("number", "gi number"), filled=True),
            Column("name", ("geographical indication",), filled=True),
            Column("goods_type", ("goods", "kind of goods"), required=False),
            Column("state_lgd_code", required=False),
            Column("district_lgd_code", required=False),
            Column("district_basis", required=False),
            Column("odop_district_lgd_codes", ("districts that are certain",), required=False),
            Column("country", required=False),
        ),
        check=check,
        apply=apply,
        hint=_(
            "One row for each number and State. Districts in the column of certain ones are taken as they are; a "
            "district that was placed by a coordinate is marked as not confirmed."
        ),
        example=(
            {
                "gi_no": "741", "name": "Lakadong Turmeric", "goods_type": "Agricultural", "state_lgd_code": "17",
                "odop_district_lgd_codes": "276", "country": "India",
            },
        ),
    )
)  # fmt: skip
