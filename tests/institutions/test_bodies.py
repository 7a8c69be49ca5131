"""Committees and bodies: found by place, vacancies seen, whole country fast."""

import pytest
from django.test import Client

from geography.models import District
from institutions.models import Appointment, Body, Post
from tests.bottlenecks.stages import acknowledged
from tests.cast import logged
from tests.demo.reference import analyze

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast, at_monday) -> Client:
    found = Client()
    cast.login(found, "sepc")
    return found


def codes(answer) -> set[str]:
    return {row["body"].code for row in answer.context["rows"]}


def test_the_directory_begins_at_home_and_reaches_everywhere(client):
    assert codes(client.get("/bodies/")) == {
        "SEPC-ML", "DEPC-ML-RIBHOI", "DEPC-ML-EKHASI", "ML-PWD-ROADS", "ML-ENERGY", "ML-RIBHOI-DIC",
    }  # fmt: skip
    assert {"APEDA", "DEPC-MH-PUNE"} <= codes(client.get("/bodies/?state="))


def test_a_regional_authority_begins_with_its_confirmed_districts(client, cast):
    cast.login(client, "ra")
    assert codes(client.get("/bodies/")) == {"DEPC-ML-RIBHOI", "ML-RIBHOI-DIC"}
    cast.login(client, "unconfirmed_ra")
    assert codes(client.get("/bodies/")) == set()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("kind=sepc", {"SEPC-ML", "SEPC-MH"}),
        ("q=pune", {"DEPC-MH-PUNE"}),
        ("q=depc-ml", {"DEPC-ML-RIBHOI", "DEPC-ML-EKHASI"}),
        ("state=MH", {"DEPC-MH-PUNE", "SEPC-MH"}),
        ("kind=apex&vacant=on", set()),
        ("kind=state_department&vacant=on", {"ML-PWD-ROADS", "ML-ENERGY"}),
        ("kind=nonsense&q=apeda", {"APEDA"}),
    ],
)
def test_filters_stand_in_the_address(client, query, wanted):
    assert codes(client.get(f"/bodies/?{query}")) == wanted


def test_vacancies_are_counted_and_a_substitute_fills_none(client, cast):
    post = cast.energy.posts.get(role="head")
    Appointment.objects.create(
        post=post, user=cast.pwd.posts.first().appointments.first().user, kind="substitute",
        during=cast.sepc.appointment.during, order_number="1",
    )  # fmt: skip
    rows = {row["body"].code: row["vacant"] for row in client.get("/bodies/?kind=state_department").context["rows"]}
    assert rows == {"ML-PWD-ROADS": 1, "ML-ENERGY": 2}


def test_a_state_at_a_glance_shows_who_chairs_and_convenes(client, cast):
    page = client.get("/bodies/states/ML/").content.decode()
    assert page.count("Demo convener") == 1
    assert "DEPC Ri Bhoi" in page
    assert "DEPC Pune" not in page
    assert client.get("/bodies/states/XX/").status_code == 404


def test_visitors_log_in_first(client):
    client.logout()
    for address in ("/bodies/", "/bodies/states/ML/", "/bodies/APEDA/"):
        assert client.get(address).status_code == 302


def test_a_body_shows_its_posts_holders_vacancies_and_past(client, cast):
    page = client.get("/bodies/DEPC-ML-RIBHOI/").content.decode()
    assert "Demo convener" in page
    assert "Order 1/2020" in page
    assert "1 past appointment" in page
    assert "Demo expired" in page
    assert "Vacant" not in page
    assert "Vacant" in client.get("/bodies/ML-ENERGY/").content.decode()
    assert client.get("/bodies/NOWHERE/").status_code == 404


def test_open_work_counts_what_its_link_lists_and_no_more_than_one_sees(client, cast):
    acknowledged(cast)
    logged(cast)
    page = client.get("/bodies/APEDA/")
    [row] = [row for row in page.context["posts"] if row["work"]]
    listed = client.get(f"/bottlenecks/?post={row['post'].pk}&live=1")
    assert row["work"] == listed.context["page_obj"].paginator.count == 1
    cast.login(client, "stranger")
    assert [row["work"] for row in client.get("/bodies/APEDA/").context["posts"]] == [0, 0]


@pytest.fixture
def whole_country(cast):
    """5,000 bodies with 15,000 posts beside the cast."""
    District.objects.bulk_create(
        District(lgd_code=str(9000 + n), state=cast.maharashtra, code=f"D{n}", name=f"District {n}") for n in range(700)
    )
    made = Body.objects.bulk_create(
        Body(
            kind="district_office", code=f"MH-D{n % 700}-OFFICE{n}", name=f"Office {n}", state=cast.maharashtra,
            district=district, function=f"f{n}",
        )
        for n, district in enumerate(list(District.objects.filter(code__startswith="D").exclude(code="")) * 8)
        if n < 5000
    )  # fmt: skip
    Post.objects.bulk_create(
        Post(body=body, role="member", seat=f"seat-{n}", title="Member") for body in made for n in range(3)
    )
    analyze()


@pytest.mark.parametrize("address", ["/bodies/?state=", "/bodies/?state=MH&vacant=on", "/bodies/states/MH/"])
def test_the_whole_country_takes_few_queries(whole_country, client, django_assert_max_num_queries, address):
    client.get(address)
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


def test_a_body_takes_few_queries(client, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        client.get("/bodies/DEPC-ML-RIBHOI/")
