"""Decisions by circulation: silence is not consent, people count once, any member may call it to a meeting."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Event
from committees.circulation.actions import circulate
from committees.circulation.counting import Given, count, tally
from committees.models import Circulation, Decision, ProcedureRule
from escalations import clocks
from escalations.sweep import sweep
from institutions import clock
from institutions.models import Appointment
from notices.models import Notice
from tests.bottlenecks.stages import REASON, in_days
from tests.cast import LONG_AGO, Cast
from tests.committees.committee import ALONE, in_session, move
from workflow.errors import NotNow, NotPermitted

TEXT = "The committee adopts agarwood oil as a further product of the district."
ASKED = {"title": "Agarwood oil as a product", "text": TEXT, "background": "The exporters asked for it."}
AGREE, DISAGREE, ABSTAIN = ({"reply": reply, "remark": ""} for reply in ("agree", "disagree", "abstain"))
MEMBERS = ("chair", "co_chair", "convener", "member", "nabard", "exporter", "traders")


def put(cast: Cast, **more) -> Circulation:
    data = ASKED | {"closes_on": in_days(14)} | more
    return circulate(by=cast.actor("convener"), body=cast.depc_ribhoi, data=data)


def answer(cast: Cast, circulation: Circulation, name: str, reply: dict = AGREE) -> Circulation:
    return move(cast, circulation, "answer", name, reply)


def closed(circulation: Circulation) -> Circulation:
    """After its date, swept."""
    with clock.freeze(clocks.running(circulation.case).due_at + timedelta(minutes=1)):
        sweep()
    return Circulation.objects.select_related("case__holder").get(pk=circulation.pk)


def page(cast: Cast, name: str, address: str):
    client = Client()
    cast.login(client, name)
    return client.get(address)


# The count, as rules over seats --------------------------------------------------------------------------------------

PEOPLE, SEATS = st.integers(1, 6), st.integers(1, 8)
HELD = st.dictionaries(SEATS, st.lists(PEOPLE, min_size=1, max_size=2, unique=True).map(tuple))
GIVEN = st.lists(st.builds(Given, SEATS, PEOPLE, st.sampled_from(["agree", "disagree", "abstain"])), max_size=12)


@given(HELD, GIVEN)
def test_silence_never_consents_by_itself(held, answers):
    found = tally(held, answers, silence_is_consent=False)
    spoke = {answer.post for answer in answers if answer.post in held}
    agreeing = sum(reply == "agree" for reply in found.replies.values())
    assert agreeing <= len({answer.post for answer in answers if answer.reply == "agree" and answer.post in held})
    assert {one.post for one in found.taking_part} == spoke
    assert not found.silent & set(found.replies)


@given(HELD, GIVEN)
def test_a_rule_may_let_silence_agree_and_then_nothing_else_changes(held, answers):
    strict = tally(held, answers, silence_is_consent=False)
    lenient = tally(held, answers, silence_is_consent=True)
    assert lenient.silent == strict.silent
    assert lenient.replies == {**dict.fromkeys(strict.silent, "agree"), **strict.replies}


@given(HELD, GIVEN)
def test_each_person_and_each_seat_counts_once(held, answers):
    found = tally(held, answers, silence_is_consent=False)
    seats = [one.post for one in found.taking_part]
    assert len(seats) == len(set(seats))
    assert len(found.replies) <= min(len(seats), len({person for people in held.values() for person in people}))
    assert {one.person for one in found.taking_part} == set(found.replies)


@given(HELD, GIVEN)
def test_the_last_answer_of_a_seat_counts_whatever_was_said_before(held, answers):
    last = [one for n, one in enumerate(answers) if one.post not in {later.post for later in answers[n + 1 :]}]
    assert tally(held, answers, silence_is_consent=False) == tally(held, last, silence_is_consent=False)


@given(HELD, GIVEN)
def test_vacant_and_foreign_seats_change_nothing(held, answers):
    further = [Given(seat + 100, answer.person, answer.reply) for seat, answer in enumerate(answers)]
    assert tally(held, [*answers, *further], silence_is_consent=True) == tally(held, answers, silence_is_consent=True)


def test_who_sits_for_two_seats_speaks_once_by_the_last_answer():
    found = tally(
        {1: (7,), 2: (7,), 3: (8,)}, [Given(1, 7, "agree"), Given(2, 7, "disagree")], silence_is_consent=False
    )
    assert found.replies == {7: "disagree"}
    assert found.silent == {8}
    assert {one.post for one in found.taking_part} == {1, 2}


def test_who_answered_for_one_of_two_seats_is_not_silent_and_consents_to_nothing_more():
    found = tally({1: (7,), 2: (7,)}, [Given(1, 7, "disagree")], silence_is_consent=True)
    assert (found.replies, found.silent) == ({7: "disagree"}, frozenset())


def test_a_substitute_answers_for_the_seat_and_the_later_of_the_two_stands():
    held = {1: (7, 9), 2: (7,)}
    answers = [Given(2, 7, "disagree"), Given(1, 7, "agree"), Given(1, 9, "abstain")]
    assert tally(held, answers, silence_is_consent=False).replies == {7: "disagree", 9: "abstain"}


def test_an_answer_given_before_a_transfer_stands_for_the_seat():
    assert tally({1: (8,)}, [Given(1, 7, "agree")], silence_is_consent=False).replies == {8: "agree"}


# The count, with a committee -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_everybody_with_a_seat_is_asked_by_a_date(committee):
    circulation = put(committee)
    told = Notice.objects.filter(case=circulation.case)
    assert told.count() == committee.depc_ribhoi.posts.count()
    assert all(notice.reply_by == clocks.running(circulation.case).due_at for notice in told)


@pytest.mark.django_db
def test_on_its_date_it_is_agreed_when_enough_answered_and_more_agree(committee):
    circulation = put(committee)
    for name, reply in (("chair", AGREE), ("member", AGREE), ("nabard", DISAGREE), ("exporter", ABSTAIN)):
        answer(committee, circulation, name, reply)
    done = closed(circulation)
    assert (done.case.status, done.agreed, done.against, done.silent) == ("passed", 2, 1, 3)
    assert (done.case.closed_at, clocks.running(done.case)) == (None, None)


@pytest.mark.django_db
def test_silence_of_most_members_is_no_agreement(committee):
    circulation = put(committee)
    answer(committee, circulation, "chair")
    answer(committee, circulation, "member")
    done = closed(circulation)
    assert (done.case.status, done.agreed, done.silent) == ("not_passed", 2, 5)
    assert done.case.closed_at is not None


@pytest.mark.django_db
def test_where_the_rules_let_silence_consent_it_does(committee):
    ProcedureRule.objects.filter(kind="depc").update(silence_is_consent=True)
    circulation = put(committee)
    answer(committee, circulation, "member", DISAGREE)
    done = closed(circulation)
    assert (done.case.status, done.agreed, done.against, done.silent) == ("passed", 6, 1, 6)


@pytest.mark.django_db
def test_a_rule_that_changes_later_does_not_turn_silence_into_consent(committee):
    circulation = put(committee)
    ProcedureRule.objects.filter(kind="depc").update(silence_is_consent=True)
    assert closed(circulation).case.status == "not_passed"


@pytest.mark.django_db
def test_without_the_chair_or_co_chair_it_is_not_agreed(committee):
    circulation = put(committee)
    for name in ("convener", "member", "nabard", "exporter", "traders"):
        answer(committee, circulation, name)
    assert closed(circulation).case.status == "not_passed"


@pytest.mark.django_db
def test_a_tie_is_not_agreed(committee):
    circulation = put(committee)
    for name, reply in (("chair", AGREE), ("member", AGREE), ("nabard", DISAGREE), ("traders", DISAGREE)):
        answer(committee, circulation, name, reply)
    assert closed(circulation).case.status == "not_passed"


@pytest.mark.django_db
def test_a_later_answer_takes_the_place_of_an_earlier_one_and_both_stay_on_record(committee):
    circulation = put(committee)
    answer(committee, circulation, "chair", DISAGREE)
    answer(committee, circulation, "chair", AGREE)
    assert (count(circulation).agree, count(circulation).disagree) == (1, 0)
    assert circulation.answers.count() == 2
    with pytest.raises(NotNow):
        answer(committee, circulation, "chair", AGREE)


@pytest.mark.django_db
def test_a_person_with_two_seats_counts_once(committee):
    circulation = put(committee)
    Appointment.objects.filter(post=committee.nabard.post).update(user=committee.member.user)
    answer(committee, circulation, "member")
    answer(committee, circulation, "nabard")
    found = count(circulation)
    assert (found.agree, found.verdict.counted, found.silent) == (1, 1, 5)


@pytest.mark.django_db
def test_vacant_seats_are_not_waited_for(committee):
    circulation = put(committee)
    Appointment.objects.filter(post__in=[committee.nabard.post, committee.traders.post]).update(
        during=DateRange(LONG_AGO, clock.today())
    )
    for name in ("chair", "co_chair", "convener", "member", "exporter"):
        answer(committee, circulation, name)
    assert count(circulation).silent == 0
    assert move(committee, circulation, "conclude").case.status == "passed"


@pytest.mark.django_db
def test_it_is_not_counted_early_while_an_answer_is_missing(committee):
    circulation = put(committee)
    for name in MEMBERS[1:]:
        answer(committee, circulation, name)
    with pytest.raises(NotNow, match="1 member has not answered"):
        move(committee, circulation, "conclude")
    answer(committee, circulation, "chair")
    assert move(committee, circulation, "conclude").agreed == 7


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["trainee", "observer"])
def test_who_is_not_counted_is_not_asked_for_an_answer(committee, name):
    circulation = put(committee)
    with pytest.raises(NotPermitted):
        answer(committee, circulation, name)


# To a meeting --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_any_member_may_call_it_to_a_meeting_where_it_is_on_the_agenda(committee):
    circulation = move(committee, put(committee), "call_to_meeting", "traders", {"reason": REASON})
    assert (circulation.case.status, clocks.running(circulation.case)) == ("called", None)
    meeting = in_session(committee)
    assert meeting.items.get(about=circulation.case).kind == "circulation"


def passed(cast: Cast) -> Circulation:
    circulation = put(cast)
    for name in MEMBERS:
        answer(cast, circulation, name)
    return move(cast, circulation, "conclude")


def decide(cast: Cast, meeting, circulation: Circulation, act: str):
    item = meeting.items.get(about=circulation.case)
    data = {"item": item.pk, "kind": "decision", "text": "Ratified as circulated.", "act": act}
    with clock.freeze(meeting.starts_at):
        return move(cast, meeting, "decide", data=data)


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "status"), [("ratify", "ratified"), ("reject", "not_passed")])
def test_a_quorate_meeting_ratifies_it_or_does_not_and_both_sides_know(committee, act, status):
    circulation, meeting = passed(committee), in_session(committee)
    decide(committee, meeting, circulation, act)
    circulation.refresh_from_db()
    circulation.case.refresh_from_db()
    assert (circulation.case.status, circulation.ratified_in) == (status, meeting)
    assert Decision.objects.get().acted == Event.objects.get(case=circulation.case, verb=act)


@pytest.mark.django_db
def test_its_own_page_does_not_ratify_it_even_while_the_meeting_sits(committee):
    circulation, meeting = passed(committee), in_session(committee)
    with clock.freeze(meeting.starts_at), pytest.raises(NotNow, match="record the decision there"):
        move(committee, circulation, "ratify")


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["ratify", "reject"])
def test_without_quorum_it_is_neither_ratified_nor_refused(committee, act):
    circulation, meeting = passed(committee), in_session(committee, attendance=ALONE)
    with pytest.raises(NotNow):
        decide(committee, meeting, circulation, act)
    circulation.case.refresh_from_db()
    assert circulation.case.status == "passed"


# Pages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_member_answers_first_and_reads_who_answered_what(committee):
    circulation = answer(committee, put(committee), "member", {"reply": "agree", "remark": "Long overdue."})
    found = page(committee, "chair", f"/circulations/{circulation.case.handle}/")
    said = found.content.decode()
    assert [panel["verb"] for panel in found.context["actions"] if panel["open"]] == ["answer"]
    assert "Your seat has not answered yet." in said
    assert "Long overdue." in said
    assert "Silence is not consent" in said
    assert found.context["lines"][0].post == committee.chair.post
    again = page(committee, "member", f"/circulations/{circulation.case.handle}/")
    assert "Your seat answered: <strong>Agree</strong>" in again.content.decode()
    assert not any(panel["open"] for panel in again.context["actions"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sepc", "ra", "apex"])
def test_others_read_the_numbers_and_nobodys_answer(committee, name):
    circulation = answer(committee, put(committee), "member", {"reply": "disagree", "remark": "Far too early."})
    found = page(committee, name, f"/circulations/{circulation.case.handle}/")
    said = found.content.decode()
    assert "Far too early." not in said
    assert found.context["lines"] == []
    assert [row["value"] for row in found.context["numbers"]] == [0, 1, 0, 6]
    assert committee.member.post.label not in [str(row["by"]) for row in found.context["events"]]
    assert len(found.context["events"]) == 1


@pytest.mark.django_db
def test_the_page_says_in_which_meeting_it_is_decided(committee):
    circulation, meeting = passed(committee), in_session(committee)
    found = page(committee, "member", f"/circulations/{circulation.case.handle}/")
    assert f'href="/meetings/{meeting.case.handle}/"' in found.content.decode()
    assert not {"ratify", "reject"} & {panel["verb"] for panel in found.context["actions"]}


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "said"), [(False, "silence is not consent"), (True, "silence counts as consent")])
def test_the_page_says_what_becomes_of_silence_and_that_all_members_have_it(committee, rule, said):
    ProcedureRule.objects.filter(kind="depc").update(silence_is_consent=rule)
    circulation = put(committee)
    sentence = page(committee, "member", f"/circulations/{circulation.case.handle}/").context["standing"].sentence
    assert sentence.startswith("With the members until 16 Mar 2026")
    assert said in sentence


@pytest.mark.django_db
def test_what_was_counted_stays_as_it_was_when_seats_change_hands_later(committee):
    circulation = put(committee)
    for name, reply in (("chair", AGREE), ("member", ABSTAIN), ("nabard", DISAGREE)):
        answer(committee, circulation, name, reply)
    closed(circulation)
    Appointment.objects.current(clock.today()).filter(post__in=[committee.member.post, committee.nabard.post]).update(
        during=DateRange(LONG_AGO, clock.today())
    )
    found = page(committee, "chair", f"/circulations/{circulation.case.handle}/").context
    assert [row["value"] for row in found["numbers"]] == [1, 1, 1, 4]
    assert {line.reply for line in found["lines"]} == {"Agree", "Abstain", "Do not agree", ""}


NEW = "/committees/DEPC-ML-RIBHOI/circulations/new/"


@pytest.mark.django_db
def test_one_token_is_one_circulation_and_too_short_a_time_is_refused(committee):
    client = Client()
    committee.login(client, "convener")
    short = client.post(NEW, ASKED | {"closes_on": in_days(2), "token": "a"})
    assert short.status_code == 422
    assert TEXT in short.content.decode()
    answers = [client.post(NEW, ASKED | {"closes_on": in_days(14), "token": "b"}) for _n in range(2)]
    [made] = Circulation.objects.all()
    assert {one.url for one in answers} == {f"/circulations/{made.case.handle}/"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"), [("convener", 200), ("chair", 200), ("member", 403), ("sepc", 403), ("sibling", 404)]
)
def test_only_the_convener_or_chair_puts_a_decision_to_the_members(committee, name, status):
    assert page(committee, name, NEW).status_code == status


@pytest.mark.django_db
def test_the_list_and_the_page_ask_few_questions(committee, django_assert_max_num_queries):
    client = Client()
    committee.login(client, "chair")
    made = [put(committee) for _n in range(6)]
    for name in MEMBERS:
        answer(committee, made[0], name)
    for address, most in (
        ("/committees/DEPC-ML-RIBHOI/circulations/", 10),
        (f"/circulations/{made[0].case.handle}/", 30),
    ):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
