"""Tables of flows, whatever their layout: names resolved once, values checked, a partition filled for each slice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from products.codes import EDITION
from trade.importer.filling import Filling
from trade.importer.layout import Column, Staged, WrongFile
from trade.importer.numbers import DIGITS
from trade.importer.periods import Period, read_period
from trade.importer.stagedflows import scale_of
from trade.importer.survey import Flows, Shape, Survey, Values, Written
from trade.models import Batch, PlaceKind
from trade.names import items, partners, places


@dataclass
class FlowTable:
    """What a layout of flows hands over: the columns of names, and of values by period."""

    staged: Staged
    shape: Shape
    values: tuple[Values, ...]
    sectors: bool = False
    found: Survey = field(default_factory=Survey)
    codes: dict[str, str] = field(default_factory=dict)  # as written → as it counts
    periods: dict[str, Period] = field(default_factory=dict)  # as written → what it means
    level: int = 0

    @cached_property
    def flows(self) -> Flows:
        return self.staged.flows()

    @property
    def batch(self) -> Batch:
        return self.staged.batch

    @property
    def edition(self) -> str:
        return self.batch.options.setdefault("edition", EDITION)

    @property
    def grain(self) -> str:
        place = "district" if self.shape.district else "state" if self.shape.state else "india"
        return f"{place}+partner" if self.shape.partner else place

    # checking ------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """Keep every problem of the table: periods, places, products, partners, values."""
        self.found = self.flows.survey(self.shape)
        if any(not "".join(name.cells).strip() for name in self.found.of("item")):
            self.staged.drop_blank_rows()
            self.found = self.flows.survey(self.shape)
        self._check_periods()
        self._check_places()
        self._check_sectors() if self.sectors else self._check_codes()
        self._check_partners()
        if self.staged.checks_first:
            self.check_values()

    def _check_periods(self) -> None:
        written = [(name.cells[0], name.row) for name in self.found.of("period")]
        written += [(values.period, 0) for values in self.values if values.period]
        for text, row in written:
            period = read_period(text)
            if period is None:
                if not row:
                    raise WrongFile(_("“%(text)s” is not a period. Write FY2025, CY2024 or 2025-03.") % {"text": text})
                self.staged.note(row, self.shape.period, "bad_period", value=text)
            elif period.ends_on > self.batch.as_of:
                said = _("%(period)s ended on %(end)s") % {"period": period.key, "end": period.ends_on.isoformat()}
                self.staged.note(row, self.shape.period, "period_not_over", value=text, suggestion=said)
            else:
                self.periods[text] = period
        keys = [self.periods[values.period].key for values in self.values if values.period in self.periods]
        if len(keys) != len(set(keys)):
            raise WrongFile(_("A period stands twice among the headings."))

    def _check_places(self) -> None:
        """Unknown names are kept and told, with what they might mean; a row of totals would count everything twice."""
        if not self.shape.state:
            return
        last = max((period.ends_on for period in self.periods.values()), default=None)
        answers, column = places.Places(on=last), self.shape.district or self.shape.state
        known = places.known_places(self.place_key(name) for name in self.found.of("place"))
        meant: dict[Any, list[str]] = {}
        for name in self.found.of("place"):
            key = self.place_key(name)
            if places.name_key(key[0]) in places.TOTALS or places.name_key(key[1]) in places.TOTALS:
                self.staged.note(name.row, column, "total_row", value=" / ".join(name.cells))
            elif not key[0] or (self.shape.district and not key[1]):
                self.staged.note(name.row, column, "no_place", value=" / ".join(name.cells))
            else:
                meaning = answers.meaning(*key) if key not in known else places.Meaning.of(known[key])
                self._tell_place(name, meaning, column)
                if meaning.district:
                    meant.setdefault(meaning.district, []).append(key[1])
        for district, spellings in meant.items():
            if len(set(spellings)) > 1:
                said = f"{', '.join(sorted(set(spellings)))} = {district}"
                self.staged.note(0, column, "same_place", value=said, warning=True)

    def place_key(self, name: Written) -> tuple[str, str]:
        state = places.published(name.cells[0])
        return state, places.published(name.cells[1]) if self.shape.district else ""

    def _tell_place(self, name: Written, meaning: places.Meaning, column: str) -> None:
        if meaning.kind != PlaceKind.UNRESOLVED:
            return
        code = "unknown_district" if meaning.state else "unknown_state"
        maybe = ", ".join(str(district) for district in meaning.suggestions)
        value = name.cells[-1] if meaning.state else name.cells[0]
        self.staged.note(name.row, column, code, value=value, suggestion=maybe, warning=True)

    def _check_codes(self) -> None:
        lengths: Counter[int] = Counter()
        for name in self.found.of("item"):
            code, lost = items.hs_code(name.cells[0])
            if not code:
                self.staged.note(name.row, self.shape.code, "bad_hs", value=name.cells[0])
                continue
            self.codes[name.cells[0]] = code
            lengths[len(code)] += name.rows
            if lost:
                self.staged.note(name.row, self.shape.code, "hs_zero", name.cells[0], suggestion=code, warning=True)
        self.level = max(lengths, key=lambda length: lengths[length], default=0)
        known = items.classification(self.edition, self.codes.values())
        for name in self.found.of("item"):
            code = self.codes.get(name.cells[0], "")
            if code and len(code) != self.level:
                self.staged.note(name.row, self.shape.code, "mixed_levels", value=name.cells[0])
            elif code and known and code not in known:
                self.staged.note(name.row, self.shape.code, "unknown_hs", value=name.cells[0], warning=True)

    def _check_sectors(self) -> None:
        known = items.sectors_by_name()
        for name in self.found.of("item"):
            said = name.cells[0].strip()
            if sector := known.get(said) or known.get(said.casefold()):
                self.codes[name.cells[0]] = sector.code
            else:
                self.staged.note(name.row, self.shape.code, "unknown_sector", value=said)

    def _check_partners(self) -> None:
        """A column that names no country is none; beside countries a row of all partners is told, and none is blank."""
        printed = {partners.published_partner(name.cells[0]) for name in self.found.of("partner")}
        if printed <= {partners.WORLD}:
            self.shape = replace(self.shape, partner="")
            return
        answers = partners.Partners() if self.shape.partner else None
        for name in self.found.of("partner"):
            printed = partners.published_partner(name.cells[0])
            if not name.cells[0].strip():
                self.staged.note(name.row, self.shape.partner, "no_partner")
            elif printed == partners.WORLD:
                self.staged.note(name.row, self.shape.partner, "world_row", value=name.cells[0], warning=True)
            elif answers and not answers.country(printed):
                self.staged.note(name.row, self.shape.partner, "unknown_country", value=printed, warning=True)

    def check_values(self) -> None:
        """A row of no value is wrong where every row is to have one; nothing is below zero or too large in scale."""
        self.staged.plain_numbers(self._numbers())
        tests = []
        if len(self.values) == 1:
            names = self.values[0].money
            tests.append((names[0], "no_value", " AND ".join(f"{name} = ''" for name in names)))
        for one in self.values:
            for kind, name in one.amounts.items():
                digits = DIGITS + 1 - len(str(scale_of(self.batch, kind)))
                tests.append((name, "negative", f"left({name}, 1) = '-'"))
                tests.append((name, "too_large", f"length(split_part({name}, '.', 1)) > {digits}"))
        for column, code, test in tests:
            self.staged.note_where(test, column=column, code=code)

    def _numbers(self) -> list[Column]:
        return [one for one in self.staged.columns if one.number and one.name in self.staged.present]

    def apply(self) -> int:
        """Keep the names, then fill a partition for each period; how many flows there are."""
        return Filling(self).apply()
