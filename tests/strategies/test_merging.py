"""The merge of two persons' work on one state: both survive where they can, and nothing is lost where they cannot."""

from itertools import chain, pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.merging import merge, merge_text
from strategies.wordings import sentences, turning

LINE = st.text(alphabet="abc ", max_size=3)
TEXT = st.lists(LINE, max_size=6).map("\n".join)
WORDS = st.text(alphabet="pqrstu", min_size=1, max_size=6)


@given(TEXT, TEXT)
def test_where_a_colleague_changed_nothing_mine_stands(base, mine):
    assert merge_text(base, base, mine) == (mine, False)


@given(TEXT, TEXT)
def test_where_i_changed_nothing_theirs_stands(base, theirs):
    assert merge_text(base, theirs, base) == (theirs, False)


@given(TEXT, TEXT)
def test_the_same_change_made_twice_is_made_once(base, both):
    assert merge_text(base, both, both) == (both, False)


@given(TEXT, TEXT, TEXT)
def test_no_line_anybody_wrote_is_lost(base, theirs, mine):
    merged, _clash = merge_text(base, theirs, mine)
    old, kept = base.split("\n"), merged.split("\n")
    for line in [*theirs.split("\n"), *mine.split("\n")]:
        assert line in kept or line in old


@given(TEXT, TEXT, TEXT)
def test_whether_two_changes_clash_does_not_depend_on_who_was_first(base, one, other):
    assert merge_text(base, one, other)[1] == merge_text(base, other, one)[1]


@st.composite
def changes_of_other_lines(draw):
    """A text of distinct lines, and two sets of its lines that have none in common, each rewritten by one person."""
    size = draw(st.integers(2, 8))
    owners = draw(st.lists(st.sampled_from(["theirs", "mine", "nobody"]), min_size=size, max_size=size))
    return owners, draw(st.lists(WORDS, min_size=size, max_size=size))


@given(changes_of_other_lines())
def test_changes_of_different_lines_both_survive(drawn):
    owners, words = drawn
    base = [f"line {number}" for number in range(len(owners))]

    def as_written_by(name: str) -> str:
        return "\n".join(
            f"{name} {number} {word}" if owner == name else line
            for number, (owner, word, line) in enumerate(zip(owners, words, base, strict=True))
        )

    merged, clash = merge_text("\n".join(base), as_written_by("theirs"), as_written_by("mine"))
    assert not clash
    for number, owner in enumerate(owners):
        expected = base[number] if owner == "nobody" else f"{owner} {number} {words[number]}"
        assert merged.split("\n")[number] == expected


def test_two_wordings_of_one_line_clash_and_both_are_proposed():
    assert merge_text("A\nB\nC", "A\nB of theirs\nC", "A\nB of mine\nC") == ("A\nB of theirs\nB of mine\nC", True)


def test_a_line_one_took_out_and_the_other_changed_is_proposed_as_changed():
    assert merge_text("A\nB\nC", "A\nC", "A\nB, better\nC") == ("A\nB, better\nC", True)


def test_two_paragraphs_put_at_one_place_clash_for_nobody_knows_their_order():
    assert merge_text("A", "A\nTheirs", "A\nMine") == ("A\nTheirs\nMine", True)


def test_whoever_wrote_on_from_what_is_saved_already_is_not_held_up():
    assert merge_text("", "First.", "First.\nSecond.") == ("First.\nSecond.", False)


def test_fields_are_merged_one_by_one():
    base = {"title": "Drier", "unit": "tonnes", "target": "10"}
    merged = merge(base, {**base, "target": "12"}, {**base, "title": "Solar drier"})
    assert merged.content == {"title": "Solar drier", "unit": "tonnes", "target": "12"}
    assert merged.clashes == ()


def test_one_field_changed_two_ways_clashes_by_name():
    base = {"title": "Drier", "target": "10"}
    merged = merge(base, {**base, "target": "12"}, {**base, "target": "15"})
    assert (merged.clashes, merged.content) == (("target",), {"title": "Drier", "target": "15"})


def test_a_field_that_is_not_on_my_form_stays_as_it_is():
    assert merge({"title": "A", "ask": "B"}, {"title": "A", "ask": "C"}, {"title": "D"}).content == {
        "title": "D", "ask": "C",
    }  # fmt: skip


def test_references_added_and_taken_out_by_two_persons_are_all_respected():
    merged = merge({"products": ["P1", "P2"]}, {"products": ["P1", "P2", "P3"]}, {"products": ["P2", "P4"]})
    assert (merged.content, merged.clashes) == ({"products": ["P2", "P3", "P4"]}, ())


def test_figures_are_merged_year_by_year():
    base = {"years": {"2026": "10", "2027": "20"}}
    theirs, mine = {"years": {"2026": "11", "2027": "20"}}, {"years": {"2026": "10", "2027": "22", "2028": "30"}}
    assert merge(base, theirs, mine).content == {"years": {"2026": "11", "2027": "22", "2028": "30"}}
    assert merge(base, theirs, {"years": {"2026": "12", "2027": "20"}}).clashes == ("years",)


# Words of one line ----------------------------------------------------------------------------------------------------

MILLS = "The mills press oil of mustard for the whole block."
TWO = f"{MILLS} The growers sell to them in spring. The road to the station is narrow."
HINDI = "ज़िले की मिलें पूरे प्रखंड के लिए सरसों का तेल निकालती हैं। किसान उन्हें वसंत में बेचते हैं। सड़क संकरी है।"
A_WORD = st.sampled_from(["oil", "mill", "road", "Rs.", "12", "not", "बीज", "नहीं", "तीन", "(press)", "sells,"])
SENTENCE = st.lists(A_WORD, min_size=1, max_size=9).flatmap(
    lambda words: st.sampled_from([".", "।", "?", ""]).map(lambda stop: " ".join(words) + stop)
)
PARAGRAPHS = st.lists(SENTENCE, max_size=4).flatmap(
    lambda found: st.lists(st.sampled_from([" ", "  ", "\n", "\n\n"]), min_size=len(found), max_size=len(found)).map(
        lambda gaps: "".join(chain.from_iterable(zip(found, gaps, strict=True)))
    )
)


@st.composite
def retouched(draw):
    """A text, and what two persons made of it by taking out, putting in and replacing a few of its words."""
    base = draw(PARAGRAPHS)

    def by_somebody() -> str:
        words = list(chain.from_iterable(sentences(base)))
        for _time in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(words)))
            words[at : at + draw(st.integers(0, 2))] = draw(st.lists(A_WORD.map(" {}".format), max_size=2))
        return "".join(words)

    return base, by_somebody(), by_somebody()


def count_of(word: str, text: str) -> int:
    return text.split().count(word)


@given(st.text() | PARAGRAPHS)
def test_sentences_leave_nothing_of_a_text_out(text):
    assert "".join(chain.from_iterable(sentences(text))) == text


@given(retouched())
def test_nothing_typed_is_lost_it_is_in_the_text_or_before_the_writer(drawn):
    base, theirs, mine = drawn
    merged, _clash = merge_text(base, theirs, mine)
    for side in (theirs, mine):
        for word in set(side.split()):
            typed = count_of(word, side) - count_of(word, base)
            assert typed <= 0 or count_of(word, merged) >= 1


@given(retouched())
def test_no_two_words_stand_side_by_side_that_nobody_wrote_so(drawn):
    base, theirs, mine = drawn
    merged, _clash = merge_text(base, theirs, mine)
    assert neighbours(merged) <= neighbours(theirs) | neighbours(mine)


def neighbours(text: str) -> set[tuple[str, str]]:
    return {pair for line in text.split("\n") for pair in pairwise(["", *line.split(), ""])}


@given(retouched())
def test_what_is_merged_does_not_depend_on_who_was_first(drawn):
    base, one, other = drawn
    forward, back = merge_text(base, one, other), merge_text(base, other, one)
    assert forward[1] == back[1]
    assert forward[1] or forward[0] == back[0]


@given(retouched())
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is_word_for_word(drawn):
    base, one, _other = drawn
    assert merge_text(base, one, base) == merge_text(base, base, one) == (one, False)


@given(retouched())
def test_the_same_rewording_made_twice_is_made_once(drawn):
    base, one, _other = drawn
    assert merge_text(base, one, one) == (one, False)


@given(st.permutations(range(4)), st.sampled_from([" ", "\n"]))
def test_two_who_reword_different_sentences_of_a_paragraph_both_keep_theirs(order, gap):
    mine, theirs, *_nobody = order

    def written(*changed: int) -> str:
        kind = {True: "new", False: "old"}
        return gap.join(f"The {n} of it {kind[n in changed]} word in the {n} sentence." for n in "abcd")

    def put(*numbers: int) -> str:
        return written(*("abcd"[n] for n in numbers))

    assert merge_text(put(), put(theirs), put(mine)) == (put(theirs, mine), False)


@pytest.mark.parametrize(("theirs", "mine"), list(permutations([("press", "make"), ("block", "district")])))
def test_words_of_one_sentence_that_are_apart_are_merged(theirs, mine):
    merged = MILLS.replace("press", "make").replace("block", "district")
    assert merge_text(MILLS, MILLS.replace(*theirs), MILLS.replace(*mine)) == (merged, False)


APART = [
    (TWO, ("press", "make"), ("in spring", "in autumn")),
    (TWO, ("press", "do not press"), ("sell to", "sell all seed to")),
    (TWO, ("The mills", "The 12 mills"), ("The growers", "Some 400 growers")),
    (TWO, (" The growers sell to them in spring.", ""), ("is narrow", "is closed")),
    (TWO, ("is narrow.", "is narrow. It floods in 2026."), ("The road", "A road")),
    (TWO, ("block. ", "block.\n\n"), ("in spring", "in autumn")),
    (HINDI, ("किसान", "उत्पादक"), ("संकरी", "बंद")),
    (HINDI, ("मिलें", "चार मिलें"), ("बेचते हैं", "नहीं बेचते हैं")),
    (HINDI, ("मिलें", "चक्कियाँ"), ("सरसों", "तिल")),
]


@pytest.mark.parametrize(("base", "one", "other"), APART)
def test_changes_that_are_apart_are_merged_whoever_saves_first(base, one, other):
    merged = base.replace(*one).replace(*other)
    assert merge_text(base, base.replace(*one), base.replace(*other)) == (merged, False)
    assert merge_text(base, base.replace(*other), base.replace(*one)) == (merged, False)


TOGETHER = [
    (TWO, ("press", "make"), ("of mustard", "of sesame")),  # two words between
    (TWO, ("press", "make"), ("press", "sell")),
    (TWO, ("block.", "district."), ("The growers", "Farmers")),  # they adjoin
    (TWO, (" The growers sell to them in spring.", ""), ("in spring", "in autumn")),
    (TWO, ("station is narrow.", "station is narrow. It floods."), ("station is narrow.", "station is narrow. Dust.")),
    ("In 2024 the mills of the block pressed 12 tonnes.", ("2024", "2025"), ("12", "14")),
    ("In two years the mills of the block press a lakh tonnes.", ("two", "three"), ("lakh", "crore")),
    ("The mills press the oil that the growers need.", ("press", "do not press"), ("need", "cannot need")),
    ("The mills press the oil that the growers need.", ("press", "never press"), ("need", "buy")),
    ("The mills press oil, approx. 12 tonnes, for the block.", ("mills", "nine mills"), ("block", "district")),
    ("The mills press the oil that the growers need.", ("press", "hardly press"), ("need", "buy")),
    ("The State will pay half less of the cost of each mill.", ("less", "more"), ("each mill", "the roads")),
    ("The State may pay for the road to the station by spring.", ("may", "shall"), ("by spring", "by autumn")),
    (HINDI, ("निकालती हैं", "शायद निकालती हैं"), ("मिलें", "चक्कियाँ")),
    (HINDI, ("की मिलें", "की चार मिलें"), ("निकालती", "बेचती")),
    (HINDI, ("निकालती हैं", "नहीं निकालती हैं"), ("मिलें", "चक्कियाँ")),
    ("ज़िले में १२ मिलें हैं जो सरसों का तेल २०२६ तक निकालेंगी।", ("१२", "१५"), ("२०२६", "२०२७")),
]


@pytest.mark.parametrize(("base", "one", "other"), TOGETHER)
def test_changes_of_one_thought_clash_and_both_lines_are_proposed(base, one, other):
    theirs, mine = base.replace(*one), base.replace(*other)
    assert merge_text(base, theirs, mine) == (f"{theirs}\n{mine}", True)
    assert merge_text(base, mine, theirs) == (f"{mine}\n{theirs}", True)


def test_a_sentence_written_anew_is_not_mixed_with_a_word_of_the_old_one():
    anew = TWO.replace(MILLS, "For the whole block nobody presses anything of value now, so the oil is bought.")
    assert merge_text(TWO, anew, TWO.replace("mustard", "sesame"))[1]


def test_two_sentences_made_one_are_one_thought():
    joined = TWO.replace("block. The growers", "block while the growers")
    assert merge_text(TWO, joined, TWO.replace("in spring", "in 2026"))[1]
    assert merge_text(TWO, joined.replace("while the", "while two"), TWO.replace("in spring", "in autumn"))[1]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rs. 5 lakh, approx. 3 tonnes, i.e. what M/s. Rao asked.", 1),
        ("He said “It is dry.” Then it rained!", 2),
        ("मिलें चलती हैं। सड़क संकरी है॥", 2),
        ("रु. 5 लाख मिले| काम शुरू हुआ", 2),
        ("Mill | 3 | open", 1),
        ("One. two", 1),
    ],
)
def test_where_sentences_end(text, count):
    assert len(sentences(text)) == count


def test_which_words_turn_a_sentence():
    said = "The mills don’t sell twenty-five of ५० (गैर-सरकारी) करोड़ half-dried seeds at ½ price, नहीं."
    turn = ["don't", "twenty-five", "५०", "गैर-सरकारी", "करोड़", "half-dried", "½", "नहीं"]
    assert turning(said.split()) == sorted(turn)


@pytest.mark.parametrize(
    "word",
    [
        "hardly", "barely", "scarcely", "rarely", "seldom", "least", "most", "less", "more", "fewer", "unlikely",
        "almost", "nearly", "above", "below", "only", "maximum", "शायद", "मुश्किल", "कम", "अधिक", "ज़्यादा", "ज्यादा",
        "लगभग", "न्यूनतम", "अधिकतम", "केवल",
    ],
)  # fmt: skip
def test_a_word_that_reverses_or_bounds_what_is_said_turns_it(word):
    assert turning(["The", f" {word},", " mills"]) == [word]


def test_antonyms_are_not_known_and_are_merged():
    """What docs/adr/0030 says: only figures, negations and bounds are; and the save tells that it merged."""
    said = "Exports rise in every block of the district by the spring."
    merged = said.replace("rise", "fall").replace("spring", "autumn")
    assert merge_text(said, said.replace("rise", "fall"), said.replace("spring", "autumn")) == (merged, False)


def test_a_long_section_that_two_reworded_all_over_is_merged_at_once():
    long = " ".join(f"The {n % 7} mills of the block press oil." for n in range(1_200))
    theirs, mine = long.replace("3 mills of", "3 mills in"), long.replace("oil.", "seeds.")
    assert merge_text(long, theirs, mine) == (theirs.replace("oil.", "seeds."), False)
