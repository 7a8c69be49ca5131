"""Pages of plans and strategies: what each reader finds, what is kept, and how few queries they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from strategies.models import Condition, DocumentStatus, Intervention, Plan, Strategy
from tests.strategies.planning import (
    ORDER,
    PLAN,
    REASON,
    STRATEGY,
    accepted,
    adopted,
    approved,
    drafted,
    go,
    order,
    sent,
    strategy_adopted,
    strategy_submitted,
    submitted,
    written,
)

pytestmark = pytest.mark.django_db
FORM = {**PLAN, "token": "a"}
CONDITION = {"condition": "The district names a site for the packhouse.", "due_on": "2026-09-01"}


def address(document, verb=""):
    kind, handle = document.case.kind, document.case.handle
    return reverse(f"{kind}-act", args=[handle, verb]) if verb else reverse(kind, args=[handle])


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def queries(client, where) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


# Beginning one --------------------------------------------------------------------------------------------------------


def test_a_plan_is_begun_once_however_often_the_form_is_sent(planning, client):
    planning.login(client, "convener")
    first, second = client.post("/plans/new/", FORM), client.post("/plans/new/", FORM)
    plan = Plan.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == address(plan)
    assert plan.case.reference == "ML-RIBHOI-DEAP-2026-00001"
    assert client.post("/plans/new/", {**FORM, "title": "Another plan"}).status_code == 409


def test_a_wrong_form_comes_back_filled_and_a_second_plan_is_refused(planning, client):
    planning.login(client, "convener")
    answer = client.post("/plans/new/", {**FORM, "last_year": "2024"})
    assert answer.status_code == 422 and PLAN["title"] in said(answer)
    drafted(planning)
    answer = client.post("/plans/new/", {**FORM, "token": "b"})
    assert answer.status_code == 422 and "ML-RIBHOI-DEAP-2026-00001" in said(answer)
    assert Plan.objects.count() == 1


def test_what_a_logged_out_convener_sends_is_there_after_the_login(planning, client):
    assert client.post("/plans/new/", FORM).status_code == 302
    planning.login(client, "convener")
    assert "/accounts/login/" not in client.get("/plans/new/").headers.get("Location", "")


@pytest.mark.parametrize(
    ("name", "plan", "strategy"),
    [("convener", 200, 403), ("chair", 403, 403), ("member", 403, 403), ("sepc", 403, 200), ("co_convener", 403, 200),
     ("sepc_chair", 403, 403), ("apex", 403, 403), ("agency", 403, 403)],
)  # fmt: skip
def test_who_gets_the_forms(planning, client, name, plan, strategy):
    planning.login(client, name)
    assert client.get("/plans/new/").status_code == plan
    assert client.get("/strategies/new/").status_code == strategy


def test_a_strategy_is_begun_by_the_states_convener(planning, client):
    planning.login(client, "sepc")
    answer = client.post("/strategies/new/", {**STRATEGY, "token": "a"})
    assert answer.headers["Location"] == address(Strategy.objects.get())


# Seen -----------------------------------------------------------------------------------------------------------------


def test_a_draft_says_where_it_stands_and_what_is_missing_with_links(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    page = said(client.get(address(plan)))
    assert "Being drafted; with" in page
    assert "things have to be put right" in page
    assert reverse("document-section", args=[plan.case.handle, "district-profile"]) in page
    assert "Submit it" in page and "Change its title or years" in page


def test_the_collector_finds_what_is_asked_and_what_the_plan_comes_to(planning, client):
    plan = written(planning)
    Intervention.objects.filter(plan=plan).update(title="Packhouse at Byrnihat", amount=25_000_000)
    go(planning, plan, "submit", "convener")
    planning.login(client, "chair")
    page = said(client.get(address(plan)))
    assert "Your approval is asked for" in page and 'href="#do-sign"' in page
    assert "Packhouse at Byrnihat" in page and "₹ 2.50 crore" in page
    assert "approval missing" in page and "It takes two persons." in page
    assert "if silent, the missing approvers are reminded" in page


def test_after_the_first_approval_the_page_says_who_is_missing(planning, client):
    plan = go(planning, submitted(planning), "sign", "chair")
    planning.login(client, "convener")
    page = said(client.get(address(plan)))
    assert "approved on 2 Mar 2026" in page and page.count("approval missing") == 1
    planning.login(client, "chair")
    page = said(client.get(address(plan)))
    assert "do-countersign" not in page and "Your approval is asked for" not in page


def test_a_draft_taken_back_shows_no_approvals_of_what_was_submitted(planning, client):
    plan = go(planning, sent(planning), "recall", "convener", {"reason": REASON})
    planning.login(client, "convener")
    page = said(client.get(address(plan)))
    assert "It takes two persons." not in page and "Submitted versions" in page


def test_a_vacant_post_is_said_to_be_vacant(planning, client):
    plan = submitted(planning)
    planning.co_chair.appointment.delete()
    planning.login(client, "convener")
    assert "vacant: somebody has to be appointed first" in said(client.get(address(plan)))


def test_conditions_adoption_and_versions_stand_on_the_page(planning, client):
    plan = accepted(planning)
    go(planning, plan, "add_condition", "sepc", CONDITION)
    go(planning, go(planning, plan, "approve", "sepc_chair"), "co_approve", "sepc")
    go(planning, plan, "notify", "convener", ORDER, {"evidence": order()})
    planning.login(client, "member")
    page = said(client.get(address(plan)))
    for words in (CONDITION["condition"], "Order DIC/2026/17 of 2 Mar 2026", "e-Office E-4711", "order.pdf", "in force",
                  "Version 1", "Adopted by order DIC/2026/17"):  # fmt: skip
        assert words in page


def test_a_revision_leaves_the_adopted_version_in_force(planning, client):
    plan = go(planning, adopted(planning), "revise", "convener", {"reason": REASON})
    planning.login(client, "convener")
    assert "Version 1, adopted on 2 Mar 2026, stays in force." in said(client.get(address(plan)))


def test_who_sees_nothing_of_it(planning, client):
    plan = drafted(planning)
    assert client.get(address(plan)).headers["Location"].startswith("/accounts/login/?next=/plans/")
    for name in ("sibling", "stranger", "other_sepc", "agency"):
        planning.login(client, name)
        assert client.get(address(plan)).status_code == 404
        assert client.post(address(plan, "submit")).status_code == 404
    planning.login(client, "convener")
    assert client.get(f"/strategies/{plan.case.handle}/").status_code == 404
    assert client.get(address(plan).lower()).status_code == 302


def test_a_page_takes_few_queries(planning, client):
    plan = accepted(planning)
    planning.login(client, "sepc_chair")
    few = queries(client, address(plan))
    for number in range(20):
        Intervention.objects.create(plan=plan, code=f"X-{number}", title="One more", amount=number)
    assert queries(client, address(plan)) <= few
    assert few <= 75


# Moved ----------------------------------------------------------------------------------------------------------------


def test_a_move_sent_twice_is_one_move(planning, client):
    plan = submitted(planning)
    planning.login(client, "chair")
    sending = {"version": plan.case.version, "token": "once"}
    assert client.post(address(plan, "sign"), sending).status_code == 302
    assert client.post(address(plan, "sign"), sending).status_code == 302
    assert plan.case.events.filter(verb="sign").count() == 1


def test_a_refused_move_keeps_what_was_typed_and_a_late_one_says_so(planning, client):
    plan = accepted(planning)
    planning.login(client, "sepc")
    answer = client.post(address(plan, "return"), {"reason": "Too short"})
    assert answer.status_code == 422 and "Too short" in said(answer)
    assert client.post(address(plan, "notify"), {}).status_code == 403
    answer = client.post(address(plan, "accept"), {"note": "Good."})
    assert answer.status_code == 409 and "Good." in said(answer)


def test_a_submission_with_gaps_says_the_first_one(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    answer = client.post(address(plan, "submit"), {"version": plan.case.version})
    assert answer.status_code == 409 and "things are missing" in said(answer)


# Conditions -----------------------------------------------------------------------------------------------------------


def test_the_page_of_a_condition_shows_it_and_lets_it_be_reported(planning, client):
    plan = accepted(planning)
    go(planning, plan, "add_condition", "sepc", CONDITION)
    condition = Condition.objects.get()
    where = reverse("condition", args=[condition.case.handle])
    planning.login(client, "convener")
    assert "it binds once the plan is approved" in said(client.get(where))
    go(planning, go(planning, plan, "approve", "sepc_chair"), "co_approve", "sepc")
    page = said(client.get(where))
    assert CONDITION["condition"] in page and "if it is not met, the State is told" in page
    answer = client.post(where + "do/report/", {"account": "Short"})
    assert answer.status_code == 422 and "Short" in said(answer)
    sent_in = {"account": "The site at Byrnihat was allotted on Monday.", "token": "r"}
    assert client.post(where + "do/report/", sent_in).status_code == 302
    planning.login(client, "sibling")
    assert client.get(where).status_code == 404


# My work --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "name", "words", "verb"),
    [
        (submitted, "chair", "Approve it or return it", "sign"),
        (submitted, "co_chair", "Approve it or return it", "sign"),
        (sent, "sepc", "Accept it for review", "accept"),
        (accepted, "sepc_chair", "Approve it or return it", "approve"),
        (approved, "convener", "Notify it by its order", "notify"),
        (strategy_submitted, "co_convener", "Approve it or return it", "approve"),
        (strategy_adopted, "apex", "Note the strategy", "note"),
    ],
)
def test_what_waits_stands_on_the_page_of_ones_work(planning, client, made, name, words, verb):
    document = made(planning)
    planning.login(client, name)
    page = said(client.get(reverse("my-work")))
    assert words in page and f"{address(document)}?open={verb}#do-{verb}" in page
    assert page.count(f">{document.case.title}<") == 1


def test_a_submitter_and_whoever_approved_already_are_not_asked(planning, client):
    strategy = strategy_submitted(planning)
    for name in ("sepc", "member"):
        planning.login(client, name)
        assert strategy.case.reference not in said(client.get(reverse("my-work")))
    go(planning, strategy, "approve", "sepc_chair")
    planning.login(client, "sepc_chair")
    assert strategy.case.reference not in said(client.get(reverse("my-work")))


# Lists ----------------------------------------------------------------------------------------------------------------


def test_committees_find_their_own_plans_with_where_they_stand(planning, client):
    plan = submitted(planning)
    for name, there in [("member", True), ("sepc", True), ("apex", True), ("sibling", False), ("other_sepc", False)]:
        planning.login(client, name)
        page = said(client.get("/plans/"))
        assert (plan.case.reference in page) is there
        if there:
            assert "With its approvers" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("status=signing", 1), ("status=draft", 0), ("year=2027", 1), ("year=2031", 0), ("q=ri bhoi", 1), ("q=zebra", 0),
     ("state=ML", 1), ("state=MH", 0), ("state=ML&district=276", 1), ("state=ML&district=275", 0), ("mark=late", 0),
     ("mark=in_force", 0), ("status=nonsense&year=x", 1)],
)  # fmt: skip
def test_filters_narrow_the_list_and_a_wrong_one_narrows_nothing(planning, client, query, count):
    submitted(planning)
    planning.login(client, "apex")
    assert len(client.get(f"/plans/?{query}").context["rows"]) == count


def test_the_public_finds_adopted_documents_under_their_adopted_title_alone(planning, client):
    plan = adopted(planning)
    go(planning, plan, "revise", "convener", {"reason": REASON})
    changed = {"title": "A title nobody approved", "first_year": "2026", "last_year": "2030"}
    go(planning, plan, "describe", "convener", changed)
    page = said(client.get("/plans/"))
    assert PLAN["title"] in page and "2028-29" in page
    assert "A title nobody approved" not in page and "With" not in [cell.strip() for cell in page.split(">")]
    assert client.get("/plans/?year=2027&q=ri bhoi").context["rows"]
    assert not client.get("/plans/?year=2029").context["rows"]
    assert not client.get("/strategies/").context["rows"]


def test_who_has_no_plan_yet_is_offered_to_begin_one(planning, client):
    planning.login(client, "convener")
    assert 'href="/plans/new/"' in said(client.get("/plans/"))
    drafted(planning)
    assert 'href="/plans/new/"' not in said(client.get("/plans/"))
    planning.login(client, "member")
    assert 'href="/plans/new/"' not in said(client.get("/plans/"))


def test_counts_lead_to_their_lists(planning, client):
    submitted(planning)
    planning.login(client, "sepc")
    tiles = client.get("/plans/").context["tiles"]
    assert [(tile["value"], tile["url"]) for tile in tiles] == [
        (0, "/plans/?mark=late"), (0, "/plans/?mark=in_force"), (1, "/plans/?status=signing"),
    ]  # fmt: skip


def test_a_longer_list_takes_no_more_queries(planning, client):
    plan = submitted(planning)
    planning.login(client, "sepc")
    few = queries(client, "/plans/")
    for number in range(12):
        case = Case.objects.get(pk=plan.case.pk)
        case.pk, case.reference, case._state.adding = None, f"ML-X-{number}", True
        case.key = f"00000000-0000-0000-0000-0000000000{number:02d}"
        case.save()
        Plan.objects.create(case=case, body=plan.body, first_year=2026, last_year=2028)
    assert queries(client, "/plans/") <= few <= 20
    assert Plan.objects.filter(case__status=DocumentStatus.SIGNING).count() == 13
