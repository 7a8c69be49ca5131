"""The page of a section: what each reader finds, what saving does, and that nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Draft
from strategies.models import Edit, PlanProduct, Section
from tests.cast import logged
from tests.products.identified import published
from tests.strategies.planning import drafted, go, strategy_drafted, submitted, written
from tests.trade import flows
from trade.indicators.compute import compute

pytestmark = pytest.mark.django_db
CODE = "industry-profile"
TEXT = "Three mills.\n\n- ginger\n- turmeric"


def address(plan, code=CODE) -> str:
    return f"/documents/{plan.case.handle}/sections/{code}/"


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def saves(client, plan, text: str, base: int = 0, **more):
    return client.post(address(plan), {"text": text, "base": base, **more})


def test_a_writer_saves_a_section_and_reads_it_with_who_wrote_it(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    answer = client.post(address(plan), {"text": TEXT, "base": 0}, follow=True)
    page = said(answer)
    assert "<p>Three mills.</p><ul><li>ginger</li><li>turmeric</li></ul>" in page
    assert "Saved." in page and "Last saved by Member" in page
    section = Section.objects.get(case=plan.case, kind__code=CODE)
    assert (section.text, section.number) == (TEXT, 1)


def test_what_is_typed_is_never_read_as_html(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    saves(client, plan, "<script>alert(1)</script>\n- <b>bold</b>")
    page = client.get(address(plan)).content.decode()
    assert "<script>alert" not in page and "&lt;b&gt;bold" in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("convener", 302),
        ("member", 302),
        ("chair", 403),
        ("co_chair", 403),
        ("observer", 403),
        ("sepc", 403),
        ("sepc_chair", 403),
        ("apex", 403),
        ("sibling", 404),
        ("stranger", 404),
        ("other_sepc", 404),
        ("agency", 404),
    ],
)
def test_who_saves_a_section(planning, client, name, status):
    plan = drafted(planning)
    planning.login(client, name)
    assert saves(client, plan, TEXT).status_code == status


def test_the_draft_of_a_committee_is_written_by_nobody_logged_out(planning, client):
    plan = drafted(planning)
    answer = saves(client, plan, TEXT)
    assert answer.status_code == 302 and "/accounts/login/" in answer.url
    assert not Edit.objects.exists()


def test_what_was_sent_after_a_login_ran_out_is_in_the_box_after_the_next_one(planning, client):
    plan = drafted(planning)
    saves(client, plan, "Typed while the login ran out.")
    planning.login(client, "convener")
    page = said(client.get(address(plan)))
    assert ">Typed while the login ran out.</textarea>" in page


def test_a_reader_finds_no_box_and_no_button(planning, client):
    plan = written(planning)
    planning.login(client, "sepc")
    page = said(client.get(address(plan), {"write": 1}))
    assert "<textarea" not in page and "Change the text" not in page
    assert "Two thousand growers" in page


def test_two_writers_of_different_lines_are_merged_and_the_second_is_told(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    saves(client, plan, "Mills: three\nGrowers: 200")
    saves(client, plan, "Mills: four\nGrowers: 200", 1)
    planning.login(client, "member")
    page = said(client.post(address(plan), {"text": "Mills: three\nGrowers: 2,000", "base": 1}, follow=True))
    assert "together with what a colleague saved" in page
    assert Section.objects.get(case=plan.case, kind__code=CODE).text == "Mills: four\nGrowers: 2,000"


def test_two_writers_of_one_line_see_both_and_save_what_they_make_of_it(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    saves(client, plan, "Mills: three")
    saves(client, plan, "Mills: four", 1)
    planning.login(client, "member")
    answer = saves(client, plan, "Mills: five", 1)
    page = said(answer)
    assert answer.status_code == 409
    assert "Convener" in page and "What both of you began with" in page and "Mills: three" in page
    assert "Mills: four\nMills: five</textarea>" in answer.content.decode()
    assert 'name="base" value="2"' in page
    assert Section.objects.get(case=plan.case, kind__code=CODE).text == "Mills: four"  # not overwritten
    assert Draft.objects.get(user=planning.member.user).fields["text"] == "Mills: five"  # even if they leave now
    assert saves(client, plan, "Mills: four, soon five", 2).status_code == 302
    assert Section.objects.get(case=plan.case, kind__code=CODE).text == "Mills: four, soon five"
    assert not Draft.objects.exists()


def test_a_locked_document_refuses_and_shows_what_was_written(planning, client):
    plan = submitted(planning)
    planning.login(client, "convener")
    answer = saves(client, plan, "One mill more.", 1)
    page = said(answer)
    assert answer.status_code == 409
    assert "With its approvers" in page and "One mill more." in page
    assert "could not save" in said(client.get(address(plan)))
    go(planning, plan, "recall", "convener", {"reason": "One mill more has opened since then."})
    assert "Go on writing" in said(client.get(address(plan)))
    assert ">One mill more.</textarea>" in said(client.get(address(plan), {"write": 1}))


def test_what_is_typed_is_kept_on_the_server_offered_again_and_can_be_thrown_away(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    assert client.post(f"{address(plan)}draft/", {"text": "Half a sent", "base": 0}).json() == {"saved": True}
    assert "Go on writing" in said(client.get(address(plan)))
    page = said(client.get(address(plan), {"write": 1}))
    assert ">Half a sent</textarea>" in page and "This is what you had typed" in page
    client.post(f"{address(plan)}draft/forget/")
    assert "Half a sent" not in said(client.get(address(plan), {"write": 1}))


def test_a_draft_is_merged_with_what_was_saved_while_it_lay_there(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    saves(client, plan, "Mills: three\nGrowers: 200")
    client.post(f"{address(plan)}draft/", {"text": "Mills: three\nGrowers: 2,000", "base": 1})
    planning.login(client, "convener")
    saves(client, plan, "Mills: four\nGrowers: 200", 1)
    planning.login(client, "member")
    page = said(client.get(address(plan), {"write": 1}))
    assert 'name="base" value="1"' in page and "A colleague has saved this section since you began" in page
    saves(client, plan, "Mills: three\nGrowers: 2,000", 1)
    assert Section.objects.get(case=plan.case, kind__code=CODE).text == "Mills: four\nGrowers: 2,000"


def test_a_draft_is_its_writers_alone(planning, client):
    plan = drafted(planning)
    planning.login(client, "member")
    client.post(f"{address(plan)}draft/", {"text": "Not for others yet", "base": 0})
    planning.login(client, "convener")
    assert "Not for others yet" not in said(client.get(address(plan), {"write": 1}))


def test_a_text_that_is_too_long_comes_back_whole(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    answer = saves(client, plan, "x" * 50_001)
    assert answer.status_code == 422
    assert "x" * 50_001 in answer.content.decode() and "50000 characters" in said(answer)


def test_the_longest_section_fits_a_draft(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    assert client.post(f"{address(plan)}draft/", {"text": "x" * 50_000, "base": 0}).json() == {"saved": True}


def test_sections_lead_to_their_neighbours(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    page = said(client.get(address(plan)))
    assert 'rel="prev" href="/documents/' in page and "sections/district-profile/" in page
    assert "sections/products/" in page and "Section 2 of 12" in page


def test_the_products_section_has_their_codes_and_says_where_figures_come_from(products, planning, client):
    product = published(products)
    plan = drafted(planning)
    PlanProduct.objects.create(plan=plan, product=product)
    planning.login(client, "convener")
    page = said(client.get(address(plan, "products")))
    assert product.case.title in page and "0910.30" in page and "091030" not in page
    assert "No exports of districts by HS code have been taken in yet" in page


@pytest.mark.parametrize(
    ("level", "code", "printed"), [(8, "09103020", "0910.30"), (6, "091030", "0910.30"), (4, "0910", "0910")]
)
def test_the_figures_beside_a_product_are_of_its_code_at_the_level_of_the_table(
    products, planning, client, level, code, printed
):
    turmeric = flows.item(code)
    rows = [(flows.place(planning.ribhoi), turmeric, 2_500_000), (flows.place(planning.khasi), turmeric, 1_500_000)]
    compute(flows.fill(flows.new_slice(level=level), rows))
    plan = drafted(planning)
    PlanProduct.objects.create(plan=plan, product=published(products))
    planning.login(client, "convener")
    page = said(client.get(address(plan, "products")))
    assert f"HS {printed}: district USD 2.50 million, India USD 4.00 million" in page
    assert "2024-25" in page and "Test table" in page


def test_the_export_data_of_the_district_name_period_and_source(products, planning, client):
    rows = [(flows.place(planning.ribhoi), flows.item("091030"), 2_500_000)]
    compute(flows.fill(flows.new_slice(level=6), rows))
    plan = drafted(planning)
    planning.login(client, "convener")
    page = said(client.get(address(plan, "export-data")))
    assert "USD 2.50 million" in page and "2024-25" in page and "Test table" in page
    assert "100.0 %" in page and "not always the place of production" in page


def test_the_bottlenecks_section_lists_the_open_ones_of_the_district(planning, client):
    made = logged(planning)
    plan = drafted(planning)
    planning.login(client, "convener")
    page = said(client.get(address(plan, "bottlenecks")))
    assert "1 open bottleneck" in page and made.case.reference in page


@pytest.mark.parametrize("code", ["district-profile", "industry-profile", "infrastructure", "export-data", "strategy"])
def test_every_section_opens_with_what_the_portal_knows(planning, client, code):
    plan = drafted(planning)
    planning.login(client, "convener")
    assert client.get(address(plan, code)).status_code == 200


def test_a_section_of_a_strategy_is_written_the_same_way(planning, client):
    strategy = strategy_drafted(planning)
    planning.login(client, "co_convener")
    assert client.post(address(strategy, "analysis"), {"text": "Spices.", "base": 0}).status_code == 302
    assert "Spices." in said(client.get(address(strategy, "analysis")))


def test_a_section_nobody_knows_is_not_found(planning, client):
    plan = drafted(planning)
    planning.login(client, "convener")
    assert client.get(address(plan, "nothing")).status_code == 404


@pytest.mark.parametrize(("part", "most"), [("sections/bottlenecks/", 18), ("text/", 10)])
def test_a_page_takes_few_queries_however_much_there_is(planning, client, part, most):
    for _ in range(3):
        logged(planning)
    plan = written(planning)
    planning.login(client, "convener")
    client.get("/notices/")  # the first page of a session writes down which device it is
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/documents/{plan.case.handle}/{part}").status_code == 200
    assert len(queries) <= most, "\n".join(one["sql"][:150] for one in queries)


def test_the_whole_text_is_read_on_one_page(planning, client):
    plan = written(planning)
    planning.login(client, "sepc")
    page = said(client.get(f"/documents/{plan.case.handle}/text/"))
    assert page.count("Two thousand growers, three mills.") == 12
