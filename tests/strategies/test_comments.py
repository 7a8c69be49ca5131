"""Comments: who makes them when, how they are settled, and that what was asked for blocks until it is."""

import pytest

from strategies.models import Comment, CommentStep, SectionKind
from tests.strategies.planning import accepted, adopted, drafted, go, strategy_drafted

pytestmark = pytest.mark.django_db
WORDS = "From which year is the baseline?"
TOMORROW = {"until": "2026-03-20", "note": ""}


def page_of(document) -> str:
    return f"/documents/{document.case.handle}/comments/"


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def consulted(cast):
    return go(cast, drafted(cast), "consult", "convener", TOMORROW)


def comments(client, document, text=WORDS, kind="targets", **more):
    return client.post(page_of(document), {"text": text, "kind": kind, **more})


def made(cast, client, name="chair"):
    """A consulted plan with one comment on its targets by somebody."""
    plan = consulted(cast)
    cast.login(client, name)
    assert comments(client, plan).status_code == 302
    return plan, Comment.objects.get(case=plan.case)


def acts(client, plan, comment, verb, text="The baseline is 2024-25, said so now."):
    return client.post(f"{page_of(plan)}{comment.pk}/{verb}/", {"text": text})


DURING_CONSULTATION = [
    ("convener", 302), ("member", 302), ("chair", 302), ("co_chair", 302), ("observer", 403),
    ("sepc", 403), ("sepc_chair", 403), ("apex", 403), ("sibling", 404), ("other_sepc", 404), ("agency", 404),
]  # fmt: skip
DURING_REVIEW = [
    ("convener", 403), ("member", 403), ("chair", 403), ("sepc", 302), ("sepc_chair", 302), ("co_convener", 302),
    ("sepc_member", 403), ("apex", 403), ("sibling", 404), ("other_sepc", 404),
]  # fmt: skip


@pytest.mark.parametrize(("name", "status"), DURING_CONSULTATION)
def test_who_comments_while_the_committee_is_consulted(planning, client, name, status):
    plan = consulted(planning)
    planning.login(client, name)
    assert comments(client, plan).status_code == status


@pytest.mark.parametrize(("name", "status"), DURING_REVIEW)
def test_who_comments_while_the_state_reviews(planning, client, name, status):
    plan = accepted(planning)
    planning.login(client, name)
    assert comments(client, plan).status_code == status


def test_nobody_comments_on_a_draft_nobody_was_asked_about(planning, client):
    plan = drafted(planning)
    planning.login(client, "chair")
    assert comments(client, plan).status_code == 403
    assert "New comment" not in said(client.get(page_of(plan)))


def test_a_comment_names_its_section_and_stands_on_its_page_and_on_the_tab(planning, client):
    plan, comment = made(planning, client)
    assert (comment.kind.code, comment.by_post, comment.body) == ("targets", planning.chair.post, planning.depc_ribhoi)
    page = said(client.get(page_of(plan)))
    assert WORDS in page and "Targets and timelines" in page and 'Comments <span class="count">1</span>' in page
    assert WORDS in said(client.get(f"/documents/{plan.case.handle}/sections/targets/"))


def test_a_comment_may_be_on_the_whole_document(planning, client):
    plan = consulted(planning)
    planning.login(client, "member")
    comments(client, plan, kind="")
    assert Comment.objects.get(case=plan.case).kind is None
    assert "The whole document" in said(client.get(page_of(plan)))


def test_a_section_of_another_kind_of_document_is_refused(planning, client):
    plan = consulted(planning)
    planning.login(client, "chair")
    foreign = SectionKind.objects.get(document="strategy", code="vision").code
    answer = comments(client, plan, kind=foreign)
    assert answer.status_code == 422 and WORDS in said(answer)


def test_an_empty_comment_comes_back(planning, client):
    plan = consulted(planning)
    planning.login(client, "chair")
    assert comments(client, plan, text="").status_code == 422


def test_the_same_form_sent_twice_is_one_comment(planning, client):
    plan = consulted(planning)
    planning.login(client, "chair")
    for _ in range(2):
        assert comments(client, plan, token="one-form").status_code == 302
    assert Comment.objects.filter(case=plan.case).count() == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("convener", 302), ("member", 302), ("chair", 403), ("observer", 403), ("sepc", 403), ("apex", 403),
     ("sibling", 404)],
)  # fmt: skip
def test_who_settles_a_comment(planning, client, name, status):
    plan, comment = made(planning, client)
    planning.login(client, name)
    assert acts(client, plan, comment, "settle").status_code == status


def test_a_settled_comment_says_how_and_by_whom(planning, client):
    plan, comment = made(planning, client)
    planning.login(client, "convener")
    acts(client, plan, comment, "settle")
    comment.refresh_from_db()
    assert comment.resolution == "The baseline is 2024-25, said so now."
    assert comment.resolved_by == planning.convener.post
    page = said(client.get(page_of(plan)))
    assert "1 settled" in page and "The baseline is 2024-25" in page and '<span class="count">1</span>' not in page


def test_whoever_made_it_opens_it_again_with_a_reason_and_every_step_stays(planning, client):
    plan, comment = made(planning, client)
    planning.login(client, "convener")
    acts(client, plan, comment, "settle")
    planning.login(client, "member")
    assert acts(client, plan, comment, "reopen", "Not convinced.").status_code == 403
    planning.login(client, "chair")
    assert acts(client, plan, comment, "reopen", "Of which source, though?").status_code == 302
    comment.refresh_from_db()
    assert comment.resolved_at is None
    page = said(client.get(page_of(plan)))
    assert "Of which source, though?" in page and "The baseline is 2024-25" in page
    assert [step.verb for step in CommentStep.objects.all()] == ["settle", "reopen"]


def test_of_two_who_settle_the_second_is_told_and_keeps_what_was_typed(planning, client):
    plan, comment = made(planning, client)
    planning.login(client, "convener")
    acts(client, plan, comment, "settle")
    planning.login(client, "member")
    answer = acts(client, plan, comment, "settle", "Another answer altogether.")
    assert answer.status_code == 409
    assert "Somebody was faster" in said(answer) and "Another answer altogether." in said(answer)


def test_settling_without_a_word_comes_back(planning, client):
    plan, comment = made(planning, client)
    planning.login(client, "convener")
    assert acts(client, plan, comment, "settle", "").status_code == 422


def test_a_required_change_is_marked_and_blocks_until_it_is_settled(planning, client):
    plan = go(planning, accepted(planning), "return", "sepc", {"reason": "Say from which year the baseline is."})
    planning.login(client, "convener")
    assert "required change" in said(client.get(page_of(plan)))
    check = said(client.get(f"/documents/{plan.case.handle}/check/"))
    assert "A required change is not settled" in check and page_of(plan) in check
    acts(client, plan, Comment.objects.get(case=plan.case), "settle")
    assert "Nothing is missing." in said(client.get(f"/documents/{plan.case.handle}/check/"))


def test_an_adopted_plan_is_not_commented_on_any_more(planning, client):
    plan = adopted(planning)
    planning.login(client, "convener")
    assert comments(client, plan).status_code == 403


def test_only_one_section_is_shown_when_asked(planning, client):
    plan, _comment = made(planning, client)
    comments(client, plan, text="The mills are four by now.", kind="industry-profile")
    page = said(client.get(page_of(plan), {"section": "targets"}))
    assert WORDS in page and "The mills are four" not in page


def test_the_committee_of_the_state_comments_on_its_own_strategy(planning, client):
    strategy = go(planning, strategy_drafted(planning), "consult", "sepc", TOMORROW)
    planning.login(client, "sepc_member")
    assert comments(client, strategy, kind="analysis").status_code == 302


def test_what_was_sent_after_a_login_ran_out_is_there_after_the_next_one(planning, client):
    plan = consulted(planning)
    comments(client, plan)
    planning.login(client, "chair")
    assert WORDS in said(client.get(page_of(plan)))


def test_a_comment_of_another_document_is_not_found(planning, client):
    _plan, comment = made(planning, client)
    other = strategy_drafted(planning)
    planning.login(client, "sepc")
    assert acts(client, other, comment, "settle").status_code == 404
