"""Local leaders: a trainee learns, then a responsibility passes over in three steps, each recorded."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from committees.leaders.track import tracks
from committees.leaders.workflow import begin
from committees.models import Competency, SignOff, Traineeship
from institutions import clock
from institutions.models import Appointment
from tests.bottlenecks.stages import REASON
from tests.cast import LONG_AGO, Cast
from tests.committees.committee import ALL_SEATS, held, in_session, move
from workflow.errors import Invalid, NotNow, NotPermitted

pytestmark = pytest.mark.django_db

ADDRESS = "/committees/DEPC-ML-RIBHOI/leaders/"
WITH_TRAINEE = {"attendance": [f"{seat}=present" for seat in (*ALL_SEATS[:4], "member.trainee")]}
STAGES = ["learning", "shadow", "joint", "lead"]


def asked(cast: Cast, **more) -> dict:
    return {"trainee": cast.trainee.post.pk, "mentor": cast.exporter.post.pk,
            "responsibility": "Buyers' meets of the district"} | more  # fmt: skip


def begun(cast: Cast, **more) -> Traineeship:
    return begin(by=cast.actor("convener"), body=cast.depc_ribhoi, data=asked(cast, **more))


def attended(cast: Cast, times: int) -> None:
    """Meetings of the committee with the trainee in their seat."""
    for n in range(times):
        held(cast, days=14 + 7 * n, attendance=WITH_TRAINEE)


def shadowing(cast: Cast) -> Traineeship:
    made = begun(cast)
    attended(cast, 2)
    return move(cast, made, "shadow", "exporter")


def jointly(cast: Cast) -> Traineeship:
    return move(cast, shadowing(cast), "join", "exporter")


def sign_all(cast: Cast, made: Traineeship) -> None:
    for competency in Competency.objects.all():
        move(cast, made, "sign_off", "exporter", {"competency": competency.code, "basis": REASON})


def login(cast: Cast, name: str) -> Client:
    client = Client()
    cast.login(client, name)
    return client


def states(made: Traineeship) -> list[str]:
    made = Traineeship.objects.select_related("case", "body").get(pk=made.pk)
    return [step["state"] for step in tracks([made])[0].steps]


# Beginning -----------------------------------------------------------------------------------------------------------


def test_nobody_is_their_own_mentor_and_trainees_teach_nobody(committee):
    for mentor in (committee.trainee, committee.observer):
        with pytest.raises(Invalid) as refused:
            begun(committee, mentor=mentor.post.pk)
        assert "mentor" in refused.value.form.errors


def test_a_seat_nobody_holds_learns_nothing(committee):
    Appointment.objects.filter(post=committee.trainee.post).update(during=DateRange(LONG_AGO, clock.today()))
    with pytest.raises(Invalid) as refused:
        begun(committee)
    assert "appoint somebody first" in str(refused.value.form.errors["trainee"])


def test_a_seat_has_one_traineeship_at_a_time_and_another_after_it(committee):
    first = begun(committee)
    with pytest.raises(Invalid):
        begun(committee)
    move(committee, first, "end", data={"reason": REASON})
    assert begun(committee).pk != first.pk


def test_a_lead_banker_is_no_trainee(committee):
    with pytest.raises(Invalid):
        begun(committee, trainee=committee.nabard.post.pk)


# The track -----------------------------------------------------------------------------------------------------------


def test_shadowing_waits_for_the_meetings_the_rules_ask_for(committee):
    made = begun(committee)
    attended(committee, 1)
    with pytest.raises(NotNow, match="1 of the 2 meetings"):
        move(committee, made, "shadow", "exporter")
    held(committee, days=28, attendance=WITH_TRAINEE)
    assert move(committee, made, "shadow", "exporter").case.status == "shadow"


def test_meetings_before_the_traineeship_or_missed_by_the_trainee_do_not_count(committee):
    before = held(committee, attendance=WITH_TRAINEE)
    with clock.freeze(before.ends_at + timedelta(days=1)):
        made = begun(committee)
        held(committee, days=14)
        in_session(committee, days=28, attendance=WITH_TRAINEE)
        assert tracks([made])[0].attended == 0


def test_the_lead_is_taken_only_with_every_competency_signed_off(committee):
    made = jointly(committee)
    move(committee, made, "sign_off", "exporter", {"competency": "packaging", "basis": REASON})
    with pytest.raises(NotNow, match="Standards and testing") as refused:
        move(committee, made, "take_lead")
    assert "Packaging" not in refused.value.message
    for code in ("standards", "finance", "certification", "markets"):
        move(committee, made, "sign_off", "exporter", {"competency": code, "basis": REASON})
    done = move(committee, made, "take_lead")
    assert (done.case.status, done.case.closed_at is not None) == ("lead", True)


def test_the_mentor_does_not_hand_over_the_lead_alone(committee):
    made = jointly(committee)
    sign_all(committee, made)
    with pytest.raises(NotPermitted):
        move(committee, made, "take_lead", "exporter")


def test_a_competency_is_signed_off_once(committee):
    made = begun(committee)
    data = {"competency": "finance", "basis": REASON}
    move(committee, made, "sign_off", "exporter", data)
    with pytest.raises(NotNow):
        move(committee, made, "sign_off", "convener", data)
    assert SignOff.objects.get().by_post == committee.exporter.post


def test_no_step_is_skipped(committee):
    made = begun(committee)
    for verb in ("join", "take_lead"):
        with pytest.raises(NotNow):
            move(committee, made, verb)


def test_the_steps_show_how_far_it_came_also_when_it_ended(committee):
    made = begun(committee)
    assert states(made) == ["current", "", "", ""]
    attended(committee, 2)
    move(committee, made, "shadow")
    assert states(made) == ["done", "current", "", ""]
    move(committee, made, "end", data={"reason": REASON})
    assert states(made) == ["done", "done", "", ""]


def test_the_last_step_done_is_the_lead(committee):
    made = jointly(committee)
    sign_all(committee, made)
    move(committee, made, "take_lead")
    assert states(made) == ["done"] * 4


def test_a_competency_asked_for_no_more_stays_with_those_who_have_it(committee):
    made = begun(committee)
    move(committee, made, "sign_off", "exporter", {"competency": "finance", "basis": REASON})
    Competency.objects.filter(code__in=["finance", "markets"]).update(retired_on=clock.today())
    ticks = {tick.competency.code: bool(tick.sign_off) for tick in tracks([made])[0].ticks}
    assert ticks == {"standards": False, "packaging": False, "finance": True, "certification": False}


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_learns_what_from_whom(committee):
    made = shadowing(committee)
    move(committee, made, "sign_off", "exporter", {"competency": "finance", "basis": "A letter of credit prepared."})
    for address in (ADDRESS, f"/traineeships/{made.case.handle}/"):
        said = login(committee, "member").get(address).content.decode()
        for part in ("Buyers&#x27; meets of the district", committee.exporter.post.label, "1 of 5 competencies",
                     "2 meetings attended", "signed off"):  # fmt: skip
            assert part in said, (address, part)
    assert "A letter of credit prepared." in said


def test_one_token_is_one_traineeship(committee):
    client = login(committee, "convener")
    answers = [client.post(f"{ADDRESS}new/", asked(committee, token="a")) for _n in range(2)]
    [made] = Traineeship.objects.all()
    assert {answer.url for answer in answers} == {f"/traineeships/{made.case.handle}/"}


@pytest.mark.parametrize(
    ("name", "status"), [("convener", 200), ("chair", 200), ("exporter", 403), ("sepc", 403), ("sibling", 404)]
)
def test_only_the_convener_or_chair_begins_one(committee, name, status):
    assert login(committee, name).get(f"{ADDRESS}new/").status_code == status


def test_the_list_asks_few_questions_however_long_it_is(committee, django_assert_max_num_queries):
    for _n in range(4):
        move(committee, begun(committee), "end", data={"reason": REASON})
    begun(committee)
    client = login(committee, "member")
    client.get(ADDRESS)
    with django_assert_max_num_queries(16):
        assert client.get(ADDRESS).status_code == 200
