"""The loaders: from the tables to rows, as often as one likes, without undoing what officers did."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from bottlenecks.loader import load_categories
from bottlenecks.models import Area, Category, RoutingRule
from bottlenecks.routing import route
from escalations.loader import load_policies
from escalations.models import Allowance, Calendar, Holiday, HolidayState, Policy
from geography.models import District, State
from institutions.loader import load_institutions
from institutions.models import Body, BodyKind, Jurisdiction, Post, PostRole
from institutions.tables import add_dated
from tests.reference.test_tables import CALENDARS

ROUTES = [  # sub-category, HS codes, State, who answers
    ("Q1", "12119080", "ML", "APEDA"),  # agarwood
    ("Q3", "12119080", "ML", "APEDA"),
    ("Q1", "030617", "AP", "MPEDA"),
    ("Q1", "160521", "AP", "MPEDA"),
    ("Q1", "2008", "MH", "APEDA"),
    ("Q3", "0904", "KL", "SPICES-BOARD"),
    ("Q3", "040900", "BR", "EIC"),
    ("Q1", "0801", "KL", "APEDA"),
    ("Q1", "08011910", "KL", "COCONUT-BOARD"),
    ("Q1", "620342", "TN", "TEXTILES-COMMITTEE"),
    ("Q1", "8481", "GJ", "BIS"),
    ("Q1", "", "GJ", "EIC"),
    ("Q2", "8481", "GJ", "NABL"),
    ("A2", "0804", "ML", "NERAMAC"),
    ("A2", "0804", "MH", "NABARD"),
    ("D1", "", "MP", "CBIC"),
    ("D2", "", "ML", "ML-PWD-ROADS"),
    ("C5", "", "ML", "ML-INDUSTRIES-COMMERCE"),
    ("C1", "", "ML", "DGFT"),
]


@pytest.fixture
def states(db) -> dict[str, State]:
    """All States and Union Territories by code, with three districts: Ri Bhoi, Pune, Surat."""
    made = {}
    for row in CALENDARS:
        if code := row["holidays_subdivision"]:
            made[code] = State.objects.create(
                lgd_code=row["state_lgd_code"], code=code, iso_3166_2=f"IN-{code}", name=row["name"], kind="state"
            )
    place = District.objects.create
    place(lgd_code="276", state=made["ML"], code="RIBHOI", name="Ri Bhoi", lat=25.9, lon=91.9)
    place(lgd_code="490", state=made["MH"], code="PUNE", name="Pune", name_hi="पुणे", lat=18.5, lon=74.1)
    place(lgd_code="459", state=made["GJ"], code="SURAT", name="Surat", lat=21.2, lon=72.8)
    return made


@pytest.fixture
def loaded(states):
    load_institutions()
    load_policies(years=[2026])
    load_categories()
    return states


def body(code: str) -> Body:
    return Body.objects.get(code=code)


def routed(category: str, hs_code: str, state: State):
    row = Category.objects.select_related("area").get(code=category)
    return route(area=row.area, category=row, hs_codes=[hs_code] if hs_code else [], state=state)


def copy(policy: Policy, during: DateRange, **changes) -> Policy:
    kept = (
        "kind",
        "ladder",
        "level",
        "severity",
        "title",
        "holder",
        "copied",
        "acknowledge_days",
        "act_days",
        "source",
    )
    return Policy(**{name: getattr(policy, name) for name in kept} | {"during": during} | changes)


class TestInstitutions:
    def test_every_district_gets_a_committee_with_the_seats_of_the_handbook_and_its_offices(self, loaded):
        committee = body("DEPC-MH-PUNE")
        assert str(committee) == "District Export Promotion Committee, Pune"
        assert committee.name_in("hi") == "जिला निर्यात संवर्धन समिति, पुणे"
        assert committee.short == "DEPC Pune"
        assert committee.posts.filter(role=PostRole.MEMBER).count() == 10
        assert committee.posts.get(role=PostRole.CONVENER).seat == "dic-gm"
        offices = Body.objects.filter(kind=BodyKind.DISTRICT_OFFICE, district=committee.district)
        assert {office.function for office in offices} == {
            "dic",
            "lead-bank",
            "pwd-roads",
            "agriculture-horticulture",
            "electricity-distribution",
        }

    def test_every_state_gets_its_committee_and_twelve_departments(self, loaded):
        assert Body.objects.filter(kind=BodyKind.SEPC).count() == 36
        assert Body.objects.filter(kind=BodyKind.STATE_DEPARTMENT).count() == 36 * 12
        assert body("ML-ENERGY").posts.get(role=PostRole.HEAD).title == "Secretary, Energy"

    def test_every_body_that_answers_has_one_nodal_officer_and_one_head(self, loaded):
        for kind in (BodyKind.CENTRAL_AGENCY, BodyKind.STATE_DEPARTMENT, BodyKind.APEX):
            for role in (PostRole.NODAL_OFFICER, PostRole.HEAD):
                posts = Post.objects.filter(body__kind=kind, role=role)
                assert (
                    posts.values("body").distinct().count() == posts.count() == Body.objects.filter(kind=kind).count()
                )

    def test_a_regional_authority_belongs_to_no_state(self, loaded):
        assert not Body.objects.filter(kind=BodyKind.REGIONAL_AUTHORITY).exclude(state=None).exists()

    def test_a_guessed_jurisdiction_grants_nothing(self, loaded):
        pune = Jurisdiction.objects.get(district__code="PUNE")
        assert pune.body.code == "RA-PUNE" and not pune.confirmed
        assert not Jurisdiction.objects.in_force(date(2026, 3, 2)).filter(district__code="PUNE").exists()

    def test_loading_again_adds_nothing(self, loaded):
        again = load_institutions()
        assert (again.bodies, again.posts, again.jurisdictions, again.retired) == (0, 0, 0, 0)

    def test_what_officers_changed_stays_until_the_names_are_refreshed(self, loaded):
        Body.objects.filter(code="DEPC-MH-PUNE").update(name="District Industrial and Export Promotion Committee, Pune")
        Post.objects.filter(body__code="APEDA", role=PostRole.HEAD).update(title="Chairman")
        Post.objects.filter(body__code="DEPC-MH-PUNE", seat="epc").update(retired_on=date(2026, 1, 1))
        Jurisdiction.objects.filter(district__code="PUNE").update(confirmed=True)
        load_institutions()
        assert body("DEPC-MH-PUNE").name.startswith("District Industrial")
        assert body("APEDA").posts.get(role=PostRole.HEAD).title == "Chairman"
        load_institutions(refresh=True)
        assert body("DEPC-MH-PUNE").name == "District Export Promotion Committee, Pune"
        assert body("APEDA").posts.get(role=PostRole.HEAD).title == "Head of the agency"
        assert body("DEPC-MH-PUNE").posts.get(seat="epc").retired_on == date(2026, 1, 1)
        assert Jurisdiction.objects.get(district__code="PUNE").confirmed

    def test_the_bodies_of_a_retired_district_are_retired_with_it_and_not_made_again(self, loaded):
        District.objects.filter(code="SURAT").update(retired_on=date(2026, 2, 1))
        assert load_institutions().retired == 6
        assert body("DEPC-GJ-SURAT").retired_on == date(2026, 2, 1)
        assert load_institutions().bodies == 0

    def test_a_further_office_is_made_on_request(self, loaded):
        load_institutions(offices=["land-records"])
        assert body("MH-PUNE-LAND").posts.get().title == "District Land Records Officer"


class TestRouting:
    def test_the_most_specific_rule_names_who_answers(self, loaded):
        found = [(code, hs, state, routed(code, hs, loaded[state]).body.code) for code, hs, state, _target in ROUTES]
        assert found == ROUTES

    def test_the_target_decides_the_ladder(self, loaded):
        assert routed("D2", "", loaded["ML"]).ladder == "state"
        assert routed("D1", "", loaded["ML"]).ladder == "centre"

    def test_an_area_alone_is_routed_too(self, loaded):
        for area in Area.objects.all():
            assert route(area=area, category=None, hs_codes=[], state=loaded["ML"]) is not None

    def test_loading_again_adds_nothing(self, loaded):
        again = load_categories(refresh=True)
        assert (again.names, again.rules) == (0, 0)

    def test_a_rule_that_officers_replaced_does_not_come_back(self, loaded):
        ours = RoutingRule.objects.get(category__code="D1", hs_prefix="")
        change = date(2026, 5, 1)
        RoutingRule.objects.filter(pk=ours.pk).update(during=DateRange(ours.during.lower, change))
        RoutingRule.objects.create(
            area=ours.area,
            category=ours.category,
            agency=body("DPIIT-LOGISTICS"),
            during=DateRange(change),
            source="Order 7",
        )
        assert load_categories().rules == 0
        assert RoutingRule.objects.filter(category__code="D1", hs_prefix="").count() == 2


class TestPolicies:
    def test_a_changed_rule_ends_the_old_one_and_follows_it(self, loaded):
        old = Policy.objects.get(ladder="centre", level=2)
        change = date(2027, 4, 1)
        ended, new = (
            copy(old, DateRange(old.during.lower, change)),
            copy(old, DateRange(change), act_days=15, version=2),
        )
        assert add_dated([new, ended], key=lambda row: (row.kind, row.ladder, row.level, row.severity)) == 1
        assert Policy.objects.in_force(date(2027, 3, 31)).get(ladder="centre", level=2).act_days == 21
        assert Policy.objects.in_force(change).get(ladder="centre", level=2).act_days == 15

    def test_loading_again_adds_nothing_and_keeps_what_officers_set(self, loaded):
        Allowance.objects.filter(code="view-days").update(value=20)
        Calendar.objects.filter(state=loaded["MH"]).update(weekend="six_day")
        again = load_policies(years=[2026])
        assert (again.policies, again.allowances, again.calendars, again.holidays, again.grown) == (0, 0, 0, 0, ())
        assert Allowance.objects.get(code="view-days").value == 20
        assert Calendar.objects.get(state=loaded["MH"]).weekend == "six_day"

    def test_the_centre_and_every_state_have_a_calendar(self, loaded):
        assert Calendar.objects.count() == 37
        assert Calendar.objects.get(state=None, body=None).name == "Central Government"

    def test_a_state_has_its_own_days_beside_the_national_ones(self, loaded):
        days = Holiday.objects.filter(calendar__state=loaded["OD"]).values_list("day", flat=True)
        assert date(2026, 1, 26) in days and date(2026, 4, 1) in days  # Republic Day, Utkala Dibasa

    def test_a_cancelled_holiday_stays_cancelled(self, loaded):
        row = Holiday.objects.filter(calendar__state=loaded["ML"]).first()
        Holiday.objects.filter(pk=row.pk).update(state=HolidayState.CANCELLED)
        load_policies(years=[2026])
        assert Holiday.objects.get(pk=row.pk).state == HolidayState.CANCELLED

    def test_a_further_year_raises_the_version_of_a_calendar_in_use(self, loaded):
        again = load_policies(years=[2026, 2027])
        assert len(again.grown) == 37
        assert Calendar.objects.get(state=loaded["ML"]).version == 2

    def test_every_rung_of_the_centre_is_there(self, loaded):
        assert list(Policy.objects.filter(ladder="centre").values_list("level", flat=True)) == [1, 2, 3, 4, 5]
