"""A product's checklist: the committee's convener and chair mark it, its State reads it, nobody else sees it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bottlenecks import sources
from institutions import clock
from products.models import ProductCode, TargetMarket
from tests.products.made import product
from tests.trade.access import MEASURE, REQUIREMENT, TARIFF, take, world
from tests.trade.checked import LABEL, NOTE, gap, limit, turmeric
from trade.access import checklist
from trade.models import Requirement, RequirementMark, RequirementMarkWithdrawal
from workflow.errors import NotNow

pytestmark = pytest.mark.django_db
NEW = {
    "market": "USA", "kind": "certificate", "sentence": "The buyer asks for an organic certificate", "limit": "",
    "unit": "", "source": "Letter of the buyer", "source_on": "2026-02-01", "token": "n",
}  # fmt: skip


@pytest.fixture
def made(cast, at_monday, tmp_path):
    world()
    return turmeric(cast, tmp_path)


def where(made) -> str:
    return reverse("requirements", args=[made.case.handle])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def post(client, made, name: str = "requirement-mark", data: dict | None = None, **change):
    args = [made.case.handle, limit().pk] if name == "requirement-mark" else [made.case.handle]
    return client.post(reverse(name, args=args), {**(data or {"state": "ready", "token": "t"}), **change})


WHO = {  # sees the page, marks and adds
    "convener": (200, 302), "chair": (200, 302), "member": (200, 403), "observer": (200, 403), "sepc": (200, 403),
    "ra": (200, 403), "apex": (200, 403), "sibling": (404, 404), "stranger": (404, 404), "other_sepc": (404, 404),
    "agency": (404, 404), "department": (404, 404),
}  # fmt: skip


@pytest.mark.parametrize("name", WHO)
def test_who_sees_and_who_marks(cast, made, name):
    sees, marks = WHO[name]
    client = Client(raise_request_exception=False)
    cast.login(client, name)
    assert client.get(where(made)).status_code == sees
    assert post(client, made).status_code == marks
    assert post(client, made, "requirement-new", NEW).status_code == marks
    assert RequirementMark.objects.count() == (marks == 302)
    assert Requirement.objects.filter(product=made).count() == (marks == 302)


def test_without_a_login_the_page_asks_for_one(client, made):
    assert client.get(where(made)).headers["Location"].startswith("/accounts/login/")


def test_the_page_shows_duty_measures_and_checklist_of_each_target_market(client, cast, made, tmp_path):
    take(tmp_path, "tariffs", [TARIFF])
    take(tmp_path, "ntm-measures", [MEASURE])
    take(tmp_path, "ntm-products", [{"measure_id": "1", "hs": "0910", "partial": ""}])
    cast.login(client, "convener")
    text = text_of(client.get(where(made)))
    assert "0 to 3 per cent, on average 1.5" in text
    assert "Lead in turmeric stays below 2 mg/kg" in text
    assert "2 requirements: ready 0, gaps 0, not marked 2." in text


def test_an_empty_portal_says_what_is_missing_and_who_loads_it(client, cast, at_monday):
    world()
    bare = product(cast, "Ginger")
    cast.login(client, "convener")
    assert "No target market is named" in text_of(client.get(where(bare)))
    turmeric(cast, None, rows=())
    other = turmeric(cast, None, rows=())
    text = text_of(client.get(where(other)))
    assert "No tariff table of this market has been loaded." in text
    assert "No checklist of this market has been loaded for this product." in text


def test_a_mark_names_who_made_it_and_a_gap_its_owner(client, cast, made):
    cast.login(client, "convener")
    answer = post(client, made, data={"state": "gap", "owner": cast.member.post.pk, "note": NOTE, "token": "t"})
    assert answer.headers["Location"].endswith(f"#requirement-{limit().pk}")
    text = text_of(client.get(where(made)))
    assert f"Owner: {cast.member.post}." in text
    assert f"Marked by {cast.convener.post}, 2 Mar 2026" in text


def test_a_gap_without_an_owner_comes_back_with_what_was_typed(client, cast, made):
    cast.login(client, "convener")
    answer = post(client, made, data={"state": "gap", "note": NOTE, "token": "t"})
    assert answer.status_code == 422
    assert "Say which post closes the gap." in text_of(answer)
    assert NOTE in text_of(answer)


def test_a_post_of_elsewhere_cannot_own_a_gap(client, cast, made):
    cast.login(client, "convener")
    assert post(client, made, data={"state": "gap", "owner": cast.agency.post.pk}).status_code == 422


def test_the_latest_mark_counts_and_none_is_rewritten(client, cast, made):
    gap(cast, made)
    cast.login(client, "chair")
    post(client, made)
    assert [mark.state for mark in RequirementMark.objects.order_by("pk")] == ["gap", "ready"]
    text = text_of(client.get(where(made)))
    assert "ready 1, gaps 0, not marked 1." in text
    assert NOTE not in text


SORRY = "The other mill was meant"


def withdraw(client, mark, reason=SORRY, token="w"):
    where = reverse("mark-withdraw", args=[mark.product.case.handle, mark.pk])
    return client.post(where, {"reason": reason, "token": token})


def test_a_withdrawn_mark_stays_with_its_reason_and_the_one_before_counts_again(client, cast, made):
    first = gap(cast, made)
    cast.login(client, "chair")
    post(client, made)
    assert withdraw(client, RequirementMark.objects.order_by("-pk").first()).status_code == 302
    page = text_of(client.get(where(made)))
    assert "ready 0, gaps 1, not marked 1." in page
    assert f"Withdrawn as an error: “{SORRY}” {cast.chair.post}, 2 Mar 2026" in page
    assert withdraw(client, first, token="x").status_code == 302
    assert "gaps 0, not marked 2." in text_of(client.get(where(made)))
    assert RequirementMark.objects.count() == 2


@pytest.mark.parametrize("name", WHO)
def test_who_may_mark_may_withdraw_a_mark_and_nobody_else(cast, made, name):
    mark = gap(cast, made)
    client = Client(raise_request_exception=False)
    cast.login(client, name)
    assert withdraw(client, mark).status_code == WHO[name][1]
    assert RequirementMark.objects.counted().exists() == (WHO[name][1] != 302)


def test_a_withdrawal_of_a_mark_names_its_reason_and_finds_the_mark_in_force(client, cast, made):
    mark = gap(cast, made)
    cast.login(client, "convener")
    assert withdraw(client, mark, "no").status_code == 422
    assert [withdraw(client, mark).status_code for _ in range(2)] == [302, 302]
    assert withdraw(client, mark, token="again").status_code == 409


def test_a_withdrawal_of_a_mark_is_history_too(cast, made):
    mark = gap(cast, made)
    withdrawal = checklist.withdraw_mark(by=cast.actor("convener"), mark=mark, data={"reason": SORRY})
    with pytest.raises(IntegrityError), transaction.atomic():
        withdrawal.delete()
    with pytest.raises(IntegrityError, match="mark_withdrawn_with_a_reason"):
        RequirementMarkWithdrawal.objects.create(
            mark=gap(cast, made), reason="", withdrawn_post=cast.convener.post, withdrawn_at=mark.marked_at
        )


OWN = "The buyer asks for an organic certificate"
WRONG = "It is of the neighbour's ginger"


def added(cast, made, **change) -> Requirement:
    """A requirement the committee added itself."""
    countries = [target.country for target in made.target_markets.all()]
    return checklist.add(by=cast.actor("convener"), product=made, markets=countries, data=NEW | change)


def remove(client, made, requirement, reason=WRONG, token="r"):
    where = reverse("requirement-withdraw", args=[made.case.handle, requirement.pk])
    return client.post(where, {"reason": reason, "token": token})


WITHDRAWS = {
    "convener": 302, "chair": 302, "member": 403, "observer": 403, "sepc": 403, "ra": 403, "apex": 403,
    "sibling": 404, "stranger": 404, "other_sepc": 404, "agency": 404, "department": 404,
}  # fmt: skip


@pytest.mark.parametrize("name", WITHDRAWS)
def test_who_may_add_a_requirement_may_withdraw_it_and_nobody_else(cast, made, name):
    own = added(cast, made)
    client = Client(raise_request_exception=False)
    cast.login(client, name)
    assert remove(client, made, own).status_code == WITHDRAWS[name]
    assert Requirement.objects.in_force().filter(pk=own.pk).exists() == (WITHDRAWS[name] != 302)


def test_a_withdrawn_requirement_leaves_the_list_and_stays_with_its_reason(client, cast, made):
    own = added(cast, made)
    cast.login(client, "chair")
    assert "3 requirements: ready 0, gaps 0, not marked 3." in text_of(client.get(where(made)))
    assert remove(client, made, own).headers["Location"].endswith(where(made))
    text = text_of(client.get(where(made)))
    assert "2 requirements: ready 0, gaps 0, not marked 2." in text
    assert "1 entry withdrawn as an error" in text
    assert f"Certificate: {OWN}" in text
    assert f"“{WRONG.replace(chr(39), '&#x27;')}” {cast.chair.post}, 2 Mar 2026" in text
    assert Requirement.objects.filter(pk=own.pk, withdrawn_post=cast.chair.post).exists()


def test_the_gap_of_a_withdrawn_requirement_counts_no_more_and_drafts_nothing(client, cast, made):
    own = added(cast, made)
    data = {"state": "gap", "owner": cast.member.post.pk}
    said = checklist.mark(by=cast.actor("convener"), product=made, requirement=own, data=data)
    cast.login(client, "convener")
    assert "gaps 1, not marked 2." in text_of(client.get(where(made)))
    assert sources.find(f"requirement:{said.pk}", cast.actor("convener")) is not None
    remove(client, made, own)
    assert "gaps 0, not marked 2." in text_of(client.get(where(made)))
    assert sources.find(f"requirement:{said.pk}", cast.actor("convener")) is None
    assert RequirementMark.objects.filter(pk=said.pk).exists()


def test_who_marks_a_requirement_that_was_withdrawn_meanwhile_is_told(client, cast, made):
    own = added(cast, made)  # as a page has it that was opened before
    cast.login(client, "chair")
    remove(client, made, own)
    with pytest.raises(NotNow, match="withdrawn already"):
        checklist.mark(by=cast.actor("convener"), product=made, requirement=own, data={"state": "ready"})
    assert not RequirementMark.objects.exists()


def test_what_was_withdrawn_can_be_added_anew_and_begins_anew(client, cast, made):
    own = added(cast, made)
    checklist.mark(by=cast.actor("convener"), product=made, requirement=own, data={"state": "ready"})
    cast.login(client, "convener")
    remove(client, made, own)
    added(cast, made)
    text = text_of(client.get(where(made)))
    assert "3 requirements: ready 0, gaps 0, not marked 3." in text
    assert "1 entry withdrawn as an error" in text


def test_a_requirement_of_a_table_or_of_a_code_is_not_withdrawn_by_hand(client, cast, made):
    cast.login(client, "convener")
    page = client.get(where(made)).content.decode()
    assert reverse("requirement-withdraw", args=[made.case.handle, limit().pk]) not in page
    refused = remove(client, made, limit())
    assert refused.status_code == 409
    assert "it goes when that table is revoked" in text_of(refused)
    usa = made.target_markets.get().country
    known = {"kind": "label", "sentence": "Of the whole code", "source": "Notice", "source_on": "2026-01-01"}
    of_code = Requirement.objects.create(market=usa, code="091030", **known)
    refused = remove(client, made, of_code, token="other")
    assert refused.status_code == 409
    assert "for every district" in text_of(refused)
    with pytest.raises(IntegrityError, match="only_what_was_added_by_hand_is_withdrawn"), transaction.atomic():
        Requirement.objects.filter(pk=of_code.pk).update(
            withdrawn_at=clock.now(), withdrawn_reason=WRONG, withdrawn_post=cast.convener.post
        )


def test_a_requirement_is_withdrawn_with_a_reason_once(client, cast, made):
    own = added(cast, made)
    cast.login(client, "convener")
    short = remove(client, made, own, "no")
    assert short.status_code == 422
    assert 'value="no"' in short.content.decode()
    assert [remove(client, made, own).status_code for _ in range(2)] == [302, 302]
    assert remove(client, made, own, token="again").status_code == 409
    with pytest.raises(IntegrityError, match="requirement_withdrawn_with_a_reason"), transaction.atomic():
        Requirement.objects.filter(pk=own.pk).update(withdrawn_reason="")


def test_a_requirement_of_another_product_is_not_withdrawn_through_this_one(client, cast, made):
    other = turmeric(cast, None, rows=())
    own = added(cast, other, sentence="Of the other product alone")
    cast.login(client, "convener")
    assert remove(client, made, own).status_code == 404


def test_the_same_form_twice_and_the_same_word_twice_are_one_mark(client, cast, made):
    cast.login(client, "convener")
    for token in ("t", "t", "u"):
        assert post(client, made, token=token).status_code == 302
    assert RequirementMark.objects.count() == 1


def test_a_token_used_for_something_else_is_refused(client, cast, made):
    cast.login(client, "convener")
    post(client, made)
    assert post(client, made, state="not_applicable").status_code == 409


def test_a_requirement_of_another_product_or_code_is_not_found(client, cast, made, tmp_path):
    take(tmp_path, "requirements", [REQUIREMENT | {"hs6": "120100", "sentence": "Of soya"}], source="Other")
    other = Requirement.objects.get(code="120100")
    cast.login(client, "convener")
    assert client.post(reverse("requirement-mark", args=[made.case.handle, other.pk]), {}).status_code == 404


def test_a_code_that_is_only_suggested_brings_no_requirements(client, cast, made):
    ProductCode.objects.update(confirmed_at=None, confirmed_by=None)
    cast.login(client, "convener")
    text = text_of(client.get(where(made)))
    assert "No HS code of this product is confirmed yet." in text
    assert "Lead in turmeric" not in text


def test_a_later_table_keeps_the_mark_and_a_new_limit_asks_again(client, cast, made, tmp_path):
    gap(cast, made)
    cast.login(client, "convener")
    take(tmp_path, "requirements", [LABEL, REQUIREMENT | {"source_date": "2025-06-01"}])
    assert "gaps 1, not marked 1." in text_of(client.get(where(made)))
    take(tmp_path, "requirements", [LABEL, REQUIREMENT | {"limit": "1"}])
    assert "gaps 0, not marked 2." in text_of(client.get(where(made)))


def test_an_own_requirement_is_the_product_s_and_not_public(client, cast, made):
    cast.login(client, "convener")
    assert post(client, made, "requirement-new", NEW).status_code == 302
    assert NEW["sentence"] in text_of(client.get(where(made)))
    assert NEW["sentence"] not in text_of(Client().get("/market/091030/USA/"))


def test_an_own_requirement_twice_is_said(client, cast, made):
    cast.login(client, "convener")
    post(client, made, "requirement-new", NEW)
    again = post(client, made, "requirement-new", NEW, token="other")
    assert again.status_code == 422
    assert "This requirement is on the list already." in text_of(again)


@pytest.mark.parametrize(
    "change",
    [
        {"source_on": "2027-01-01"},
        {"source_on": "0205-01-01"},
        {"limit": "-2", "unit": "mg"},
        {"kind": "limit"},
        {"limit": "2"},
        {"market": "DEU"},
        {"source": ""},
    ],
)
def test_an_own_requirement_that_cannot_be_checked_comes_back(client, cast, made, change):
    cast.login(client, "convener")
    answer = post(client, made, "requirement-new", NEW | change)
    assert answer.status_code == 422
    assert NEW["sentence"] in answer.content.decode()


def test_the_public_page_of_a_market_shows_the_requirement_and_no_mark(client, cast, made):
    gap(cast, made)
    text = text_of(client.get("/market/091030/USA/"))
    assert "Lead in turmeric stays below 2 mg/kg" in text
    assert NOTE not in text
    assert "Lakadong" not in text


def test_the_page_takes_few_queries_however_long_the_checklist(
    client, cast, made, tmp_path, django_assert_max_num_queries
):
    rows = [REQUIREMENT | {"sentence": f"Residue {n} stays below"} for n in range(30)]
    take(tmp_path, "requirements", rows, source="Long list")
    countries = TargetMarket.objects.model._meta.get_field("country").related_model
    for iso3 in ("DEU", "JPN", "NPL"):
        TargetMarket.objects.create(product=made, country=countries.objects.get(iso3=iso3))
    cast.login(client, "convener")
    client.get(where(made))
    with django_assert_max_num_queries(26):
        client.get(where(made))
