"""Pages answer nonsense with a refusal, never with a fault of their own."""

import pytest
from django.test import Client

from cases.models import Case
from tests.bottlenecks.stages import at_agency
from tests.cast import OPENING

pytestmark = pytest.mark.django_db
NULL = "a\x00b"


@pytest.fixture
def client(cast, at_monday) -> Client:
    found = Client(raise_request_exception=False)
    cast.login(found, "sepc")
    return found


def test_null_characters_are_refused_wherever_they_stand(client, cast):
    here = f"/bottlenecks/{at_agency(cast).case.handle}"
    before = Case.objects.count()
    sent = [
        ("/bottlenecks/new/", {**OPENING, "district": NULL}, 400),
        ("/bottlenecks/new/", {**OPENING, "district": "276", "token": NULL}, 400),
        ("/bottlenecks/new/", {**OPENING, "district": "276", "title": NULL * 9}, 422),
        ("/bottlenecks/new/save/", {"title": NULL}, 400),
        ("/work/acknowledge/", {"case": [NULL, "unknown"]}, 400),
        (f"{here}/note/", {"text": "A note of some length.", "token": NULL}, 400),
        (f"{here}%00/note/", {"text": "A note of some length."}, 404),
        ("/act-as/", {"appointment": NULL}, 404),
    ]
    found = [client.post(path, data).status_code for path, data, _status in sent]
    assert found == [status for _path, _data, status in sent]
    assert client.get(f"{here}%00/").status_code == 404
    assert Case.objects.count() == before


@pytest.mark.parametrize("version", ["9" * 40, "0", "²", "-1", "one"])
def test_a_version_that_never_was_is_a_conflict_or_ignored(client, cast, version):
    handle = at_agency(cast).case.handle
    answer = client.post(f"/bottlenecks/{handle}/note/", {"text": f"A note {version}.", "version": version})
    assert answer.status_code in (302, 409)


@pytest.mark.parametrize(
    "query",
    [
        "q=a%00b", "agency=a%00b", "state=%00", "page=zzz", "page=99999999999999999999", "level=999999999999",
        "post=99999999999999999999999", "post=%00", "district=%00", "q=%25%5C_%27", "sort=%00", "age=-1", "mine=2",
    ],
)  # fmt: skip
def test_any_address_of_the_list_shows_a_list(client, query):
    assert client.get(f"/bottlenecks/?{query}").status_code == 200
    assert client.get(f"/bottlenecks/bottlenecks.csv?{query}").status_code == 200


def test_a_district_of_another_state_is_not_to_be_found(client, cast):
    assert client.post("/bottlenecks/new/", {**OPENING, "district": cast.pune.lgd_code}).status_code == 404
    assert client.post("/bottlenecks/import/", {"district": cast.pune.lgd_code}).status_code == 404
    assert not Case.objects.exists()


def test_after_a_conflict_the_form_can_be_sent_again(client, cast):
    """The used token is replaced, else the same refusal would meet every further try."""
    first = {**OPENING, "district": "276", "token": "t"}
    client.post("/bottlenecks/new/", first)
    answer = client.post("/bottlenecks/new/", {**first, "title": "The road to the depot is cut"})
    assert answer.status_code == 409
    assert "The road to the depot is cut" in answer.content.decode()
    again = {**first, "title": "The road to the depot is cut", "token": answer.context["token"]}
    assert client.post("/bottlenecks/new/", again).status_code == 302
    assert Case.objects.count() == 2


def test_a_refusal_says_what_one_may_not_do(client, cast):
    answer = client.post(f"/bottlenecks/{at_agency(cast).case.handle}/acknowledge/", {})
    assert answer.status_code == 403
    assert "Your post cannot do this here: Acknowledge." in answer.content.decode()
