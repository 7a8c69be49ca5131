"""The pages of special focus: who sees a question, who may answer it, and what stands there.

+ may   x sees it and may not (403)   . does not see it (404)   a has to log in first (302 to the login page)
"""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from institutions import clock
from tests.cast import MONDAY
from tests.trade import flows
from tests.trade.test_focus import AGARWOOD, REASON, asked, india, table  # noqa: F401  (a fixture)
from trade.focus.workflow import SPECIAL_FOCUS
from trade.indicators.compute import compute
from trade.models import FocusStatus, SpecialFocus
from workflow.inbox import waiting_for

pytestmark = pytest.mark.django_db
ROLES = ("convener", "chair", "member", "observer", "sibling", "stranger", "sepc", "sepc_chair", "other_sepc", "ra",
         "agency", "apex", "apex_head", "expired", "anonymous")  # fmt: skip
MATRIX = {
    # verb       con cha mem obs sib str sep sch oth ra  age ape hea old ano
    "add":      "+   +   x   x   .   .   x   x   .   x   .   x   x   .   a",
    "decline":  "+   +   x   x   .   .   x   x   .   x   .   x   x   .   a",
    "restate":  "x   x   x   x   .   .   x   x   .   x   .   x   x   .   a",
    "withdraw": "x   x   x   x   .   .   x   x   .   x   .   x   x   .   a",
    "escalate": "x   x   x   x   .   .   x   x   .   x   .   x   x   .   a",
}  # fmt: skip
INPUTS = {"add": {"title": "Agarwood chips"}, "decline": {"reason": REASON}}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def as_(cast, name: str) -> Client:
    client = Client()
    if name != "anonymous":
        cast.login(client, name)
    return client


def test_the_matrix_names_every_move():
    assert set(MATRIX) == {transition.verb for transition in SPECIAL_FOCUS.transitions}


@pytest.mark.parametrize("verb", MATRIX)
def test_each_role_may_do_what_the_matrix_says(india, verb):  # noqa: F811
    focus, found = asked(india), {}
    for role in ROLES:
        with transaction.atomic():
            answer = as_(india, role).post(f"/focus/{focus.case.handle}/{verb}/", INPUTS.get(verb, {}))
            if answer.status_code == 302:
                found[role] = "a" if "/accounts/login/" in answer.url else "+"
            else:
                found[role] = {403: "x", 404: "."}.get(answer.status_code, str(answer.status_code))
            transaction.set_rollback(True)
    assert found == dict(zip(ROLES, MATRIX[verb].split(), strict=True))


@pytest.mark.parametrize(
    ("name", "seen"), [("convener", 1), ("sibling", 0), ("sepc", 1), ("other_sepc", 0), ("apex", 1), ("agency", 0)]
)
def test_the_list_shows_what_one_may_see(india, name, seen):  # noqa: F811
    asked(india)
    page = as_(india, name).get("/focus/")
    assert page.context["page_obj"].paginator.count == seen


def test_the_page_says_what_is_asked_and_where_the_figures_come_from(india):  # noqa: F811
    focus = asked(india)
    text = as_(india, "convener").get(f"/focus/{focus.case.handle}/").content.decode()
    for words in (
        "96.0 % of India’s exports of this product come from Ri Bhoi",
        "USD 1.20 million",
        "2024-25",
        "Test table",
        "More than 75 %",
        "not always the place of production",
        "Add it to the district’s products",
    ):
        assert words in text


def test_what_was_typed_is_there_again_when_it_was_not_enough(india):  # noqa: F811
    focus = asked(india)
    answer = as_(india, "convener").post(f"/focus/{focus.case.handle}/decline/", {"reason": "Too short"})
    assert answer.status_code == 422
    assert "Too short" in answer.content.decode()


def test_an_answer_that_comes_second_is_told_so(india):  # noqa: F811
    focus = asked(india)
    client = as_(india, "convener")
    data = {"reason": REASON, "version": "1", "token": "one"}
    assert client.post(f"/focus/{focus.case.handle}/decline/", data).status_code == 302
    assert client.post(f"/focus/{focus.case.handle}/decline/", data).status_code == 302, "the same sent twice is one"
    late = as_(india, "chair").post(f"/focus/{focus.case.handle}/add/", {"title": "Agarwood chips", "version": "1"})
    assert late.status_code == 409
    assert "Agarwood chips" in late.content.decode()
    assert SpecialFocus.objects.get().case.status == FocusStatus.LEFT


def test_the_question_stands_among_the_work_of_who_holds_it(india):  # noqa: F811
    focus = asked(india)
    [row] = [one for one in waiting_for(india.actor("convener")) if one.reference == focus.case.reference]
    assert (row.what, row.url) == ("Special focus: add it, or say why not", f"/focus/{focus.case.handle}/")
    assert not waiting_for(india.actor("sepc"))


def test_a_made_up_filter_narrows_nothing_and_breaks_nothing(india):  # noqa: F811
    asked(india)
    for query in ("status=banana", "state=ZZ", "page=-4", "page=999", "state=%00"):
        assert as_(india, "apex").get(f"/focus/?{query}").status_code == 200


def test_the_list_asks_as_few_questions_for_many_as_for_one(
    india,  # noqa: F811
    django_assert_max_num_queries,
    django_assert_num_queries,
):
    rows = [(flows.place(india.ribhoi), flows.item(f"{n:02d}019000"), 1_000_000 + n) for n in range(10, 15)]
    client = as_(india, "apex")
    compute(flows.fill(flows.new_slice(), rows[:1]))
    with clock.freeze(MONDAY):
        client.get("/focus/")  # what is read once for all pages
    with clock.freeze(MONDAY), django_assert_max_num_queries(9) as one:
        assert len(client.get("/focus/").context["page_obj"].object_list) == 1
    compute(flows.fill(flows.new_slice(period="FY2026"), rows))
    with clock.freeze(MONDAY), django_assert_num_queries(len(one)):
        assert len(client.get("/focus/").context["page_obj"].object_list) == 5
