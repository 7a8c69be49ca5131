"""The quorum engine: what holds for every committee, and the portal's own rules worked out on paper."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from committees.loader import load_committees
from committees.models import ProcedureRule
from committees.procedure import quorum_rule
from committees.quorum import CATEGORY, FEW, ROLE, Lack, Presence, Rule, Seat, judge

ROLES = ("chair", "co_chair", "convener", "co_convener", "member")
CATEGORIES = ("state", "centre", "bank", "trade_body", "exporter")
PEOPLE = st.integers(1, 6)  # few, so that one person often sits for two seats

GROUPS = st.lists(st.sets(st.sampled_from(ROLES), min_size=1, max_size=3).map(frozenset), max_size=2).map(tuple)
MINIMA = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(1, 3), max_size=2).map(lambda d: tuple(d.items()))


@st.composite
def rules(draw) -> Rule:
    denominator = draw(st.integers(1, 5))
    return Rule(
        numerator=draw(st.integers(0, denominator)),
        denominator=denominator,
        number=draw(st.none() | st.integers(0, 6)),
        required=draw(GROUPS),
        minima=draw(MINIMA),
        counts_vacant=draw(st.booleans()),
        counts_online=draw(st.booleans()),
    )


@st.composite
def committees(draw) -> list[Seat]:
    return [
        Seat(post, draw(st.sampled_from(ROLES)), draw(st.sampled_from(CATEGORIES)), held=draw(st.booleans()))
        for post in range(1, draw(st.integers(0, 7)) + 1)
    ]


@st.composite
def sittings(draw) -> tuple[Rule, list[Seat], list[Presence], frozenset[int]]:
    """A rule, a committee, who is there (holders and substitutes, in any seat, observers' too), who left the item."""
    posts = st.integers(1, 8)
    present = draw(st.lists(st.builds(Presence, posts, PEOPLE, st.booleans()), max_size=9))
    return draw(rules()), draw(committees()), present, draw(st.frozensets(posts, max_size=3))


def restated(rule: Rule, seats: list[Seat], present: list[Presence], recused: frozenset[int]) -> bool:
    """The rules once more, without the engine's counting: every way to give seats to people is tried."""
    gone = {p.person for p in present if p.post in recused}
    heard = [p for p in present if p.person not in gone and p.post not in recused]
    if not rule.counts_online:
        heard = [p for p in heard if not p.online]
    pairs = {(s.post, p.person) for s in seats for p in heard if s.post == p.post}

    def most(of: list[Seat]) -> int:
        posts, people = [s.post for s in of], sorted({person for _post, person in pairs})
        people += [0] * len(posts)  # nobody
        return max(sum((post, who) in pairs for post, who in zip(posts, order, strict=False))
                   for order in permutations(people, len(posts)))  # fmt: skip

    base = [s for s in seats if s.held or rule.counts_vacant]
    asked = Fraction(len(base) * rule.numerator, rule.denominator) if rule.number is None else rule.number
    enough = most(seats) >= asked and most(seats) >= 1
    named = all(any(s.role in group and post == s.post for s in seats for post, _ in pairs) for group in rule.required)
    mixed = all(most([s for s in seats if s.category == category]) >= least for category, least in rule.minima)
    return enough and named and mixed


@st.composite
def small_sittings(draw):
    """Few enough for every way to be tried."""
    rule, seats, present, recused = draw(sittings())
    people = st.integers(1, 3)
    present = [Presence(one.post, draw(people), one.online) for one in present]
    return rule, seats[:4], present, recused


@settings(max_examples=400, deadline=None)
@given(small_sittings())
def test_the_verdict_is_what_trying_every_way_finds(sitting):
    assert judge(*sitting).met == restated(*sitting)


@given(sittings(), st.builds(Presence, st.integers(1, 8), PEOPLE, st.booleans()))
def test_one_more_who_is_there_never_costs_the_quorum(sitting, further):
    rule, seats, present, recused = sitting
    assume(further.post not in recused)
    before, after = judge(rule, seats, present, recused), judge(rule, seats, [*present, further], recused)
    assert before.counted <= after.counted <= before.counted + 1
    assert after.met or not before.met


@given(sittings(), st.integers(1, 8))
def test_a_member_who_leaves_an_item_never_makes_a_quorum(sitting, post):
    rule, seats, present, recused = sitting
    before, after = judge(rule, seats, present, recused), judge(rule, seats, present, recused | {post})
    assert after.counted <= before.counted
    assert (after.needed, after.strength) == (before.needed, before.strength)
    assert before.met or not after.met


@given(sittings(), st.integers(1, 8))
def test_who_leaves_an_item_counts_for_it_in_no_other_seat(sitting, post):
    rule, seats, present, recused = sitting
    gone = {one.person for one in present if one.post == post}
    without = [one for one in present if one.person not in gone]
    assert judge(rule, seats, present, recused | {post}) == judge(rule, seats, without, recused | {post})


@given(sittings(), PEOPLE)
def test_a_substitute_counts_once_with_the_holder(sitting, substitute):
    rule, seats, present, recused = sitting
    assume(seats)
    present = [one for one in present if one.post != seats[0].post and one.person not in (7, 8)]
    assume(not recused)
    holder = judge(rule, seats, [*present, Presence(seats[0].post, 7)])
    both = judge(rule, seats, [*present, Presence(seats[0].post, 7), Presence(seats[0].post, 8)])
    assert both == holder


@given(sittings())
def test_one_person_in_every_seat_counts_once(sitting):
    rule, seats, _present, _recused = sitting
    alone = judge(rule, seats, [Presence(seat.post, 1) for seat in seats])
    assert alone.counted == min(len(seats), 1)
    assert [lack for lack in alone.lacks if lack.kind == ROLE] == [
        Lack(ROLE, tuple(sorted(group))) for group in rule.required if not group & {seat.role for seat in seats}
    ]  # in two seats they count once, but both offices are there


@given(sittings())
def test_the_order_in_which_people_come_does_not_matter(sitting):
    rule, seats, present, recused = sitting
    assert judge(rule, seats[::-1], present[::-1], recused) == judge(rule, seats, present, recused)


@given(sittings())
def test_at_least_one_is_needed_and_the_numbers_add_up(sitting):
    rule, seats, present, recused = sitting
    found = judge(rule, seats, present, recused)
    assert found.needed >= 1
    assert found.needed == max(1, rule.number if rule.number is not None else found.needed)
    assert found.strength == len([seat for seat in seats if seat.held or rule.counts_vacant])
    assert found.counted <= min(len(seats), len({one.person for one in present}))
    few = [lack.short for lack in found.lacks if lack.kind == FEW]
    assert few == ([found.needed - found.counted] if found.counted < found.needed else [])
    assert found.met == (not found.lacks)


@given(sittings())
def test_vacant_seats_count_only_where_the_rules_say_so(sitting):
    rule, seats, present, recused = sitting
    strict = Rule(**{**vars(rule), "counts_vacant": True})
    lenient = Rule(**{**vars(rule), "counts_vacant": False})
    counting, leaving = judge(strict, seats, present, recused), judge(lenient, seats, present, recused)
    assert counting.strength == len(seats)
    assert leaving.strength == sum(seat.held for seat in seats)
    assert leaving.needed <= counting.needed


@given(sittings())
def test_those_online_count_as_those_in_the_room_or_not_at_all(sitting):
    rule, seats, present, recused = sitting
    in_the_room = [one for one in present if not one.online]
    assume(not {one.post for one in present} & recused)
    counting = Rule(**{**vars(rule), "counts_online": True})
    ignoring = Rule(**{**vars(rule), "counts_online": False})
    all_here = [Presence(one.post, one.person) for one in present]
    assert judge(counting, seats, present, recused) == judge(counting, seats, all_here, recused)
    assert judge(ignoring, seats, present, recused) == judge(ignoring, seats, in_the_room, recused)


# The portal's own rules ---------------------------------------------------------------------------------------------


@pytest.fixture
def depc(db) -> Rule:
    load_committees()
    return quorum_rule(ProcedureRule.objects.get(kind="depc", body=None))


@pytest.fixture
def sepc(db) -> Rule:
    load_committees()
    return quorum_rule(ProcedureRule.objects.get(kind="sepc", body=None))


def table(*roles: str) -> list[Seat]:
    return [Seat(number, role) for number, role in enumerate(roles, start=1)]


def there(*posts: int) -> list[Presence]:
    """Each by a person of their own."""
    return [Presence(post, 100 + post) for post in posts]


SEVEN = table("chair", "co_chair", "convener", "member", "member", "member", "member")


@pytest.mark.parametrize(
    ("posts", "counted", "met", "lacks"),
    [
        ((1, 3, 4), 3, True, ()),
        ((2, 3, 4), 3, True, ()),  # the co-chair in the chair's place
        ((1, 2, 3), 3, True, ()),
        ((1, 3), 2, False, (Lack(FEW),)),
        ((1,), 1, False, (Lack(FEW, short=2),)),
        ((), 0, False, (Lack(FEW, short=3), Lack(ROLE, ("chair", "co_chair")))),
        ((3, 4, 5), 3, False, (Lack(ROLE, ("chair", "co_chair")),)),
        ((3, 4, 5, 6, 7), 5, False, (Lack(ROLE, ("chair", "co_chair")),)),
    ],
)  # fmt: skip
def test_a_district_of_seven_seats_needs_three_with_chair_or_co_chair(depc, posts, counted, met, lacks):
    found = judge(depc, SEVEN, there(*posts))
    assert (found.strength, found.needed, found.counted, found.met, found.lacks) == (7, 3, counted, met, lacks)


@pytest.mark.parametrize(
    ("seats", "needed"), [(1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)]
)
def test_one_third_is_rounded_up(depc, seats, needed):
    assert judge(depc, table("chair", *["member"] * (seats - 1)), []).needed == needed


def test_vacant_seats_of_a_district_ask_for_nobody(depc):
    seats = [Seat(one.post, one.role, held=one.post <= 3) for one in SEVEN]
    found = judge(depc, seats, there(1))
    assert (found.strength, found.needed, found.met) == (3, 1, True)


def test_a_district_counts_those_online(depc):
    assert judge(depc, SEVEN, [Presence(post, post, online=True) for post in (1, 3, 4)]).met


def test_a_chair_who_leaves_an_item_needs_the_co_chair_there(depc):
    alone, with_co_chair = there(1, 3, 4, 5), there(1, 2, 3, 4, 5)
    assert judge(depc, SEVEN, alone, {1}).lacks == (Lack(ROLE, ("chair", "co_chair")),)
    assert judge(depc, SEVEN, with_co_chair, {1}).met


def test_an_officer_with_two_charges_leaves_the_item_in_both(depc):
    two_charges = [Presence(1, 9), Presence(4, 9), *there(2, 3)]
    assert judge(depc, SEVEN, two_charges).counted == 3
    assert judge(depc, SEVEN, two_charges, {4}).counted == 2


def test_a_state_needs_one_third_with_chair_or_a_convener(sepc):
    twelve = table("chair", "convener", "co_convener", *["member"] * 9)
    assert judge(sepc, twelve, there(2, 5, 6, 7)).met
    assert judge(sepc, twelve, there(3, 5, 6, 7)).met
    assert judge(sepc, twelve, there(1, 2, 3)).lacks == (Lack(FEW),)
    assert judge(sepc, twelve, there(4, 5, 6, 7)).lacks == (Lack(ROLE, ("chair", "co_convener", "convener")),)


def test_a_category_that_must_be_there_is_named_with_how_many_are_missing():
    seats = [Seat(1, "chair", "state"), Seat(2, "member", "bank"), Seat(3, "member", "bank"), Seat(4, "member", "bank")]
    rule = Rule(number=2, minima=(("bank", 2),))
    assert judge(rule, seats, there(1, 2)).lacks == (Lack(CATEGORY, ("bank",)),)
    assert judge(rule, seats, [*there(1), Presence(2, 5), Presence(3, 5)]).lacks == (Lack(CATEGORY, ("bank",)),)
    assert judge(rule, seats, there(2, 3)).met


def test_an_adjourned_meeting_has_its_own_number_where_the_rules_give_one(db):
    load_committees()
    rules = ProcedureRule.objects.get(kind="depc", body=None)
    assert quorum_rule(rules, adjourned=True) == quorum_rule(rules)
    rules.adjourned_number = 2
    assert judge(quorum_rule(rules, adjourned=True), SEVEN, there(1, 3)).met
    assert not judge(quorum_rule(rules), SEVEN, there(1, 3)).met
