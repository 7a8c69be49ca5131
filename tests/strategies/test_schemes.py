"""The catalogue of schemes: what is open on a day, what it pays where, and that nobody proposes a closed one."""

from datetime import date, datetime

import pytest

from institutions import clock
from strategies.completeness import gaps
from strategies.interventions.write import add
from strategies.models import Intervention, Scheme
from strategies.schemes.loader import load_schemes
from strategies.schemes.standing import is_unverified, share_in, standing_of
from strategies.schemes.suggest import suggest
from tests.cast import logged
from tests.strategies.planning import drafted, written
from workflow.errors import Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def scheme(code: str, **facts) -> Scheme:
    usual = {"name": f"Scheme {code}", "source": "Order 1", "stages": ["testing-certification"], "areas": ["quality"]}
    return Scheme.objects.create(code=code, **usual | facts)


def test_the_catalogue_is_loaded_once_and_what_officers_changed_stays(planning):
    assert load_schemes() == 11
    Scheme.objects.filter(code="ties").update(closes_on=date(2027, 3, 31))
    assert load_schemes() == 0
    ties = Scheme.objects.get(code="ties")
    assert (ties.closes_on, ties.share, ties.share_special, ties.ceiling) == (date(2027, 3, 31), 50, 80, 200_000_000)
    assert all(row.name_hi and row.source and row.eligibility_hi for row in Scheme.objects.all())


def test_what_was_not_checked_says_so_on_its_page_which_everybody_reads(planning, client):
    load_schemes()
    row = Scheme.objects.get(code="mai")
    assert is_unverified(row)
    page = said(client.get("/schemes/mai/"))
    assert "not checked against an order" in page and "[unverified]" in page
    assert "terms not checked against an order" in said(client.get("/schemes/"))


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        ({"closes_on": date(2026, 3, 1)}, "closed", "Closed on 1 March 2026"),
        ({"closes_on": date(2026, 3, 2)}, "soon", "Closes on 2 March 2026"),
        ({"closes_on": date(2026, 5, 31)}, "soon", "Closes on 31 May 2026"),
        ({"closes_on": date(2026, 6, 1)}, "open", "Open until 1 June 2026"),
        ({"opens_on": date(2026, 4, 1)}, "ahead", "Opens on 1 April 2026"),
        ({}, "open", "Open, no last day known"),
    ],
)
def test_a_scheme_is_open_from_its_first_day_to_its_last_both_included(planning, facts, code, words):
    standing = standing_of(scheme("one", **facts), TODAY)
    assert (standing.code, standing.words) == (code, words)


def test_what_it_pays_depends_on_the_class_of_the_state(planning):
    row = scheme("ties", share=50, share_special=80, special_classes=["ne", "himalayan"])
    assert share_in(row, planning.meghalaya) == 80
    assert share_in(row, planning.maharashtra) == 50


def test_open_schemes_are_suggested_by_stage_area_and_state_the_best_fit_first(planning):
    scheme("both", share=50)
    scheme("stage-only", areas=["skills"], share=90)
    scheme("area-only", stages=["storage"], share=60)
    scheme("neither", stages=["storage"], areas=["skills"])
    scheme("closed", closes_on=date(2026, 2, 28))
    scheme("islands-only", state_classes=["islands"])
    scheme("ahead", opens_on=date(2026, 4, 1))
    found = suggest(state=planning.meghalaya, stage="testing-certification", area="quality")
    assert [one.scheme.code for one in found] == ["both", "stage-only", "area-only"]


def test_an_intervention_shows_the_open_schemes_with_their_share_in_its_state(planning, client):
    plan = drafted(planning)
    scheme("ties", share=50, share_special=80, special_classes=["ne"])
    add(plan, {"title": "A residue laboratory", "category": "Q1"}, by=planning.actor("member"))
    planning.login(client, "convener")
    page = said(client.get(f"/plans/{plan.case.handle}/interventions/I-01/"))
    assert "Scheme ties" in page and "pays 80 per cent in this State" in page


def test_a_bottleneck_says_how_many_open_schemes_could_pay(planning, client):
    trouble = logged(planning)
    scheme("one")
    planning.login(client, "convener")
    page = client.get(f"/bottlenecks/{trouble.case.handle}/").content.decode()
    assert "1 open scheme could pay" in page
    assert "Scheme one" in said(client.get("/schemes/?area=quality&stage=testing-certification&state=ML"))


def test_a_closed_scheme_is_refused_with_the_day_it_closed(planning):
    scheme("old", closes_on=date(2026, 2, 28))
    with pytest.raises(Invalid, match="closed on 28 February 2026"):
        add(drafted(planning), {"title": "A laboratory", "scheme": "old"}, by=planning.actor("member"))


def test_a_scheme_that_closes_before_the_start_or_pays_less_is_warned_of_and_saved(planning, client):
    plan = drafted(planning)
    scheme("short", closes_on=date(2026, 4, 30), share=50)
    planning.login(client, "member")
    facts = {"title": "A laboratory", "scheme": "short", "scheme_share": "60", "starts_on": "2026-06-01", "token": "t"}
    page = said(client.post(f"/plans/{plan.case.handle}/interventions/new/", facts, follow=True))
    assert "closes on 30 April 2026, before this starts on 1 June 2026" in page
    assert "pays at most 50 per cent in this State" in page
    assert Intervention.objects.get(plan=plan).scheme.code == "short"


def test_a_scheme_that_closed_since_blocks_the_plan_unless_the_work_began_while_it_was_open(planning):
    plan = written(planning)
    row = scheme("short", closes_on=date(2026, 4, 30))
    Intervention.objects.filter(plan=plan).update(scheme=row)
    assert not gaps(plan.case)
    with clock.freeze(datetime(2026, 5, 4, 5, 0, tzinfo=clock.now().tzinfo)):
        assert not gaps(plan.case)  # it starts on 1 April, while the scheme was open
        Intervention.objects.filter(plan=plan).update(starts_on=date(2026, 5, 1))
        assert gaps(plan.case)[0].sentence == "I-50 asks “Scheme short”, which closed on 30 April 2026."


def test_the_catalogue_is_read_in_hindi(planning, client):
    load_schemes()
    client.post("/i18n/setlang/", {"language": "hi"})
    assert "कृषि अवसंरचना कोष" in said(client.get("/schemes/"))
