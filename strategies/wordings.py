"""Text as its sentences and words, in English and Hindi; which words turn what a sentence says; merging by words.

Two changes stand side by side where neither can have meant the other's words: never in doubt (docs/adr/0030).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate, chain, pairwise
from unicodedata import normalize

NEAR = 3  # words: changes of one sentence with fewer untouched ones between them are of one thought
LARGEST = 1_000_000  # tokens of one side times those of the other: beyond it a stretch counts as rewritten
SURVIVING = 2  # one word in so many has to survive a rewording, or the sentence is another
TOKEN = re.compile(r"\n|[^\S\n]*\S+|[^\S\n]+")  # a line's end, or a word with the space before it
CLOSING, OPENING = "\"'”’»)]", "\"'“‘«(["
PARTS = re.compile(r"[-–—/]")  # "twenty-five", "non-certified", "गैर-सरकारी"
NOT_OF_A_WORD = re.compile(r"[^\w\u0900-\u0963\u0970-\u097F’'/–—-]")  # vowel signs of Hindi are
STOPS = ("।", "॥", "?", "!")
DANDA_AS_TYPED = re.compile(r"[\u0900-\u0963]\|$")  # a bar between columns is none


def _words(text: str) -> frozenset[str]:
    return frozenset(normalize("NFC", text).split())


ABBREVIATIONS = _words(
    "rs no nos dr mr mrs ms smt shri sr jr st vs viz i.e e.g etc cf approx govt dept dist m/s ltd pvt co sec art fig"
    " para incl max min reg wef w.e.f रु डॉ सं क्र श्री नं मि कि कि.मी कि.ग्रा प्रा लि"
)
FIGURES = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand lakh lakhs crore crores"
    " million billion dozen half halves third quarter double twice triple both first second all every each any some few"
    " many most only शून्य एक दो तीन चार पाँच पांच छह छः छे सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह पन्द्रह सोलह सत्रह अठारह"
    " उन्नीस बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे सौ हज़ार हजार लाख करोड़ अरब आधा आधी आधे डेढ़ ढाई सवा साढ़े पौने दुगुना"
    " दोगुना तिगुना दोनों पहला पहली दूसरा दूसरी सभी सब हर प्रत्येक कुछ केवल सिर्फ सिर्फ़ मात्र अधिकांश"
)
NEGATIONS = _words(
    "no not none never neither nor without cannot nobody nothing unless except non"
    " नहीं नही न ना मत बिना सिवाय बगैर बग़ैर गैर ग़ैर"
)
BOUNDS = _words(
    "hardly barely scarcely rarely seldom sometimes often always usually mostly least most less lesser more fewer lower"
    " higher greater little much enough too unlikely likely perhaps maybe possibly probably almost nearly about around"
    " approximately roughly exactly exclusively solely merely just instead rather otherwise above below under over"
    " beyond within exceed exceeds exceeding up upto until till before after maximum minimum max min may might can"
    " could shall should must if when whether"
    " शायद संभवतः सम्भवतः मुश्किल विरले कभी अक्सर हमेशा सदा कम अल्प अधिक अधिकतर ज़्यादा ज्यादा ज़्यादातर ज्यादातर बहुत थोड़ा थोड़ी थोड़े"
    " काफ़ी काफी पर्याप्त न्यूनतम अधिकतम लगभग करीब क़रीब तकरीबन तक़रीबन प्रायः बल्कि बजाय ऊपर नीचे भीतर अंदर तक पहले बाद अगर यदि जब"
    " सकता सकती सकते सकेगा सकेगी सकेंगे चाहिए"
)
TURNING = FIGURES | NEGATIONS | BOUNDS


def sentences(text: str) -> list[tuple[str, ...]]:
    """The words of each sentence with the space before them; a line’s end is one of its own. Nothing is left out."""
    found: list[tuple[str, ...]] = []
    open_: list[str] = []
    for token, following in pairwise([*TOKEN.findall(text), "\n"]):
        if token == "\n":
            found += [tuple(open_)] if open_ else []
            found.append((token,))
            open_ = []
            continue
        open_.append(token)
        if ends_sentence(token, following):
            found.append(tuple(open_))
            open_ = []
    return found + ([tuple(open_)] if open_ else [])


def ends_sentence(word: str, following: str) -> bool:
    """Whether a sentence ends with a word; in doubt it does not, so that more is taken for one sentence."""
    if "\n" in (word, following):
        return True
    bare = word.strip().rstrip(CLOSING)
    if bare.endswith(STOPS) or DANDA_AS_TYPED.search(bare):
        return True
    if not bare.endswith("."):
        return False
    stem = bare[:-1].lstrip(OPENING)
    abbreviated = (len(stem) == 1 and stem.isalpha()) or normalize("NFC", stem).casefold() in ABBREVIATIONS
    return not abbreviated and not following.strip().lstrip(OPENING)[:1].islower()


def turning(words: Sequence[str]) -> list[str]:
    """The figures, negations and bounds among words: whoever changes one of them changes what the sentence says."""
    bare = (normalize("NFC", NOT_OF_A_WORD.sub("", word)).casefold().replace("’", "'") for word in words)
    return sorted(filter(_turns, bare))


def _turns(word: str) -> bool:
    if word.endswith("n't") or any(character.isnumeric() for character in word):
        return True
    return any(part.strip("'") in TURNING for part in PARTS.split(word))


# Merging --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Wording:
    """A change: words of the base from, until; what replaces them; the sentences it is of; whether it turns them."""

    start: int
    end: int
    new: tuple[str, ...]
    touched: frozenset[int] = field(compare=False)
    turns: bool = field(compare=False)


def merge_words(base: str, theirs: str, mine: str) -> str | None:
    """A text with the changes of both; None where two of them are too near to each other to be put together unasked."""
    said = _Said(sentences(base))
    left, right = said.changes(sentences(theirs)), said.changes(sentences(mine))
    if said.clashing(left, right):
        return None
    merged, at = [], 0
    for change in sorted({*left, *right}):
        merged += said.words[at : change.start]
        merged += change.new
        at = change.end
    return "".join(merged + said.words[at:])


class _Said:
    """The text two persons began with."""

    def __init__(self, units: list[tuple[str, ...]]):
        self.units = units
        self.words = list(chain.from_iterable(units))
        self.unit_of = [number for number, unit in enumerate(units) for _word in unit]
        self.begins = list(accumulate(map(len, units), initial=0))  # the word each sentence begins with
        self.bounds = frozenset(self.begins)

    def changes(self, other: list[tuple[str, ...]]) -> list[Wording]:
        """What another text says differently, in order; changes that adjoin are one."""
        joined: list[tuple[int, int, tuple[str, ...]]] = []
        for start, end, new in self._raw(other):
            if joined and joined[-1][1] == start:
                first, _last, before = joined.pop()
                start, new = first, before + new
            joined.append((start, end, new))
        return [
            Wording(start, end, new, self._touched(start, end, new), turning(self.words[start:end]) != turning(new))
            for start, end, new in joined
        ]

    def _raw(self, other: list[tuple[str, ...]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        for i1, i2, j1, j2 in _differences(self.units, other):
            old, new = self.units[i1:i2], other[j1:j2]
            pairs = zip(old, new, strict=True) if len(old) == len(new) else [(_flat(old), _flat(new))]
            at = self.begins[i1]
            for before, after in pairs:
                for start, end, first, last in _reworded(before, after):
                    yield at + start, at + end, tuple(after[first:last])
                at += len(before)

    def clashing(self, left: list[Wording], right: list[Wording]) -> bool:
        """Whether a change of one side overlaps, touches, or is of one thought with another one of the other side."""
        before: list[tuple[Wording, int]] = []
        for change, side in sorted([*((one, 0) for one in left), *((one, 1) for one in right)]):
            for other, its_side in reversed(before):
                if self._apart(other, change):
                    break
                if its_side != side and other != change and self._clash(other, change):
                    return True
            before.append((change, side))
        return False

    def _apart(self, one: Wording, other: Wording) -> bool:
        """Whether no change before `one` concerns `other` either: it needs no look at those."""
        if self._adjoin(one, other):
            return False
        return not other.touched or (bool(one.touched) and max(one.touched) < min(other.touched))

    def _clash(self, one: Wording, other: Wording) -> bool:
        if self._adjoin(one, other):
            return True
        if not one.touched & other.touched:
            return False
        untouched = sum(map(_is_word, self.words[one.end : other.start]))
        return one.turns or other.turns or untouched < NEAR

    def _adjoin(self, one: Wording, other: Wording) -> bool:
        """Whether no untouched word and no end of a line stands between a change and a later one."""
        between = (self.words[at] for at in range(one.end, other.start))
        return not any(word == "\n" or _is_word(word) for word in between)

    def _touched(self, start: int, end: int, new: tuple[str, ...]) -> frozenset[int]:
        """Of which sentences the changed words are: whole new ones between two others are of neither."""
        if start == end and start not in self.bounds:
            return frozenset({self.unit_of[start]})
        found = set(self.unit_of[start:end])
        if start == end and start and not ends_sentence(self.words[start - 1], new[0]):
            found.add(self.unit_of[start - 1])
        if end in self.bounds and end < len(self.words) and not self._closed(start, end, new):
            found.add(self.unit_of[end])
        return frozenset(found)

    def _closed(self, start: int, end: int, new: tuple[str, ...]) -> bool:
        """Whether a sentence is complete where a change ends."""
        last = new[-1] if new else (self.words[start - 1] if start else "\n")
        return ends_sentence(last, self.words[end])


def _reworded(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The words that differ; all of them when so few survive that what was written is something else."""
    found = _differences(before, after)
    changed = sum(end - start for start, end, _first, _last in found)
    if found and (len(before) - changed) * SURVIVING < len(before):
        return [(0, len(before), 0, len(after))]
    return found


def _differences(before: Sequence, after: Sequence) -> list[tuple[int, int, int, int]]:
    if len(before) * len(after) > LARGEST:
        return [] if before == after else [(0, len(before), 0, len(after))]
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [tuple(code[1:]) for code in codes if code[0] != "equal"]


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def _flat(units: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(units))
