"""The reference tables hold together before anything is loaded from them."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import holidays
import pytest

from bottlenecks.models import HS_CODE
from institutions.models import BodyKind, PostRole
from institutions.tables import day, read_table

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted(
    path for app in ("institutions", "bottlenecks", "escalations") for path in (ROOT / app / "data").glob("*.csv")
)
DEVANAGARI = re.compile(r"[\u0900-\u097F]")


def table(name: str) -> list[dict[str, str]]:
    return read_table(ROOT / name)


AGENCIES = table("institutions/data/central_agencies.csv")
AUTHORITIES = table("institutions/data/regional_authorities.csv")
DEPARTMENTS = table("institutions/data/state_departments.csv")
AREAS = table("bottlenecks/data/areas.csv")
CATEGORIES = table("bottlenecks/data/categories.csv")
ROUTING = table("bottlenecks/data/routing.csv")
POLICIES = table("escalations/data/policies.csv")
CALENDARS = table("escalations/data/calendars.csv")


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
class TestEveryTable:
    def test_is_complete_text_with_a_source(self, path):
        rows = read_table(path)
        assert rows
        for row in rows:
            assert None not in row and None not in row.values(), (
                f"A row of {path.name} has the wrong number of cells: {row}"
            )
            assert row["source"].startswith(("[HBP]", "[press]", "[brief]", "[unverified]"))

    def test_is_written_in_devanagari_where_it_says_hindi(self, path):
        for row in read_table(path):
            for column, cell in row.items():
                if column.endswith("_hi"):
                    assert DEVANAGARI.search(cell), f"{path.name}: no Hindi in {column} of {row}"

    def test_has_a_readme_that_names_it(self, path):
        assert path.name in (path.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rows", [AGENCIES, AUTHORITIES], ids=["agencies", "authorities"])
def test_codes_are_unique_capital_slugs(rows):
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[A-Z0-9-]{2,24}", code) for code in codes)


def test_there_is_one_apex_and_it_is_the_dgft():
    assert [row["code"] for row in AGENCIES if row["kind"] == "apex"] == ["DGFT"]
    assert {row["kind"] for row in AGENCIES} == {"apex", "central_agency"}


def test_every_owner_the_domain_names_is_an_agency():
    named = """
        APEDA MPEDA SPICES-BOARD TEA-BOARD COFFEE-BOARD EIC BIS FSSAI NABL DPPQS AQCS IIP DC-MSME NABARD SFAC DPIIT-ODOP
        FIEO CBIC CONCOR IR MORTH NHLML IWAI WDRA AAICLAS DPIIT-LOGISTICS CGPDTM DC-HANDICRAFTS DC-HANDLOOMS NSDC MSDE
        NIESBUD IIFT DOC DPIIT MOFPI
    """
    assert set(named.split()) <= {row["code"] for row in AGENCIES}


def test_every_district_has_one_regional_authority():
    rows = table("institutions/data/ra_jurisdiction.csv")
    districts = [row["district_lgd_code"] for row in rows]
    assert len(districts) == len(set(districts)) == 786
    assert {row["ra_code"] for row in rows} == {row["code"] for row in AUTHORITIES}


def test_a_jurisdiction_guessed_from_the_location_is_only_a_proposal():
    rows = table("institutions/data/ra_jurisdiction.csv")
    assert {(row["confidence"], row["confirmed"]) for row in rows} == {
        ("approximate", "0"),
        ("high", "1"),
        ("verified-rule", "1"),
    }


def test_posts_are_of_known_kinds_and_roles_with_one_seat_each():
    rows = table("institutions/data/post_templates.csv")
    assert {row["body_kind"] for row in rows} == set(BodyKind.values)
    assert {row["role"] for row in rows} <= set(PostRole.values)
    seats = [(row["body_kind"], row["role"], row["seat"]) for row in rows]
    assert len(set(seats)) == len(seats)
    single = Counter((row["body_kind"], row["role"]) for row in rows if row["role"] not in ("member", "observer"))
    assert set(single.values()) == {1}


def test_the_sub_categories_are_those_of_the_brief():
    counts = Counter(row["code"][0] for row in CATEGORIES)
    assert counts == {"Q": 6, "P": 5, "A": 5, "D": 6, "L": 5, "S": 5, "C": 6}
    assert len({row["code"] for row in CATEGORIES}) == 38
    assert {row["area"] for row in CATEGORIES} == {row["code"] for row in AREAS}
    assert all(len(row["hint"]) <= 240 and len(row["hint_hi"]) <= 240 for row in CATEGORIES)


def test_every_routing_rule_names_exactly_one_target_that_exists():
    agencies, functions = {row["code"] for row in AGENCIES}, {row["function"] for row in DEPARTMENTS}
    for row in ROUTING:
        assert bool(row["agency"]) != bool(row["department"]), row
        assert row["agency"] in agencies or row["department"] in functions, row


def test_every_area_has_a_fallback_and_every_sub_category_a_default():
    defaults = [(row["area"], row["category"]) for row in ROUTING if not row["hs_prefix"] and not row["state_lgd_code"]]
    assert sorted(defaults) == sorted(
        [(row["code"], "") for row in AREAS] + [(row["area"], row["code"]) for row in CATEGORIES]
    )


def test_hs_prefixes_are_text_of_even_length_outside_the_reserved_chapter():
    assert all(re.fullmatch(HS_CODE, row["hs_prefix"]) for row in ROUTING if row["hs_prefix"])


def test_no_two_rules_of_equal_specificity_hold_on_one_day():
    by_key: dict[tuple, list] = {}
    for row in ROUTING:
        by_key.setdefault((row["area"], row["category"], row["hs_prefix"], row["state_lgd_code"]), []).append(row)
    for rows in by_key.values():
        periods = sorted((day(row["valid_from"]), day(row["valid_to"])) for row in rows)
        for (_start, end), (following, _end) in pairwise(periods):
            assert end and end <= following, rows


def test_every_ladder_climbs_without_a_gap():
    rungs: dict[tuple[str, str], list[int]] = {}
    for row in POLICIES:
        rungs.setdefault((row["kind"], row["ladder"]), []).append(int(row["level"]))
    assert rungs == {
        ("bottleneck", "district"): [0],
        ("bottleneck", "state"): [1, 2, 3],
        ("bottleneck", "centre"): [1, 2, 3, 4, 5],
        ("action_point", "committee"): [0, 1, 2, 3],
        ("meeting_review", "state"): [0, 1, 2],
        ("revival", "district"): [0, 1],
        ("product", "product"): [0, 1, 2],
        ("special_focus", "district"): [0, 1],
        ("plan", "plan"): [0, 1, 2, 3],
        ("strategy", "strategy"): [0, 1, 2],
        ("condition", "document"): [0, 1],
        ("funding", "document"): [0, 1, 2],
    }


def test_the_centre_ladder_has_the_days_of_the_domain():
    rows = [row for row in POLICIES if row["kind"] == "bottleneck" and row["ladder"] in ("district", "centre")]
    days = [(row["acknowledge_days"], row["act_days"]) for row in rows]
    assert days == [("", "20"), ("3", "15"), ("3", "21"), ("3", "15"), ("2", "10"), ("", "")]


def test_every_rung_names_posts_that_bodies_have():
    kinds = {"depc": "depc", "sepc": "sepc", "ra": "regional_authority", "agency": "central_agency", "apex": "apex"}
    kinds["department"] = "state_department"
    kinds |= {"committee": "depc", "above": "sepc"}
    posts = {(row["body_kind"], row["role"]) for row in table("institutions/data/post_templates.csv")}
    for row in POLICIES:
        for name in [row["holder"], *filter(None, row["copied"].split(","))]:
            if name not in ("owner", "releasing"):  # the post an action point was given to; who releases the money
                owner, role = name.split(".")
                assert (kinds[owner], role) in posts, name


class TestCalendars:
    def test_the_centre_and_all_36_states_have_one(self):
        states = [row["state_lgd_code"] for row in CALENDARS]
        assert states.count("") == 1 and len(set(states)) == len(states) == 37

    def test_codes_are_the_packages_own_and_no_alias(self):
        codes = {row["holidays_subdivision"] for row in CALENDARS} - {""}
        assert codes == set(holidays.India.subdivisions)

    def test_a_state_gets_its_own_days_except_where_the_package_has_none(self):
        codes = [row["holidays_subdivision"] for row in CALENDARS if row["holidays_subdivision"]]
        assert {code for code in codes if days_off(code) <= days_off(None)} == {"AN", "DL", "LA", "NL"}


def days_off(subdivision: str | None) -> set:
    return set(holidays.India(subdiv=subdivision, years=2026, categories=("public", "government")))
