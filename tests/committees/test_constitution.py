"""Constitution: orders with their documents, who is missing, seats added and taken away, sub-groups; history stays."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from committees.action_points.actions import assign_action
from committees.constitution.composition import compare
from committees.constitution.workflow import constitute
from committees.models import CompositionRow, Constitution, SubGroup
from institutions import clock
from institutions.models import Appointment, Post
from tests.bottlenecks.stages import REASON, in_days, pdf
from tests.cast import LONG_AGO, Cast
from tests.committees.committee import held, move
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db

HOME = "/committees/DEPC-ML-RIBHOI/constitution/"
ORDER = {"order_number": "IND/DEPC/14/2024", "ordered_on": "2024-05-01", "in_force_from": "2024-06-01"}


def recorded(cast: Cast, name: str = "convener", **more) -> Constitution:
    return constitute(by=cast.actor(name), body=cast.depc_ribhoi, data=ORDER | more, files={"evidence": pdf()})


def later(cast: Cast) -> Constitution:
    return recorded(cast, order_number="IND/DEPC/3/2026", ordered_on="2026-01-05", in_force_from="2026-02-01")


def login(cast: Cast, name: str) -> Client:
    client = Client()
    cast.login(client, name)
    return client


# Orders --------------------------------------------------------------------------------------------------------------


def test_a_committee_that_already_meets_can_record_its_first_order(committee):
    meeting = held(committee)
    order = recorded(committee)
    assert (order.supersedes, order.case.status) == (None, "in_force")
    meeting.refresh_from_db()
    assert meeting.constitution is None


def test_a_later_order_ends_the_one_before_on_its_first_day_and_keeps_it(committee):
    first = recorded(committee)
    second = later(committee)
    first.refresh_from_db()
    first.case.refresh_from_db()
    assert (first.during.upper, first.case.status) == (second.during.lower, "superseded")
    assert second.supersedes == first
    assert first.case.evidence.count() == second.case.evidence.count() == 1


@pytest.mark.parametrize("first_day", ["2024-05-20", "2024-06-01"])
def test_an_order_before_the_one_in_force_is_refused_with_a_sentence(committee, first_day):
    recorded(committee)
    with pytest.raises(Invalid) as refused:
        recorded(committee, order_number="Another", in_force_from=first_day)
    assert "IND/DEPC/14/2024 is in force from" in str(refused.value.form.errors["in_force_from"])
    assert Constitution.objects.count() == 1


def test_an_order_without_its_document_is_not_recorded(committee):
    client = login(committee, "convener")
    answer = client.post(f"{HOME}new/", ORDER | {"token": "a"})
    assert answer.status_code == 422
    assert "IND/DEPC/14/2024" in answer.content.decode()
    assert not Constitution.objects.exists()


def test_one_token_is_one_order(committee):
    client = login(committee, "convener")
    answers = [client.post(f"{HOME}new/", ORDER | {"token": "a", "evidence": pdf()}) for _n in range(2)]
    [made] = Constitution.objects.all()
    assert {answer.url for answer in answers} == {f"/constitutions/{made.case.handle}/"}


def test_a_correction_starts_from_what_is_there_and_says_why(committee):
    order = recorded(committee, file_number="e-77/2024", note="Signed by the Collector")
    client = login(committee, "convener")
    [panel] = client.get(f"/constitutions/{order.case.handle}/").context["actions"]
    assert panel["form"]["note"].value() == "Signed by the Collector"
    with pytest.raises(NotNow):
        move(committee, order, "correct", data={"file_number": "e-77/2024", "note": order.note, "reason": REASON})
    move(committee, order, "correct", data={"file_number": "e-78/2024", "note": order.note, "reason": REASON})
    order.refresh_from_db()
    assert (order.file_number, order.note) == ("e-78/2024", "Signed by the Collector")


def test_the_page_shows_the_order_in_force_its_document_and_those_before(committee):
    first, second = recorded(committee), later(committee)
    found = login(committee, "member").get(HOME)
    said = found.content.decode()
    assert found.context["order"] == second
    assert [one.pk for one in found.context["orders"]] == [second.pk, first.pk]
    for order in (first, second):
        assert f'href="/evidence/{order.case.evidence.get().key}/"' in said
    detail = login(committee, "member").get(f"/constitutions/{first.case.handle}/").content.decode()
    assert f'href="/constitutions/{second.case.handle}/"' in detail


def test_an_order_of_a_day_to_come_is_shown_beside_the_one_still_in_force(committee):
    first = recorded(committee)
    recorded(committee, order_number="New", ordered_on=clock.today().isoformat(), in_force_from=in_days(30))
    client = login(committee, "convener")
    assert client.get(HOME).context["order"] == first
    assert client.get(f"/constitutions/{first.case.handle}/").context["now"] is True


# Composition ---------------------------------------------------------------------------------------------------------


def test_missing_and_vacant_seats_come_first_each_with_what_can_be_done(committee):
    Appointment.objects.filter(post=committee.nabard.post).update(during=DateRange(LONG_AGO, clock.today()))
    found = login(committee, "convener").get(HOME)
    states = [line.state for line in found.context["lacking"]]
    assert states == sorted(states)
    assert states.count("vacant") == 1
    assert {line.state for line in found.context["seated"]} <= {"held", "invited"}
    said = found.content.decode()
    row = CompositionRow.objects.get(committee="depc", seat="msme")
    assert f"/committees/DEPC-ML-RIBHOI/seats/new/?office={row.pk}" in said
    assert f'href="/posts/{committee.nabard.post.pk}/appoint/"' in said
    assert f'href="/posts/{committee.convener.post.pk}/appoint/"' not in said  # nobody fills their own post


def test_a_member_reads_and_changes_nothing(committee):
    said = login(committee, "member").get(HOME).content.decode()
    for part in ("/seats/", "/appoint/", "/groups/", "constitution/new/"):
        assert part not in said


def test_a_missing_seat_is_added_as_the_template_names_it(committee):
    row = CompositionRow.objects.get(committee="depc", seat="msme")
    login(committee, "convener").post("/committees/DEPC-ML-RIBHOI/seats/new/", {"office": row.pk, "token": "a"})
    made = Post.objects.get(body=committee.depc_ribhoi, seat="msme")
    assert (made.role, made.category, made.title, made.title_hi) == ("member", "centre", row.office, row.office_hi)
    assert {line.state for line in compare(committee.depc_ribhoi) if line.row == row} == {"vacant"}


def test_a_further_seat_needs_a_title_and_whom_it_speaks_for(committee):
    client, address = login(committee, "convener"), "/committees/DEPC-ML-RIBHOI/seats/new/"
    refused = client.post(address, {"title": "Agarwood growers' leader", "token": "a"})
    assert refused.status_code == 422
    assert "Agarwood growers" in refused.content.decode()
    data = {"title": "Agarwood growers' leader", "category": "local_leader", "token": "b"}
    for _n in range(2):
        assert client.post(address, data).status_code == 302
    assert Post.objects.filter(body=committee.depc_ribhoi, category="local_leader").count() == 1


def test_a_seat_taken_away_comes_back_with_its_history(committee):
    post = committee.nabard.post
    Appointment.objects.filter(post=post).update(during=DateRange(LONG_AGO, clock.today()))
    client = login(committee, "convener")
    assert client.get(f"/seats/{post.pk}/retire/").status_code == 200
    assert client.post(f"/seats/{post.pk}/retire/").url == HOME
    post.refresh_from_db()
    assert post.retired_on == clock.today()
    row = CompositionRow.objects.get(committee="depc", seat="nabard")
    client.post("/committees/DEPC-ML-RIBHOI/seats/new/", {"office": row.pk, "token": "a"})
    post.refresh_from_db()
    assert (post.retired_on, post.appointments.count()) == (None, 1)


def test_a_seat_stays_while_it_is_held_has_work_or_is_the_conveners(committee):
    client = login(committee, "chair")
    held_one = client.post(f"/seats/{committee.nabard.post.pk}/retire/")
    assert (held_one.status_code, "end the appointment first" in held_one.content.decode()) == (409, True)
    assign_action(by=committee.actor("convener"), body=committee.depc_ribhoi, title="Open a counter",
                  owner=committee.nabard.post, due_on=clock.today() + timedelta(days=9))  # fmt: skip
    vacated = Appointment.objects.current(clock.today()).filter(
        post__in=[committee.nabard.post, committee.convener.post]
    )
    vacated.update(during=DateRange(LONG_AGO, clock.today()))
    busy = client.post(f"/seats/{committee.nabard.post.pk}/retire/")
    assert (busy.status_code, "Open work" in busy.content.decode()) == (409, True)
    assert client.post(f"/seats/{committee.convener.post.pk}/retire/").status_code == 409
    assert not Post.objects.exclude(retired_on=None).exists()


# Sub-groups ----------------------------------------------------------------------------------------------------------

GROUP = {"kind": "product", "name": "Agarwood", "purpose": "Prepares the testing and the buyers' meet."}


def group_of(cast: Cast) -> SubGroup:
    data = GROUP | {"lead": cast.member.post.pk, "members": [cast.nabard.post.pk, cast.exporter.post.pk], "token": "a"}
    login(cast, "convener").post("/committees/DEPC-ML-RIBHOI/groups/new/", data)
    return SubGroup.objects.get()


def test_a_sub_group_is_formed_shown_and_dissolved_and_stays_on_record(committee):
    group = group_of(committee)
    assert group.seats.count() == 3  # who leads it sits on it
    said = login(committee, "member").get("/committees/DEPC-ML-RIBHOI/members/").content.decode()
    assert "Agarwood" in said
    client = login(committee, "chair")
    assert client.post(f"/groups/{group.pk}/dissolve/").url == HOME
    group.refresh_from_db()
    assert (group.dissolved_on, group.seats.count()) == (clock.today(), 3)
    with clock.freeze(clock.now() + timedelta(days=3)):
        client.post(f"/groups/{group.pk}/dissolve/")
        was = group.dissolved_on
        group.refresh_from_db()
        assert group.dissolved_on == was
        assert "Agarwood" in login(committee, "member").get(HOME).content.decode()
        assert "Agarwood" not in login(committee, "member").get("/committees/DEPC-ML-RIBHOI/members/").content.decode()


def test_two_sub_groups_have_two_names(committee):
    group_of(committee)
    data = GROUP | {"lead": committee.member.post.pk, "members": [committee.nabard.post.pk], "token": "b"}
    answer = login(committee, "convener").post("/committees/DEPC-ML-RIBHOI/groups/new/", data)
    assert (answer.status_code, "There is a sub-group of this name" in answer.content.decode()) == (422, True)


# Who may, and how much it asks ---------------------------------------------------------------------------------------

MAY = {  # 2 may, 3 sees and may not, 4 does not see, a logs in first
    "convener": 2, "chair": 2, "member": 3, "observer": 3, "trainee": 3, "sibling": 4, "sepc": 2, "other_sepc": 4,
    "ra": 3, "agency": 4, "apex": 2, "expired": 4, "anonymous": "a",
}  # fmt: skip


@pytest.mark.parametrize("role", MAY)
def test_who_changes_orders_seats_and_sub_groups(committee, role):
    group = group_of(committee)
    Appointment.objects.filter(post=committee.nabard.post).update(during=DateRange(LONG_AGO, clock.today()))
    client = Client() if role == "anonymous" else login(committee, role)
    base = "/committees/DEPC-ML-RIBHOI"
    found = set()
    for address in (f"{HOME}new/", f"{base}/seats/new/", f"{base}/groups/new/", f"/groups/{group.pk}/dissolve/",
                    f"/seats/{committee.nabard.post.pk}/retire/"):  # fmt: skip
        status = client.get(address).status_code
        found.add("a" if status == 302 else {200: 2, 403: 3, 404: 4}[status])
    assert found == {MAY[role]}


def test_the_composition_asks_few_questions(committee, django_assert_max_num_queries):
    recorded(committee), later(committee), group_of(committee)
    client = login(committee, "convener")
    client.get(HOME)
    with django_assert_max_num_queries(20):
        assert client.get(HOME).status_code == 200
