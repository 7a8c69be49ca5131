"""Filling the partitions of a checked table of flows: names kept, then the rows of each slice written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trade import partitions
from trade.importer import slices
from trade.importer.layout import WrongFile
from trade.importer.locks import wait_for_series
from trade.importer.periods import Period
from trade.importer.survey import Cells, Part, Written
from trade.indicators import sums
from trade.models import PlaceKind, PublishedItem, PublishedPartner, Slice
from trade.names import items, partners, places

if TYPE_CHECKING:
    from trade.importer.flows import FlowTable


class _Empty(Exception):
    """No row of the table has a value of this period: what is in force of it stays."""


class Filling:
    """One table on its way into the flows."""

    def __init__(self, table: FlowTable) -> None:
        self.table = table

    def apply(self) -> int:
        """Keep the names, then fill a partition for each period; how many flows there are."""
        batch = self.table.batch
        series = batch.options.get("series") or batch.layout
        wait_for_series(series)
        self.table.flows.give(self._keys())
        taken = 0
        for period, part in self._parts():
            try:
                with transaction.atomic():
                    slice = slices.begin(batch, period, series=series, level=self.table.level, grain=self.table.grain)
                    taken += self._fill(slice, part)
            except _Empty:
                column = next(iter(part.values.amounts.values()))
                self.table.staged.note(0, column, "empty_period", value=period.key, warning=True)
            if self.table.staged.error_count():
                return 0
        if not taken:
            raise WrongFile(_("No row of the table has a value."))
        return taken

    def _fill(self, slice: Slice, part: Part) -> int:
        """The rows of one slice in a partition, and their sums; none where rows repeat each other."""
        cursor = self.table.staged.cursor
        try:
            with transaction.atomic():
                name = partitions.new(cursor, slices.FLOWS, slice.pk)
                self.table.flows.fill(name, slice.pk, part)
                slices.finish(cursor, slice, name)
                partitions.attach(cursor, slices.FLOWS, slice.pk)
            if not slice.row_count:
                raise _Empty
        except slices.WrongValues:
            self.table.check_values()
            raise
        except IntegrityError:
            self.table.flows.tell_duplicates(part)
            return 0
        sums.keep(cursor, slice)
        return slice.row_count

    def _parts(self) -> list[tuple[Period, Part]]:
        """Each period with what finds its rows."""
        if not self.table.shape.period:
            many = len(self.table.values) > 1
            return [(self.table.periods[one.period], Part(one, valued=many)) for one in self.table.values]
        written: dict[str, list[str]] = {}
        for text, period in self.table.periods.items():
            written.setdefault(period.key, []).append(text)
        alone = len(written) == 1
        return [
            (self.table.periods[texts[0]], Part(self.table.values[0], written=() if alone else tuple(texts)))
            for texts in written.values()
        ]

    def _keys(self) -> dict[str, dict[Cells, int] | int]:
        """Names as written → keys of published names; one key where a table has none."""
        return {
            "place": self._place_keys() if self.table.shape.state else self._india(),
            "item": self._item_keys(),
            "partner": self._partner_keys() if self.table.shape.partner else self._world(),
        }

    def _india(self) -> int:
        key = ("INDIA", "")
        places.keep_places({key: places.Meaning(PlaceKind.COUNTRY)})
        return places.known_places([key])[key].pk

    def _world(self) -> int:
        partners.keep_partners([partners.WORLD])
        return PublishedPartner.objects.get(is_world=True).pk

    def _place_keys(self) -> dict[Cells, int]:
        written = self.table.found.of("place")
        keys = [self.table.place_key(name) for name in written]
        known = places.known_places(keys)
        if new := [key for key in dict.fromkeys(keys) if key not in known]:
            answers = places.Places(on=max(period.ends_on for period in self.table.periods.values()))
            places.keep_places({key: answers.meaning(*key) for key in new})
            known = places.known_places(keys)
        return {name.cells: known[key].pk for name, key in zip(written, keys, strict=True)}

    def _item_keys(self) -> dict[Cells, int]:
        written = self.table.found.of("item")
        known = items.known_items(self.table.edition, self.table.codes.values())
        if any(code not in known for code in self.table.codes.values()):
            self._keep_items(written, known)
            known = items.known_items(self.table.edition, self.table.codes.values())
        return {name.cells: known[self.table.codes[name.cells[0]]] for name in written}

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

    def _partner_keys(self) -> dict[Cells, int]:
        printed = {name.cells[0]: partners.published_partner(name.cells[0]) for name in self.table.found.of("partner")}
        known = dict(PublishedPartner.objects.filter(name__in=printed.values()).values_list("name", "pk"))
        if new := set(printed.values()) - known.keys():
            partners.keep_partners(new)
            known = dict(PublishedPartner.objects.filter(name__in=printed.values()).values_list("name", "pk"))
        return {(cell,): known[name] for cell, name in printed.items()}
