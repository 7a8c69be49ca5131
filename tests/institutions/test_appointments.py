"""Appointing, ending, handing over, confirming a district, connecting a system: who may, and what is never lost."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from institutions import actions
from institutions.models import Appointment, Credential, Jurisdiction
from tests.bottlenecks.stages import acknowledged, committed
from tests.cast import MONDAY, OPENING, go, logged

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
NEW = {
    "email": "new.officer@deh.invalid",
    "name": "Newly Arrived",
    "kind": "regular",
    "starts_on": "2026-03-02",
    "last_day": "",
    "order_number": "Order 7/2026",
}


@pytest.fixture
def client(cast, at_monday) -> Client:
    cache.clear()
    found = Client()
    cast.login(found, "sepc")
    return found


@pytest.fixture
def post(cast):
    return cast.depc_ribhoi.posts.get(role="convener")


def appoint(client, post, **changes):
    return client.post(f"/posts/{post.pk}/appoint/", {**NEW, "confirmed": "1", **changes})


def holder(post, on=TODAY):
    return Appointment.objects.holders(on).get(post=post)


# Who may: written by hand -------------------------------------------------------------------------------------------

MAY_APPOINT_A_CONVENER = {
    "chair": 200, "sepc": 200, "sepc_chair": 200, "apex": 200, "apex_head": 200,
    "convener": 403, "member": 403, "observer": 403, "sibling": 403, "stranger": 403, "other_sepc": 403, "ra": 403,
    "agency": 403, "department": 403, "expired": 403,
}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), MAY_APPOINT_A_CONVENER.items())
def test_who_may_appoint_the_convener_of_a_committee(client, cast, post, who, status):
    cast.login(client, who)
    assert client.get(f"/posts/{post.pk}/appoint/").status_code == status
    assert appoint(client, post).status_code == (302 if status == 200 else status)


def test_a_post_that_is_not_there_is_not_found(client, cast, post):
    assert client.get("/posts/999999/appoint/").status_code == 404
    post.retired_on = TODAY
    post.save()
    assert client.get(f"/posts/{post.pk}/appoint/").status_code == 404


# Appointing ----------------------------------------------------------------------------------------------------------


def test_what_ends_is_said_before_anything_is_saved(client, post):
    answer = client.post(f"/posts/{post.pk}/appoint/", NEW)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This ends the appointment of Demo convener" in page
    assert "Newly Arrived" in page
    assert not User.objects.filter(email=NEW["email"]).exists()
    assert holder(post).user.name == "Demo convener"


def test_the_successor_takes_over_that_day_and_is_invited(client, post, cast):
    assert appoint(client, post).status_code == 302
    cast.convener.appointment.refresh_from_db()
    assert cast.convener.appointment.during.upper == TODAY
    assert (holder(post).user.name, holder(post).order_number) == ("Newly Arrived", "Order 7/2026")
    assert not holder(post).user.has_usable_password()
    assert [message.to for message in mail.outbox] == [[NEW["email"]]]


def test_an_officer_known_here_keeps_the_account(client, post, cast):
    cast.stranger.user.set_password("a quiet morning in Pune")
    cast.stranger.user.save()
    appoint(client, post, email="STRANGER@deh.invalid", name="")
    assert holder(post).user == cast.stranger.user
    assert mail.outbox == []


def test_acting_holds_the_post_and_a_substitute_stands_beside_the_holder(client, post):
    assert appoint(client, post, kind="substitute", last_day="2026-03-20").status_code == 302
    assert holder(post).user.name == "Demo convener"
    stand_in = Appointment.objects.current(TODAY).get(post=post, kind="substitute")
    assert stand_in.during.upper == date(2026, 3, 21)
    assert appoint(client, post, kind="acting", email="other@deh.invalid").status_code == 302
    assert holder(post).kind == "acting"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "no address"}, "valid email"),
        ({"name": ""}, "has no account yet"),
        ({"order_number": ""}, "required"),
        ({"last_day": "2026-03-01"}, "before the first"),
        ({"kind": "substitute"}, "give the last day"),
        ({"starts_on": "2019-12-31"}, "holds this post from"),
        ({"starts_on": "2020-01-01"}, "holds this post from"),
    ],
)
def test_what_was_typed_comes_back_with_the_reason(client, post, wrong, said):
    answer = appoint(client, post, **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    typed = {**NEW, **wrong}
    for name in ("email", "order_number"):
        assert escape(typed[name]) in page
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_changing_something_brings_the_form_back_as_it_was(client, post):
    page = client.post(f"/posts/{post.pk}/appoint/", {**NEW, "change": "1"}).content.decode()
    assert NEW["email"] in page
    assert NEW["order_number"] in page


def test_a_closed_account_is_not_appointed(client, post, cast):
    User.objects.filter(pk=cast.stranger.user.pk).update(is_active=False)
    answer = appoint(client, post, email=cast.stranger.user.email)
    assert answer.status_code == 422
    assert "is closed" in answer.content.decode()


def test_the_database_has_the_last_word_and_it_is_a_sentence(client, post, monkeypatch):
    """What a second officer committed between our look and our write."""
    nobody = Appointment.objects.none()
    monkeypatch.setattr(actions, "rivals_of", lambda **_: nobody)
    answer = appoint(client, post)
    assert answer.status_code == 422
    assert "Somebody else filled this post" in answer.content.decode()
    assert not User.objects.filter(email=NEW["email"]).exists()


# Ending --------------------------------------------------------------------------------------------------------------


def test_an_appointment_ends_after_its_last_day(client, cast):
    address = f"/appointments/{cast.member.appointment.pk}/end/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"last_day": "2026-03-05"}).status_code == 302
    cast.member.appointment.refresh_from_db()
    assert cast.member.appointment.during.upper == date(2026, 3, 6)


@pytest.mark.parametrize("last_day", ["", "2019-05-01", "soon"])
def test_an_impossible_last_day_is_refused_in_words(client, cast, last_day):
    assert client.post(f"/appointments/{cast.member.appointment.pk}/end/", {"last_day": last_day}).status_code == 422


def test_an_ended_appointment_is_not_prolonged(client, cast):
    address = f"/appointments/{cast.expired.appointment.pk}/end/"
    assert client.post(address, {"last_day": "2026-03-05"}).status_code == 422


@pytest.mark.parametrize("who", ["member", "sibling", "other_sepc", "agency"])
def test_nobody_else_ends_an_appointment(client, cast, who):
    cast.login(client, who)
    address = f"/appointments/{cast.convener.appointment.pk}/end/"
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)


# Handover ------------------------------------------------------------------------------------------------------------


def test_the_handover_holds_all_open_work_of_a_post(client, cast, post):
    one = logged(cast)
    cast.login(client, "convener")
    client.post("/bottlenecks/new/", {**OPENING, "title": "Half a draft", "token": "t", "keep": "1"})
    page = client.get(f"/posts/{post.pk}/handover/").content.decode()
    assert one.case.reference in page
    assert "Half a draft" in page
    assert "The clock goes on" in page


def test_a_handover_tells_promises_from_what_waits(client, cast):
    promised, waiting = committed(cast), acknowledged(cast)
    cast.login(client, "agency")
    found = client.get(f"/posts/{cast.agency.post.pk}/handover/").context
    assert [row["case"] for row in found["promised"]] == [promised.case]
    assert [row["case"] for row in found["held"]] == [waiting.case]
    assert found["unread"] > 0


def test_a_handover_shows_what_was_assigned(client, cast):
    one = go(cast, logged(cast), "assign", "convener", {"post": cast.member.post.pk, "until": "2026-03-20"})
    cast.login(client, "member")
    found = client.get(f"/posts/{cast.member.post.pk}/handover/").context
    assert one.case in [row["case"] for row in found["assigned"] + found["held"]]


@pytest.mark.parametrize(
    ("who", "status"),
    {"convener": 200, "chair": 200, "sepc": 200, "apex": 200, "member": 403, "sibling": 403, "agency": 403}.items(),
)
def test_a_handover_is_for_the_post_and_those_who_appoint(client, cast, post, who, status):
    cast.login(client, who)
    assert client.get(f"/posts/{post.pk}/handover/").status_code == status


# Regional Authorities ------------------------------------------------------------------------------------------------


def test_headquarters_confirms_a_district_with_one_post(client, cast):
    cast.login(client, "apex")
    row = Jurisdiction.objects.create(body=cast.ra_shillong, district=cast.khasi, during=cast.sepc.appointment.during)
    assert "Proposed" in client.get("/bodies/RA-SHILLONG/").content.decode()
    assert client.post(f"/jurisdictions/{row.pk}/confirm/").status_code == 302
    row.refresh_from_db()
    assert row.confirmed


def test_a_district_has_one_confirmed_authority(client, cast):
    cast.login(client, "apex")
    row = Jurisdiction.objects.get(body=cast.ra_guwahati)
    answer = client.post(f"/jurisdictions/{row.pk}/confirm/")
    assert answer.status_code == 409
    assert "Another Regional Authority" in answer.content.decode()


@pytest.mark.parametrize("who", ["sepc", "ra", "unconfirmed_ra", "convener"])
def test_nobody_else_confirms_a_district(client, cast, who):
    cast.login(client, who)
    row = Jurisdiction.objects.get(body=cast.ra_guwahati)
    assert client.post(f"/jurisdictions/{row.pk}/confirm/").status_code == 403


# Connected systems ---------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_works_until_it_is_revoked(client, cast):
    sent = {"name": "Single window", "post": cast.sepc.post.pk, "life": "90"}
    answer = client.post("/bodies/SEPC-ML/credentials/", sent)
    token = answer.context["token"]
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    assert token in answer.content.decode()
    assert token.partition(".")[2] not in client.get("/bodies/SEPC-ML/credentials/").content.decode()
    credential = Credential.find(token)
    assert credential.expires_at == MONDAY + timedelta(days=90)
    assert client.post(f"/credentials/{credential.pk}/revoke/").status_code == 302
    assert Credential.find(token) is None


def test_a_credential_is_of_a_post_of_the_body(client, cast):
    sent = {"name": "Single window", "post": cast.agency.post.pk, "life": "90"}
    assert client.post("/bodies/SEPC-ML/credentials/", sent).status_code == 422
    assert not Credential.objects.exists()


@pytest.mark.parametrize("who", ["member", "other_sepc", "agency", "ra"])
def test_nobody_else_connects_or_disconnects(client, cast, who):
    client.post("/bodies/SEPC-ML/credentials/", {"name": "W", "post": cast.sepc.post.pk, "life": "90"})
    cast.login(client, who)
    assert client.get("/bodies/SEPC-ML/credentials/").status_code == 403
    assert client.post(f"/credentials/{Credential.objects.get().pk}/revoke/").status_code == 403
