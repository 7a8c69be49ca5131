"""Action points: set, listed, done, given more time, handed on, and going up level by level when nobody does them."""

from datetime import timedelta

import pytest
from django.test import Client

from committees.action_points.actions import assign_action
from committees.models import ActionPoint
from escalations import clocks
from escalations.models import Escalation
from escalations.sweep import sweep
from institutions import clock
from notices.models import Notice, Purpose
from tests.bottlenecks.stages import REASON, in_days
from tests.cast import Cast, logged
from tests.committees.committee import SENTENCE, in_session, item_of, move
from workflow.errors import Invalid, NotNow

pytestmark = pytest.mark.django_db


def set_point(cast: Cast, owner=None, days: int = 20, **more) -> ActionPoint:
    return assign_action(
        by=cast.actor("convener"), body=cast.depc_ribhoi, title="Open a counter for exporters",
        owner=owner or cast.member.post, due_on=clock.today() + timedelta(days=days), **more,
    )  # fmt: skip


def reread(point: ActionPoint) -> ActionPoint:
    return ActionPoint.objects.select_related("case__holder__body", "owner__body", "body").get(pk=point.pk)


def run_out(point: ActionPoint) -> ActionPoint:
    """Let the running clock run out, and the sweep see it."""
    with clock.freeze(clocks.running(point.case).due_at + timedelta(minutes=1)):
        sweep()
    return reread(point)


def page(cast: Cast, name: str, address: str):
    client = Client()
    cast.login(client, name)
    return client.get(address)


# The clock -----------------------------------------------------------------------------------------------------------


def test_silence_takes_it_up_to_the_level_above_and_no_further(committee):
    point = set_point(committee)
    holders = []
    for _round in range(5):
        point = run_out(point)
        holders.append((point.case.level, point.case.holder))
    convener, chair, sepc = committee.convener.post, committee.chair.post, committee.sepc.post
    assert holders == [(1, convener), (2, chair), (3, sepc), (3, sepc), (3, sepc)]
    assert point.case.status == "overdue"
    assert clocks.running(point.case) is not None


def test_at_the_top_the_same_post_is_reminded_and_has_had_it_since_it_came_up(committee):
    point = set_point(committee)
    for _round in range(3):
        point = run_out(point)
    since = point.case.holder_since
    point = run_out(point)
    assert point.case.holder_since == since
    formal = Notice.objects.filter(case=point.case, recipient=committee.sepc.post, purpose=Purpose.ESCALATION)
    assert formal.count() == 2
    assert Escalation.objects.filter(case=point.case).count() == 4


def test_the_page_names_the_post_it_goes_to_next(committee):
    point = set_point(committee)
    said = page(committee, "convener", f"/actions/{point.case.handle}/").content.decode()
    assert f"if nothing happens, it goes to {committee.convener.post}" in said
    for _round in range(3):
        point = run_out(point)
    with clock.freeze(point.case.changed_at):
        said = page(committee, "convener", f"/actions/{point.case.handle}/").content.decode()
    assert "this is the highest level" in said


def test_two_sweeps_take_it_up_one_level_only(committee):
    point = set_point(committee)
    with clock.freeze(clocks.running(point.case).due_at + timedelta(minutes=1)):
        sweep()
        sweep()
    assert reread(point).case.level == 1


# Moves ---------------------------------------------------------------------------------------------------------------


def test_more_time_brings_it_back_to_its_owner_and_counts(committee):
    point = run_out(set_point(committee))
    with clock.freeze(point.case.changed_at):
        point = move(committee, point, "extend", data={"due_on": in_days(30), "reason": REASON})
        assert (point.case.status, point.case.level, point.case.holder) == ("open", 0, committee.member.post)
        assert (point.extensions, point.due_on.isoformat()) == (1, in_days(30))
        assert clocks.running(point.case).promised_on == point.due_on


def test_more_time_is_never_less(committee):
    point = set_point(committee, days=20)
    with pytest.raises(Invalid):
        move(committee, point, "extend", data={"due_on": in_days(10), "reason": REASON})
    with pytest.raises(NotNow):
        move(committee, point, "extend", data={"due_on": in_days(20), "reason": REASON})


def test_handed_over_it_runs_for_the_new_owner_and_the_former_one_keeps_reading(committee):
    point = set_point(committee, owner=committee.department.post)
    data = {"owner": committee.dic.posts.get().pk, "due_on": in_days(15), "reason": REASON}
    point = move(committee, point, "hand_over", data=data)
    assert (point.owner, point.case.holder) == (committee.dic.posts.get(), committee.dic.posts.get())
    assert Notice.objects.filter(case=point.case, recipient=point.owner, purpose=Purpose.ASSIGNED).count() == 1
    assert page(committee, "department", f"/actions/{point.case.handle}/").status_code == 200


def test_what_is_not_done_yet_goes_back_until_its_date(committee):
    point = set_point(committee, days=20)
    point = move(committee, point, "report_done", "member", {"result": "The counter is open."})
    assert point.case.holder == committee.convener.post
    point = move(committee, point, "return", data={"reason": REASON})
    assert (point.case.status, point.case.holder, point.result) == ("open", committee.member.post, "")
    assert clocks.running(point.case).promised_on == point.due_on


def test_what_is_not_done_after_its_date_goes_back_for_some_days(committee):
    point = run_out(set_point(committee))
    with clock.freeze(point.case.changed_at):
        move(committee, point, "report_done", "member", {"result": "The counter is open."})
        move(committee, point, "return", data={"reason": REASON})
        assert clocks.running(point.case).allowed_days == 3


def test_done_it_is_over_and_no_clock_runs(committee):
    point = move(committee, set_point(committee), "confirm_done")
    assert point.case.closed_at is not None
    assert clocks.running(point.case) is None


# Who sees it ---------------------------------------------------------------------------------------------------------


def test_an_owner_outside_the_committee_sees_it_and_only_it(committee):
    about = logged(committee)
    meeting = in_session(committee)
    with clock.freeze(meeting.starts_at):
        asked = {"title": "Widen the bridge", "owner": committee.department.post.pk, "due_on": in_days(20)}
        item = meeting.items.get(about=about.case)
        data = {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "action_point"}
        move(committee, meeting, "decide", data=data | asked)
        other = set_point(committee)
        point = ActionPoint.objects.get(owner=committee.department.post)
        said = page(committee, "department", f"/actions/{point.case.handle}/")
        assert said.status_code == 200
        assert about.case.reference not in said.content.decode()
        assert f"/meetings/{meeting.case.handle}/" not in said.content.decode()
        for address in (f"/actions/{other.case.handle}/", f"/meetings/{meeting.case.handle}/",
                        f"/bottlenecks/{about.case.reference}/"):  # fmt: skip
            assert page(committee, "department", address).status_code == 404
        listed = page(committee, "department", "/actions/").content.decode()
    assert point.case.reference in listed
    assert other.case.reference not in listed


def test_the_committee_finds_the_meeting_and_what_it_is_about(committee):
    about = logged(committee)
    meeting = in_session(committee)
    with clock.freeze(meeting.starts_at):
        asked = {"title": "Widen the bridge", "owner": committee.member.post.pk, "due_on": in_days(20)}
        item = meeting.items.get(about=about.case)
        data = {"item": item.pk, "kind": "decision", "text": SENTENCE, "act": "action_point"}
        move(committee, meeting, "decide", data=data | asked)
        said = page(committee, "chair", f"/actions/{ActionPoint.objects.get().case.handle}/").content.decode()
    assert f'href="/meetings/{meeting.case.handle}/"' in said
    assert f'href="/bottlenecks/{about.case.reference}/"' in said
    assert item_of(meeting) is not None


# The list and a new one ----------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_what_stands_in_its_address(committee):
    late = set_point(committee, days=3)
    fresh = set_point(committee, owner=committee.chair.post)
    said = move(committee, set_point(committee, days=3), "report_done", "member", {"result": "The counter is open."})
    done = move(committee, set_point(committee), "confirm_done")
    with clock.freeze(clock.now() + timedelta(days=10)):
        for query, expected in [
            ("", {late, said, fresh}),
            ("state=overdue", {late}),
            ("state=done", {done}),
            ("state=all", {late, said, fresh, done}),
            ("mine=on", {fresh}),
            ("committee=DEPC-ML-RIBHOI", {late, said, fresh}),
            ("state=nonsense", {late, said, fresh}),
        ]:
            answer = page(committee, "chair", f"/actions/?{query}")
            assert {one.pk for one in answer.context["page_obj"]} == {one.pk for one in expected}, query


@pytest.mark.parametrize("name", ["convener", "sepc", "apex"])
def test_the_list_asks_few_questions_however_long_it_is(committee, name, django_assert_max_num_queries):
    client = Client()
    committee.login(client, name)
    for _n in range(12):
        set_point(committee)
    client.get("/actions/")
    with django_assert_max_num_queries(12):
        assert client.get("/actions/").status_code == 200


def test_the_page_asks_few_questions(committee, django_assert_max_num_queries):
    client, point = Client(), set_point(committee)
    committee.login(client, "convener")
    client.get(f"/actions/{point.case.handle}/")
    with django_assert_max_num_queries(24):
        assert client.get(f"/actions/{point.case.handle}/").status_code == 200


NEW = "/committees/DEPC-ML-RIBHOI/actions/new/"


def test_one_token_is_one_action_point(committee):
    client = Client()
    committee.login(client, "convener")
    data = {"title": "Open a counter", "owner": committee.member.post.pk, "due_on": in_days(9), "token": "once"}
    answers = [client.post(NEW, data) for _n in range(2)]
    point = ActionPoint.objects.get()
    assert {answer.url for answer in answers} == {f"/actions/{point.case.handle}/"}
    assert client.post(NEW, data | {"title": "Close the counter"}).status_code == 409


def test_what_was_typed_is_there_again_when_it_was_not_enough(committee):
    client = Client()
    committee.login(client, "convener")
    answer = client.post(NEW, {"title": "Open a counter", "due_on": "soon", "token": "a"})
    assert answer.status_code == 422
    assert "Open a counter" in answer.content.decode()


def test_what_was_typed_outlives_a_login_that_ran_out(committee):
    client = Client()
    data = {"title": "Open a counter at the bank", "owner": committee.member.post.pk, "due_on": in_days(9)}
    assert "/accounts/login/" in client.post(NEW, data).url
    session = dict(client.session)
    committee.login(client, "convener")
    kept = client.session
    kept.update({key: value for key, value in session.items() if key == "unsent"})
    kept.save()
    assert "Open a counter at the bank" in client.get(NEW).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("convener", 200), ("chair", 200), ("member", 403), ("observer", 403), ("sepc", 403), ("sibling", 404),
     ("agency", 404), ("apex", 403)],
)  # fmt: skip
def test_only_a_committees_own_convener_or_chair_sets_one(committee, name, status):
    assert page(committee, name, NEW).status_code == status
