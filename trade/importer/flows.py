"""Tables of flows, whatever their layout: names resolved once, values checked, one INSERT for each slice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from products.codes import EDITION
from trade import partitions
from trade.importer import slices
from trade.importer.layout import Staged, WrongFile
from trade.importer.periods import Period, read_period
from trade.importer.survey import Shape, Survey, Written, lookup, survey
from trade.models import Batch, PlaceKind, PublishedItem, PublishedPartner
from trade.names import items, partners, places

LOCK = 4025  # the family of advisory locks of series
SCALES = {"1": 1, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7}


@dataclass(frozen=True)
class Values:
    """A period with the columns of its values; period "" where each row says its own."""

    period: str
    usd: str = ""
    inr: str = ""
    quantity: str = ""
    unit: str = ""


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
        self.found = survey(self.staged, self.shape) if self.shape.groups else Survey()
        self._check_periods()
        self._check_places()
        self._check_sectors() if self.sectors else self._check_codes()
        self._check_partners()
        self._check_values()

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
        known = places.known_places(self._place(name) for name in self.found.of("place"))
        meant: dict[Any, list[str]] = {}
        for name in self.found.of("place"):
            key = self._place(name)
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

    def _place(self, name: Written) -> tuple[str, str]:
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
        answers = partners.Partners() if self.shape.partner else None
        for name in self.found.of("partner"):
            printed = partners.published_partner(name.cells[0])
            if answers and printed != partners.WORLD and not answers.country(printed):
                self.staged.note(name.row, self.shape.partner, "unknown_country", value=printed, warning=True)

    def _check_values(self) -> None:
        """A row of no value is wrong where every row is to have one; nothing is below zero."""
        columns = [(values, [name for name in (values.usd, values.inr) if name]) for values in self.values]
        tests = []
        if len(columns) == 1:
            names = columns[0][1]
            tests.append((names[0], "no_value", " AND ".join(f"{name} = ''" for name in names)))
        tests += [(name, "negative", f"left({name}, 1) = '-'") for _values, names in columns for name in names]
        self.staged.cursor.execute(
            f"SELECT {', '.join(f'count(*) FILTER (WHERE {test})' for *_which, test in tests)}"  # noqa: S608
            f" FROM {self.staged.table}"
        )
        for (column, code, test), many in zip(tests, self.staged.cursor.fetchone(), strict=True):
            if many:
                self.staged.note_where(test, column=column, code=code)

    # applying ------------------------------------------------------------------------------------------------------
    def apply(self) -> int:
        """Keep the names, then fill a partition for each period; how many flows there are."""
        cursor, batch = self.staged.cursor, self.batch
        series = batch.options.get("series") or batch.layout
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, series])
        sources = self._lookups()
        taken = 0
        for period, values, condition in self._parts():
            slice = slices.begin(batch, period, series=series, level=self.level, grain=self.grain)
            part = partitions.new(cursor, slices.FLOWS, slice.pk)
            cursor.execute(self._insert(part, slice.pk, values, sources, condition))
            taken += cursor.rowcount
            slices.finish(cursor, slice, part)
            try:
                with transaction.atomic():
                    partitions.attach(cursor, slices.FLOWS, slice.pk)
            except IntegrityError:
                self._tell_duplicates(sources, condition)
                return 0
        if not taken:
            raise WrongFile(_("No row of the table has a value."))
        return taken

    def _parts(self) -> list[tuple[Period, Values, str]]:
        """Each period with its columns and the condition that finds its rows."""
        if not self.shape.period:
            many = len(self.values) > 1
            return [(self.periods[one.period], one, _any_value(one) if many else "") for one in self.values]
        written: dict[str, list[str]] = {}
        for text, period in self.periods.items():
            written.setdefault(period.key, []).append(text)
        if len(written) == 1:
            return [(next(iter(self.periods.values())), self.values[0], "")]
        return [
            (self.periods[texts[0]], self.values[0], f"{self.shape.period} IN ({', '.join(map(_literal, texts))})")
            for texts in written.values()
        ]

    def _lookups(self) -> dict[str, str]:
        """Temporary tables from names as written to keys of published names; a constant where a table has none."""
        cursor = self.staged.cursor
        sources = {"place": str(self._india()), "partner": str(self._world())}
        if self.shape.state:
            sources["place"] = lookup(cursor, "place", len(self.shape.groups["place"]), self._place_keys())
        sources["item"] = lookup(cursor, "item", 1, self._item_keys())
        if self.shape.partner:
            sources["partner"] = lookup(cursor, "partner", 1, self._partner_keys())
        return sources

    def _india(self) -> int:
        key = ("INDIA", "")
        places.keep_places({key: places.Meaning(PlaceKind.COUNTRY)})
        return places.known_places([key])[key].pk

    def _world(self) -> int:
        partners.keep_partners([partners.WORLD])
        return PublishedPartner.objects.get(is_world=True).pk

    def _place_keys(self) -> list[tuple[Any, ...]]:
        written = self.found.of("place")
        keys = [self._place(name) for name in written]
        known = places.known_places(keys)
        if new := [key for key in dict.fromkeys(keys) if key not in known]:
            answers = places.Places(on=max(period.ends_on for period in self.periods.values()))
            places.keep_places({key: answers.meaning(*key) for key in new})
            known = places.known_places(keys)
        return [(*name.cells, known[key].pk) for name, key in zip(written, keys, strict=True)]

    def _item_keys(self) -> list[tuple[Any, ...]]:
        written = self.found.of("item")
        known = items.known_items(self.edition, self.codes.values())
        if any(code not in known for code in self.codes.values()):
            self._keep_items(written, known)
            known = items.known_items(self.edition, self.codes.values())
        return [(*name.cells, known[self.codes[name.cells[0]]]) for name in written]

    def _keep_items(self, written: list[Written], known: dict[str, int]) -> None:
        hs = {} if self.sectors else items.classification(self.edition, self.codes.values())
        sectors = items.sectors_by_name() if self.sectors else {}
        new = {
            code: PublishedItem(
                edition=self.edition,
                code=code,
                level=self.level,
                description=name.description,
                hs=hs.get(code),
                sector=sectors.get(code),
            )
            for name in written
            if (code := self.codes[name.cells[0]]) not in known
        }
        items.keep_items(new.values())

    def _partner_keys(self) -> list[tuple[Any, ...]]:
        printed = {name.cells[0]: partners.published_partner(name.cells[0]) for name in self.found.of("partner")}
        known = dict(PublishedPartner.objects.filter(name__in=printed.values()).values_list("name", "pk"))
        if new := set(printed.values()) - known.keys():
            partners.keep_partners(new)
            known = dict(PublishedPartner.objects.filter(name__in=printed.values()).values_list("name", "pk"))
        return [(cell, known[name]) for cell, name in printed.items()]

    def _joined(self, sources: dict[str, str]) -> tuple[dict[str, str], str]:
        """Where the key of each kind comes from, and the joins that bring it."""
        keys, joins = {}, ""
        for kind in ("place", "item", "partner"):
            source = sources[kind]
            keys[kind] = source if source.isdigit() else f"{source}.id"
            if not source.isdigit():
                columns = self.shape.groups[kind]
                same = " AND ".join(f"{source}.c{at} = r.{column}" for at, column in enumerate(columns))
                joins += f" JOIN {source} ON {same}"
        return keys, joins

    def _insert(self, part: str, slice_id: int, values: Values, sources: dict[str, str], condition: str) -> str:
        keys, joins = self._joined(sources)
        unit = f"left(r.{values.unit}, 12)" if values.unit else "''"
        return (
            f'INSERT INTO "{part}" (slice_id, place_id, item_id, partner_id, usd, inr, quantity, unit)'  # noqa: S608
            f" SELECT {slice_id}, {keys['place']}, {keys['item']}, {keys['partner']},"
            f" {self._amount(values.usd, 'usd_scale')}, {self._amount(values.inr, 'inr_scale')},"
            f" {self._amount(values.quantity)}, {unit}"
            f" FROM {self.staged.table} r{joins}{' WHERE ' + condition if condition else ''}"
        )

    def _amount(self, column: str, scale: str = "") -> str:
        if not column or column not in self.staged.present:
            return "NULL"
        factor = SCALES[self.batch.options.get(scale) or "1"] if scale else 1
        return f"nullif(r.{column}, '')::numeric" + (f" * {factor}" if factor != 1 else "")

    def _tell_duplicates(self, sources: dict[str, str], condition: str) -> None:
        """Name the rows that repeat another of the same period."""
        keys, joins = self._joined(sources)
        where = f" WHERE {condition}" if condition else ""
        self.staged.note_where(
            "row_no IN (SELECT row_no FROM (SELECT r.row_no, row_number() OVER"  # noqa: S608
            f" (PARTITION BY {', '.join(keys.values())} ORDER BY r.row_no) AS nth"
            f" FROM {self.staged.table} r{joins}{where}) numbered WHERE nth > 1)",
            column=self.shape.code,
            code="duplicate",
        )


def _any_value(values: Values) -> str:
    return " OR ".join(f"{name} <> ''" for name in (values.usd, values.inr) if name)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
