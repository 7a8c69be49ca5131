"""Who a system is: its body's credential, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from institutions import clock
from institutions.authentication import PerActor
from institutions.middleware import SESSION_KEY
from institutions.models import Appointment, Credential
from tests.api.systems import System, connect
from tests.cast import LONG_AGO, MONDAY, DateRange

pytestmark = pytest.mark.django_db


def refused(system: System) -> bool:
    answer = system.get("bottlenecks/")
    return answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_without_a_credential_one_is_asked_for(db, client):
    answer = client.get("/api/v1/bottlenecks/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="DEH portal"'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_credential_opens_what_its_post_sees(sepc, raised):
    assert [row["reference"] for row in sepc.get("bottlenecks/").json()["results"]] == [raised.case.reference]


@pytest.mark.parametrize("token", ["", "deh_00000000.x", "nonsense", "deh_\x01.é", "x" * 5000])
def test_an_unknown_credential_is_refused(db, token):
    assert refused(System(token))


def test_the_right_prefix_with_another_secret_is_refused(sepc):
    prefix = sepc.token.partition(".")[0]
    assert refused(System(f"{prefix}.another-secret"))


def test_an_expired_credential_is_refused(sepc):
    with clock.freeze(MONDAY + timedelta(days=366)):
        assert refused(sepc)


def test_a_revoked_credential_is_refused_at_once(sepc):
    assert not refused(sepc)
    Credential.objects.update(revoked_at=clock.now())
    assert refused(sepc)


def test_a_credential_of_a_retired_body_is_refused(sepc, cast):
    cast.sepc_ml.retired_on = clock.today()
    cast.sepc_ml.save()
    assert refused(sepc)


def test_only_a_hash_of_the_secret_is_kept(sepc):
    secret = sepc.token.partition(".")[2]
    assert secret not in str(Credential.objects.values().get())


def test_use_is_noted_once_an_hour(sepc):
    def used():
        return Credential.objects.get().last_used_at

    sepc.get("bottlenecks/")
    assert used() == MONDAY
    with clock.freeze(MONDAY + timedelta(minutes=59)):
        sepc.get("bottlenecks/")
        assert used() == MONDAY
    with clock.freeze(MONDAY + timedelta(minutes=60)):
        sepc.get("bottlenecks/")
        assert used() == MONDAY + timedelta(minutes=60)


def test_what_a_system_does_is_recorded_as_done_by_its_post(depc, bottleneck, cast):
    depc.post(f"bottlenecks/{bottleneck.case.reference}/note/", {"text": "From our own register."})
    event = bottleneck.case.events.last()
    assert (event.actor_kind, event.actor_user, event.actor_post) == ("credential", None, cast.convener.post)
    assert event.actor_credential == Credential.objects.get()


def test_a_session_acts_through_the_post_chosen_in_it(cast, raised, client):
    second = Appointment.objects.create(
        post=cast.other_agency.post,
        user=cast.convener.user,
        kind="substitute",
        during=DateRange(LONG_AGO, None),
        order_number="Order 2/2020",
    )
    cast.login(client, "convener")
    address = f"/api/v1/bottlenecks/{raised.case.reference}/"
    assert client.get(address).status_code == 200
    session = client.session
    session[SESSION_KEY] = second.pk
    session.save()
    assert client.get(address).status_code == 404


def test_a_session_needs_its_csrf_token_to_change_anything(cast, bottleneck):
    browser = Client(enforce_csrf_checks=True)
    cast.login(browser, "convener")
    answer = browser.post(
        f"/api/v1/bottlenecks/{bottleneck.case.reference}/note/", {"text": "x"}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_credential_wins_over_a_session(cast, raised, client):
    cast.login(client, "convener")
    headers = {"authorization": f"Bearer {connect(cast, 'other_agency').token}"}
    assert client.get(f"/api/v1/bottlenecks/{raised.case.reference}/", headers=headers).status_code == 404


def test_an_appointment_that_ended_sees_nothing(cast, raised, client):
    cast.login(client, "expired")
    assert client.get("/api/v1/bottlenecks/").json()["results"] == []
    assert client.get(f"/api/v1/bottlenecks/{raised.case.reference}/").status_code == 404


def test_each_credential_has_its_own_number_of_requests_a_minute(sepc, agency, monkeypatch):
    monkeypatch.setattr(PerActor, "rate", "3/min", raising=False)
    assert [sepc.get("bottlenecks/").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = sepc.get("bottlenecks/")
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["detail"]
    assert agency.get("bottlenecks/").status_code == 200


def test_without_its_cache_the_api_still_answers(sepc, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert sepc.get("bottlenecks/").status_code == 200
