"""Devanagari that can be searched and copied: what each glyph of a PDF stands for, in the order people write it.

A PDF shows glyphs in the order of the eye: the short i before its consonant, the r above a syllable after it. Each
shown glyph gets a number of its own (a CID) for the letters it stands for there, and each stretch its text as written,
so that any reader finds “समिति”.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
from django.conf import settings
from fontTools.ttLib import TTFont

FAMILY = b"DEH-Devanagari-Print"
FILES = {False: "deh-devanagari-print-400.woff2", True: "deh-devanagari-print-700.woff2"}  # by whether it is bold
VIRAMA, NUKTA, SHORT_I, REPH = "\u094d", "\u093c", "\u093f", "\u0930\u094d"
SIGNS = re.compile("[\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d]")
SHOWN = re.compile(rb"<([0-9a-f]*)>|([^<>]+)")
STEP = 90  # thousandths of the size of the letters, well below half a space
DIRECT, LIGATURE, CONTEXT, BY_CLASS = 1, 4, 5, 2  # kinds of substitution in a font, and how it names neighbours


def make_searchable(pdf: pydyf.PDF) -> None:
    """Give the Devanagari of a PDF its letters, before the file is written."""
    objects = {one.reference: one for one in pdf.objects}
    fonts = {}
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("Subtype") == "/Type0" and FAMILY in one["BaseFont"]:
            fonts[one["BaseFont"][1:7]] = Letters(*glyphs(b"Bold" in one["BaseFont"]), font=one)
    if not fonts:
        return
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream):
            _rewrite(one, fonts)
    for letters in fonts.values():
        letters.store(pdf, objects)


@dataclass
class Letters:
    """What the glyphs of one font stand for: `known` by glyph, `rephs` the glyphs of a r above; the CIDs given."""

    known: dict[int, str]
    rephs: frozenset[int]
    count: int
    font: dict
    cids: dict[tuple[int, str], int] = field(default_factory=dict)

    def cid(self, glyph: int, text: str) -> int:
        """The number under which a glyph stands for a text: its own, where that is what it always stands for."""
        if text == self.known.get(glyph):
            return self.cids.setdefault((glyph, text), glyph)
        return self.cids.setdefault((glyph, text), self.count + len(self.cids))

    def read(self, shown: list[int]) -> list[tuple[int, str]]:
        """Glyphs as they are shown become CIDs with their letters, syllable by syllable."""
        found = []
        for syllable in self.syllables(shown):
            seen = "".join(self.known.get(glyph, "") for glyph in syllable)
            text = self.spelled(syllable)
            if text == seen:
                shares = [self.known.get(glyph, "") for glyph in syllable]
            else:
                last = len(syllable) - 1
                shares = [text[place : place + 1] if place < last else text[last:] for place in range(len(syllable))]
            found += [(self.cid(glyph, share), share) for glyph, share in zip(syllable, shares, strict=True)]
        return found

    def syllables(self, shown: list[int]) -> list[list[int]]:
        """Cut before a consonant that no half form or short i leads up to, and before a short i."""
        cut: list[list[int]] = []
        open_ = False  # whether the syllable still waits for its consonant
        for glyph in shown:
            text = self.known.get(glyph, "")
            leads = text.startswith(SHORT_I)
            carries = bool(text) and (_is_consonant(text[0]) and glyph not in self.rephs)
            if not cut or ((leads or carries or not _is_mark(text)) and not open_):
                cut.append([])
            cut[-1].append(glyph)
            if leads or carries or text.endswith(VIRAMA):
                open_ = leads or (text.endswith(VIRAMA) and glyph not in self.rephs)
        return cut

    def spelled(self, syllable: list[int]) -> str:
        """A syllable in the order of writing: r above, consonants, short i, the other signs."""
        above, body, short, rest = "", "", "", ""
        for glyph in syllable:
            text = self.known.get(glyph, "")
            if glyph in self.rephs:
                above, rest = REPH, rest + text.replace(REPH, "")
            elif text.startswith(SHORT_I):
                above, short = (REPH if REPH in text else above), short + text.replace(REPH, "")
            elif text and (_is_consonant(text[0]) or text[0] in (VIRAMA, NUKTA)) and not rest:
                body += text
            else:
                rest += text
        return above + body + short + rest

    def store(self, pdf: pydyf.PDF, objects: dict) -> None:
        """Write the letters, widths and glyphs of the CIDs into the font of the PDF."""
        inner = objects[self.font["DescendantFonts"][0]]
        texts = sorted((cid, text) for (_glyph, text), cid in self.cids.items())
        lines = objects[self.font["ToUnicode"]].stream
        start, end = lines.index(b"endcodespacerange") + 1, lines.index(b"endcmap")
        lines[start:end] = _map_of(texts)
        width = _widths(inner["W"])
        size = max([self.count - 1, *self.cids.values()]) + 1
        places = list(range(size))
        for (glyph, _text), cid in sorted(self.cids.items(), key=lambda pair: pair[1]):
            places[cid] = glyph
            if cid >= self.count:
                inner["W"] += [cid, pydyf.Array([width.get(glyph, 0)])]
        table = pydyf.Stream([b"".join(glyph.to_bytes(2, "big") for glyph in places)], compress=True)
        pdf.add_object(table)
        inner["CIDToGIDMap"] = table.reference


def _rewrite(stream: pydyf.Stream, fonts: dict[bytes, Letters]) -> None:
    """Go through the operations of a page; what is shown in one go, raised marks included, is read together."""
    letters, shown = None, []
    for place, line in enumerate(stream.stream):
        line = line if isinstance(line, bytes) else getattr(line, "data", b"")
        if line.endswith(b"TJ") and letters:
            shown.append((place, line))
        elif line.endswith(b"Tf"):
            _replace(stream, letters, shown)
            letters, shown = fonts.get(line[1:7]), []
        elif not line.endswith(b"Ts"):
            _replace(stream, letters, shown)
            shown = []
            letters = None if line in (b"ET", b"BT") else letters
    _replace(stream, letters, shown)


def _replace(stream: pydyf.Stream, letters: Letters | None, shown: list[tuple[int, bytes]]) -> None:
    if letters is None or not shown:
        return
    parts = [(place, SHOWN.findall(line[line.index(b"[") + 1 : line.rindex(b"]")])) for place, line in shown]
    glyphs_ = [int(sent[at : at + 4], 16) for _p, found in parts for sent, _n in found for at in range(0, len(sent), 4)]
    read = letters.read(glyphs_)
    cids = iter(read)
    for place, found in parts:
        written = [
            b"<%s>" % b"".join(b"%04x" % next(cids)[0] for _at in range(0, len(sent), 4)) if sent else _moves(number)
            for sent, number in found
        ]
        stream.stream[place] = b"[%s] TJ" % b"".join(written)
    text = "\ufeff" + "".join(share for _cid, share in read)
    first, last = parts[0][0], parts[-1][0]
    stream.stream[first] = b"/Span <</ActualText <%s>>> BDC " % _hex(text) + stream.stream[first]
    stream.stream[last] += b" EMC"


def _moves(number: bytes) -> bytes:
    """The way back from a sign above or below its letter, in small steps: a reader takes a large one for a space."""
    way = float(number or 0)  # nothing between two marks
    if way > -STEP:
        return number
    steps = int(-way // STEP)
    return b" ".join([b"%d" % -STEP] * steps + [b"%.2f" % (way + steps * STEP)])


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _map_of(texts: list[tuple[int, str]]) -> list[bytes]:
    lines = []
    for at in range(0, len(texts), 100):
        some = texts[at : at + 100]
        lines.append(b"%d beginbfchar" % len(some))
        lines += [b"<%04x> <%s>" % (cid, _hex(text)) for cid, text in some]
        lines.append(b"endbfchar")
    return lines


def _widths(array: list) -> dict[int, float]:
    """[first [width …] first [width …]] as a table."""
    found = {}
    for first, widths in zip(array[::2], array[1::2], strict=True):
        found |= {first + place: width for place, width in enumerate(widths)}
    return found


def _is_consonant(letter: str) -> bool:
    return "\u0915" <= letter <= "\u0939" or "\u0958" <= letter <= "\u095f"


def _is_mark(text: str) -> bool:
    """Signs that follow the letter they belong to; a glyph of no known letter is one of them."""
    return not text or text.startswith(REPH) or bool(SIGNS.match(text))


@cache
def glyphs(bold: bool) -> tuple[dict[int, str], frozenset[int], int]:
    """(letters by glyph, the glyphs of a r above, how many glyphs) of a font: by its own tables of substitutions."""
    font = TTFont(Path(settings.BASE_DIR, "static", "fonts", FILES[bold]))
    texts = {name: chr(code) for code, name in font.getBestCmap().items()}
    lookups = font["GSUB"].table.LookupList.Lookup
    above = {made for number in _lookups_of(font, "rphf") for made, _of in _rules(lookups[number])}
    rules = [rule for lookup in lookups for rule in _rules(lookup)]
    for _round in range(8):  # a conjunct may be made of conjuncts
        for made, of in rules:
            if made not in texts and all(name in texts for name in of):
                texts[made] = "".join(texts[name] for name in of)
            if above.intersection(of):
                above.add(made)
    texts |= _carried(lookups, texts)
    number = font.getReverseGlyphMap()
    known = {number[name]: unicodedata.normalize("NFC", text) for name, text in texts.items()}
    rephs = {number[name] for name in above if name in texts and _is_mark(texts[name]) and REPH in texts[name]}
    return known, frozenset(rephs), len(number)


def _carried(lookups: list, texts: dict[str, str]) -> dict[str, str]:
    """Short i's that show the sign above the next letter too, and the empty glyph that stands where the sign was."""
    found = {}
    for rule, classes in _contexts(lookups):
        steps = [(step.SequenceIndex, lookups[step.LookupListIndex]) for step in rule.SubstLookupRecord]
        if len(steps) != 2 or steps[0][0] != 0:
            continue
        signs = classes.get(rule.Class[steps[1][0] - 1], [])
        for made, of in _rules(steps[0][1]):
            if len(signs) == 1 and texts.get(of[0]) == SHORT_I:
                found[made] = SHORT_I + texts[signs[0]]
                found |= {empty: "" for empty, sign in _rules(steps[1][1]) if sign == signs}
    return found


def _contexts(lookups: list):
    """(rule, glyphs by class) of the substitutions that look at neighbours by class."""
    for lookup in lookups:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != CONTEXT or table.Format != BY_CLASS:
                continue
            classes: dict[int, list[str]] = {}
            for name, number in table.ClassDef.classDefs.items():
                classes.setdefault(number, []).append(name)
            for rules in filter(None, table.SubClassSet):
                yield from ((rule, classes) for rule in rules.SubClassRule)


def _lookups_of(font: TTFont, feature: str) -> set[int]:
    """The lookups behind a feature of the font, such as "rphf", the r above."""
    records = font["GSUB"].table.FeatureList.FeatureRecord
    return {number for one in records if one.FeatureTag == feature for number in one.Feature.LookupListIndex}


def _rules(lookup: Any):
    """(glyph, the glyphs it replaces), wherever a lookup says so."""
    for table in lookup.SubTable:
        table = getattr(table, "ExtSubTable", table)
        if table.LookupType == DIRECT:
            yield from ((made, [of]) for of, made in table.mapping.items())
        elif table.LookupType == LIGATURE:
            for first, made in table.ligatures.items():
                yield from ((one.LigGlyph, [first, *one.Component]) for one in made)
