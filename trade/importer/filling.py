"""Filling the partitions of a checked table of flows: names kept, then one INSERT for each slice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from trade import partitions
from trade.importer import slices
from trade.importer.layout import AsText, WrongFile
from trade.importer.periods import Period
from trade.importer.survey import Values, Written, lookup
from trade.indicators import sums
from trade.models import PlaceKind, PublishedItem, PublishedPartner, Slice
from trade.names import items, partners, places

if TYPE_CHECKING:
    from trade.importer.flows import FlowTable

LOCK = 4025  # the family of advisory locks of series
SCALES = {"1": 1, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7}


class Filling:
    """One table on its way into the flows."""

    def __init__(self, table: FlowTable) -> None:
        self.table = table

    def apply(self) -> int:
        """Keep the names, then fill a partition for each period; how many flows there are."""
        cursor, batch = self.table.staged.cursor, self.table.batch
        series = batch.options.get("series") or batch.layout
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, series])
        sources = self._lookups()
        taken = 0
        for period, values, condition in self._parts():
            slice = slices.begin(batch, period, series=series, level=self.table.level, grain=self.table.grain)
            taken += self._fill(slice, values, sources, condition)
            if self.table.staged.error_count():
                return 0
        if not taken:
            raise WrongFile(_("No row of the table has a value."))
        return taken

    def _fill(self, slice: Slice, values: Values, sources: dict[str, str], condition: str) -> int:
        """The rows of one slice in a partition, and their sums; when a value cannot be cast, numbers are made plain."""
        cursor = self.table.staged.cursor
        for tried in (False, True):
            try:
                with transaction.atomic():
                    part = partitions.new(cursor, slices.FLOWS, slice.pk)
                    cursor.execute(self._insert(part, slice.pk, values, sources, condition))
                    slices.finish(cursor, slice, part)
                    partitions.attach(cursor, slices.FLOWS, slice.pk)
                sums.keep(cursor, slice)
                return slice.row_count
            except (DataError, slices.WrongValues):
                if self.table.staged.typed:
                    raise AsText from None
                if tried:
                    raise
                self.table.check_values()
            except IntegrityError:
                self._tell_duplicates(sources, condition)
            if self.table.staged.error_count():
                return 0
        return 0

    def _parts(self) -> list[tuple[Period, Values, str]]:
        """Each period with its columns and the condition that finds its rows."""
        if not self.table.shape.period:
            many = len(self.table.values) > 1
            return [
                (self.table.periods[one.period], one, self._any_value(one) if many else "") for one in self.table.values
            ]
        written: dict[str, list[str]] = {}
        for text, period in self.table.periods.items():
            written.setdefault(period.key, []).append(text)
        if len(written) == 1:
            return [(next(iter(self.table.periods.values())), self.table.values[0], "")]
        return [
            (
                self.table.periods[texts[0]],
                self.table.values[0],
                f"{self.table.shape.period} IN ({', '.join(map(_literal, texts))})",
            )
            for texts in written.values()
        ]

    def _lookups(self) -> dict[str, str]:
        """Temporary tables from names as written to keys of published names; a constant where a table has none."""
        cursor = self.table.staged.cursor
        sources = {"place": str(self._india()), "partner": str(self._world())}
        if self.table.shape.state:
            sources["place"] = lookup(cursor, "place", len(self.table.shape.groups["place"]), self._place_keys())
        sources["item"] = lookup(cursor, "item", 1, self._item_keys())
        if self.table.shape.partner:
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
        written = self.table.found.of("place")
        keys = [self.table.place_key(name) for name in written]
        known = places.known_places(keys)
        if new := [key for key in dict.fromkeys(keys) if key not in known]:
            answers = places.Places(on=max(period.ends_on for period in self.table.periods.values()))
            places.keep_places({key: answers.meaning(*key) for key in new})
            known = places.known_places(keys)
        return [(*name.cells, known[key].pk) for name, key in zip(written, keys, strict=True)]

    def _item_keys(self) -> list[tuple[Any, ...]]:
        written = self.table.found.of("item")
        known = items.known_items(self.table.edition, self.table.codes.values())
        if any(code not in known for code in self.table.codes.values()):
            self._keep_items(written, known)
            known = items.known_items(self.table.edition, self.table.codes.values())
        return [(*name.cells, known[self.table.codes[name.cells[0]]]) for name in written]

    def _keep_items(self, written: list[Written], known: dict[str, int]) -> None:
        hs = {} if self.table.sectors else items.classification(self.table.edition, self.table.codes.values())
        sectors = items.sectors_by_name() if self.table.sectors else {}
        new = {
            code: PublishedItem(
                edition=self.table.edition,
                code=code,
                level=self.table.level,
                description=name.description,
                hs=hs.get(code),
                sector=sectors.get(code),
            )
            for name in written
            if (code := self.table.codes[name.cells[0]]) not in known
        }
        items.keep_items(new.values())

    def _partner_keys(self) -> list[tuple[Any, ...]]:
        printed = {name.cells[0]: partners.published_partner(name.cells[0]) for name in self.table.found.of("partner")}
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
                columns = self.table.shape.groups[kind]
                same = " AND ".join(f"{source}.c{at} = r.{column}" for at, column in enumerate(columns))
                joins += f" JOIN {source} ON {same}"
        return keys, joins

    def _insert(self, part: str, slice_id: int, values: Values, sources: dict[str, str], condition: str) -> str:
        keys, joins = self._joined(sources)
        unit = f"r.{values.unit}" if values.unit else "''"
        if values.unit and not self.table.staged.typed:
            unit = f"left({unit}, 12)"
        return (
            f'INSERT INTO "{part}" (slice_id, place_id, item_id, partner_id, usd, inr, quantity, unit)'  # noqa: S608
            f" SELECT {slice_id}, {keys['place']}, {keys['item']}, {keys['partner']},"
            f" {self._amount(values.usd, 'usd_scale')}, {self._amount(values.inr, 'inr_scale')},"
            f" {self._amount(values.quantity)}, {unit}"
            f" FROM {self.table.staged.table} r{joins}{' WHERE ' + condition if condition else ''}"
        )

    def _amount(self, column: str, scale: str = "") -> str:
        if not column or column not in self.table.staged.present:
            return "NULL"
        if self.table.staged.typed:
            return f"r.{column}"
        factor = SCALES[self.table.batch.options.get(scale) or "1"] if scale else 1
        return f"nullif(r.{column}, '')::numeric" + (f" * {factor}" if factor != 1 else "")

    def _any_value(self, values: Values) -> str:
        filled = "IS NOT NULL" if self.table.staged.typed else "<> ''"
        return " OR ".join(f"{name} {filled}" for name in values.money)

    def _tell_duplicates(self, sources: dict[str, str], condition: str) -> None:
        """Name the rows that repeat another of the same period."""
        keys, joins = self._joined(sources)
        where = f" WHERE {condition}" if condition else ""
        self.table.staged.note_where(
            "row_no IN (SELECT row_no FROM (SELECT r.row_no, row_number() OVER"  # noqa: S608
            f" (PARTITION BY {', '.join(keys.values())} ORDER BY r.row_no) AS nth"
            f" FROM {self.table.staged.table} r{joins}{where}) numbered WHERE nth > 1)",
            column=self.table.shape.code,
            code="duplicate",
        )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
