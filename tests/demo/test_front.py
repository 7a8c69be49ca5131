"""The front page: says what is real and what is invented, lets a visitor in, and lets them log a first bottleneck."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from cases.models import Case
from dashboards.demo import entrance, hero
from dashboards.demo.glance import Stair, glance
from institutions.models import Appointment

OPENING = {
    "title": "No cold store for pineapple in the district",
    "area": "dry-port",
    "affected": "About 90 growers",
    "severity": "normal",
}


def test_it_says_what_is_real_and_what_is_invented(demo, client):
    page = client.get("/").content.decode()
    assert "36 States and Union Territories and 786 districts" in page and "25 May 2026" in page
    assert "What is invented" in page
    assert page.index(reverse("demo-hero")) < page.index(reverse("demo-enter")) < page.index(reverse("demo-try"))
    assert len(page.encode()) < 40_000


@pytest.mark.parametrize("key", entrance.ROLES)
def test_one_click_enters_as_an_invented_officer(demo, client, key):
    client.post(reverse("demo-enter"), {"role": key})
    user = User.objects.get(pk=client.session["_auth_user_id"])
    held = Appointment.objects.get(user=user).post
    assert user.is_demo and not user.is_staff and not user.is_superuser
    assert (held.body.code, held.role) == (entrance.ROLES[key].body, entrance.ROLES[key].role)


def test_entering_needs_a_demonstration_a_role_and_a_post_request(demo, client, settings):
    assert client.get(reverse("demo-enter")).status_code == 405
    assert client.post(reverse("demo-enter"), {"role": "minister"}).status_code == 404
    settings.DEMO = False
    assert client.post(reverse("demo-enter"), {"role": "dgft"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "change", [{"is_staff": True}, {"is_superuser": True}, {"is_demo": False}, {"is_active": False}]
)
def test_nobody_else_can_be_entered(demo, client, change):
    user = entrance.appointment_of("dgft").user
    User.objects.filter(pk=user.pk).update(**change)
    assert client.post(reverse("demo-enter"), {"role": "dgft"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_four_fields_give_a_reference_and_say_who_has_it_next(demo, client):
    token = re.search(r'name="token" value="(\w+)"', client.get("/").content.decode()).group(1)
    answer = client.post(reverse("demo-try"), {**OPENING, "token": token}, follow=True)
    case = Case.objects.get(title=OPENING["title"])
    page = answer.content.decode()
    assert case.reference in page and case.reference.startswith("ML-RIBHOI-")
    assert "With DEPC Ri Bhoi" in page and "if silent, goes to SEPC Meghalaya" in page
    again = client.post(reverse("demo-try"), {**OPENING, "token": token}, follow=True)
    assert case.reference in again.content.decode()
    assert Case.objects.filter(title=OPENING["title"]).count() == 1, "sent twice is logged once"


def test_what_is_missing_comes_back_with_what_was_typed(demo, client):
    answer = client.post(reverse("demo-try"), {**OPENING, "severity": "", "token": "t"})
    assert answer.status_code == 422
    assert OPENING["title"] in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not Case.objects.filter(title=OPENING["title"]).exists()


def test_outside_a_demonstration_nothing_of_it_is_there(demo, client, settings):
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert reverse("account_login") in page
    assert "demo" not in page.lower()
    for name in ("demo-enter", "demo-try", "demo-hero-again"):
        assert client.post(reverse(name), {"role": "dgft", **OPENING}).status_code == 404
    assert client.get(reverse("demo-hero")).status_code == 404
    assert client.get(reverse("demo-logged", args=[hero.current().case.reference])).status_code == 404


def test_the_glance_counts_what_the_database_holds(demo):
    assert [stair.total for stair in glance().stairs] == [0, 0, 1, 0, 0, 0]


def test_the_glance_asks_three_questions(demo, django_assert_num_queries):
    with django_assert_num_queries(3):
        glance()


def test_every_open_case_is_one_dot():
    stair = Stair(2, "")
    stair.counts.update(moving=13, waiting=4)
    assert [path.count("M") for _tone, path in stair.dots] == [13, 4]
