"""What a market asks of an HS code beside its tariff, grouped by the chapters of UNCTAD's classification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from geography.models import Country
from trade.models import Measure, MeasureCode, NTMCode

OWN_EXPORTS = "P"  # what a country asks of goods that leave it: nothing that goods of India meet there


@dataclass
class Rule:
    """A measure as it bears on a code: `whole` of it, or the parts its source names."""

    measure: Measure
    code: NTMCode | None
    whole: bool = False
    parts: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)  # codes below the one asked for, where it is only some of them

    @property
    def gap(self) -> str:
        """Its name among what a bottleneck may have been drafted from."""
        return f"measure:{self.measure.key}"

    @property
    def start(self) -> str:
        """How its own words begin, to tell it from others of the same kind."""
        return " ".join((self.measure.text or self.measure.products or self.measure.regulation).split())

    @property
    def name(self) -> str:
        return self.code.text if self.code else self.measure.ntm_text or self.measure.ntm


@dataclass(frozen=True)
class Kind:
    """The measures of one code of the classification."""

    code: str
    name: str
    rules: list[Rule]


@dataclass(frozen=True)
class Chapter:
    code: NTMCode
    rules: list[Rule]

    @property
    def kinds(self) -> list[Kind]:
        """The measures by their code, in its order."""
        grouped: dict[str, list[Rule]] = {}
        for rule in self.rules:
            grouped.setdefault(rule.measure.ntm, []).append(rule)
        return [Kind(code, rules[0].name, rules) for code, rules in grouped.items()]


@dataclass(frozen=True)
class Rules:
    """The measures of a market on a code: those goods of India meet, by chapter, and how many they do not meet."""

    chapters: list[Chapter]
    unclear: list[Rule]
    others: int  # made for goods of other countries
    own_exports: int  # chapter P

    @property
    def count(self) -> int:
        return sum(len(chapter.rules) for chapter in self.chapters)

    @property
    def all(self) -> list[Rule]:
        return [rule for chapter in self.chapters for rule in chapter.rules]


def touching(code: str) -> QuerySet:
    """The rows that touch a code: of the code itself, of what lies above it, and of what lies below."""
    above = [code[:length] for length in (2, 4, 6, 8) if length <= len(code)]
    return MeasureCode.objects.in_force().filter(Q(code__in=above) | Q(code__startswith=code))


def rules_of(code: str, importer: Country) -> Rules:
    """The measures of one market that touch a code."""
    links = list(touching(code).filter(measure_key__startswith=f"{importer.iso3}-"))
    keys = {link.measure_key for link in links}
    measures = Measure.objects.in_force().filter(importer=importer, key__in=keys).select_related("batch")
    names = {row.code: row for row in NTMCode.objects.all()}
    rules = {m.key: Rule(m, names.get(m.ntm)) for m in measures}
    for link in links:
        if link.measure_key in rules:
            _touch(rules[link.measure_key], link, code)
    met = [rule for rule in rules.values() if rule.measure.chapter != OWN_EXPORTS]
    ours = [rule for rule in met if rule.measure.met_by_india]
    return Rules(
        chapters=_by_chapter(ours, names),
        unclear=[rule for rule in met if rule.measure.met_by_india is None],
        others=sum(rule.measure.met_by_india is False for rule in met),
        own_exports=len(rules) - len(met),
    )


def _touch(rule: Rule, link: MeasureCode, code: str) -> None:
    if len(link.code) > len(code):
        rule.below.append(link.code)
    elif link.partial:
        rule.parts.append(link.partial)
    else:
        rule.whole = True


def _by_chapter(rules: list[Rule], names: dict[str, NTMCode]) -> list[Chapter]:
    grouped: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.measure.ntm, rule.measure.number)):
        grouped.setdefault(rule.measure.chapter, []).append(rule)
    return [Chapter(names[letter], found) for letter, found in sorted(grouped.items()) if letter in names]


def counts_of(code: str, importers: Iterable[Country] | None = None) -> dict[int, int]:
    """How many measures that goods of India meet touch a code, by market; one query for all markets."""
    rows = Measure.objects.in_force().filter(met_by_india=True, key__in=touching(code).values("measure_key"))
    rows = rows.exclude(ntm__startswith=OWN_EXPORTS)
    if importers is not None:
        rows = rows.filter(importer__in=importers)
    counted: dict[int, set[str]] = {}
    for importer, key in rows.values_list("importer", "key"):
        counted.setdefault(importer, set()).add(key)
    return {importer: len(keys) for importer, keys in counted.items()}


def keys_of(code: str) -> dict[int, set[str]]:
    """The gaps (see Rule.gap) of the measures that goods of India meet on a code, by market."""
    rows = Measure.objects.in_force().filter(met_by_india=True, key__in=touching(code).values("measure_key"))
    found: dict[int, set[str]] = {}
    for importer, key in rows.exclude(ntm__startswith=OWN_EXPORTS).values_list("importer", "key"):
        found.setdefault(importer, set()).add(f"measure:{key}")
    return found


def markets_loaded() -> set[int]:
    """The countries of which any table of measures is in force: elsewhere, none found means none known."""
    return set(Measure.objects.in_force().values_list("importer", flat=True).distinct())
