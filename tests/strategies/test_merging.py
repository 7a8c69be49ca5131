"""The merge of two persons' work on one state: both survive where they can, and nothing is lost where they cannot."""

from hypothesis import given
from hypothesis import strategies as st

from strategies.merging import merge, merge_text

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
