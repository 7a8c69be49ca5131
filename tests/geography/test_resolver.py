"""Which district a written name means. Wrong is worse than unknown."""

from datetime import date

import pytest

from geography.models import DistrictAlias, State
from geography.resolver import Gazetteer, Status, resolve, resolve_state

pytest_plugins = ["tests.geography.india"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("india")]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Maharashtra", "MH"),
        ("  MAHARASHTRA ", "MH"),
        ("महाराष्ट्र", "MH"),
        ("MH", "MH"),
        ("IN-MH", "MH"),
        ("27", "MH"),
        ("Orissa", "OD"),
        ("Odisha", "OD"),
        ("OR", "OD"),
        ("Pondicherry", "PY"),
        ("J&K", "JK"),
        ("Jammu & Kashmir", "JK"),
        ("Uttaranchal", "UK"),
        ("NCT of Delhi", "DL"),
        ("Daman & Diu", "DH"),
        ("Andaman & Nicobar Islands", "AN"),
        ("01", "JK"),
    ],
)
def test_a_state_is_known_by_names_and_codes(written, code):
    assert resolve_state(written).code == code


@pytest.mark.parametrize("written", ["", "Maharash", "UT", "25", "Unspecified", "--", "x" * 10_000])
def test_a_state_is_never_guessed(written):
    assert resolve_state(written) is None
    answer = resolve(written, "Pune")
    assert answer.status == Status.UNKNOWN
    assert "No State" in answer.note


@pytest.mark.parametrize(
    ("state", "name", "lgd_code"),
    [
        ("Maharashtra", "Pune", "490"),
        ("Maharashtra", "PUNE DISTRICT", "490"),
        ("Maharashtra", "Poona", "490"),
        ("Maharashtra", "पुणे", "490"),
        ("Maharashtra", "490", "490"),
        ("Maharashtra", "Pune, Maharashtra", "490"),
        ("Maharashtra", "Aurangabad", "469"),
        ("Bihar", "Aurangabad", "189"),
        ("Karnataka", "Bijapur", "530"),
        ("Chhattisgarh", "Bijapur", "636"),
        ("Maharashtra", "Raigarh", "491"),
        ("Chhattisgarh", "Raigarh", "386"),
        ("Himachal Pradesh", "Bilaspur", "15"),
        ("Chhattisgarh", "Bilaspur", "375"),
        ("Rajasthan", "Pratapgarh", "629"),
        ("Uttar Pradesh", "Pratapgarh", "174"),
        ("Delhi", "East", "78"),
        ("Delhi", "North-East", "81"),
        ("Sikkim", "East", "225"),
        ("Meghalaya", "Ri Boi", "276"),
        ("Meghalaya", "East Garo Hills", "273"),
        ("Himachal Pradesh", "Lahaul & Spiti", "21"),
        ("Karnataka", "Belagavi (Belgaum)", "527"),
        ("Karnataka", "Mysore / Mysuru", "545"),
        ("Assam", "Kamrup (Metro)", "618"),
        ("West Bengal", "24 Parganas (North)", "303"),
        ("Orissa", "Khurda", "362"),
    ],
)
def test_a_name_or_alias_of_one_district_of_the_state_is_exact(state, name, lgd_code):
    answer = resolve(state, name)
    assert (answer.status, answer.district and answer.district.lgd_code) == (Status.EXACT, lgd_code)
    assert answer.suggestions == ()


@pytest.mark.parametrize(
    ("state", "name", "suggested"),
    [
        ("Karnataka", "Bangalore", {"Bengaluru Rural", "Bengaluru South", "Bengaluru Urban"}),
        ("Uttar Pradesh", "Kanpur", {"Kanpur Dehat", "Kanpur Nagar"}),
        ("Meghalaya", "Jaintia Hills", {"East Jaintia Hills", "West Jaintia Hills"}),
        ("West Bengal", "Burdwan", {"Paschim Bardhaman", "Purba Bardhaman"}),
        ("Bihar", "Champaran", {"East Champaran", "West Champaran"}),
        ("Uttarakhand", "Garhwal", {"Pauri Garhwal", "Tehri Garhwal"}),
        ("Goa", "Goa", {"North Goa", "South Goa", "Kushavati"}),
        ("Maharashtra", "Punne", {"Pune"}),
        ("Meghalaya", "East Garo Hill", {"East Garo Hills"}),
        ("Andhra Pradesh", "Vishakapatnam", {"Visakhapatnam"}),
        ("Chhattisgarh", "Bilaspur (HP)", {"Bilaspur"}),
        ("Assam", "Kamrup (Nalbari)", {"Kamrup", "Nalbari"}),
    ],
)
def test_an_ambiguous_or_misspelt_name_suggests_and_decides_nothing(state, name, suggested):
    answer = resolve(state, name)
    assert (answer.status, answer.district) == (Status.SUGGESTED, None)
    assert suggested <= {place.name for place in answer.suggestions}
    assert len(answer.suggestions) <= 5


def test_a_misspelt_name_never_suggests_the_opposite_direction():
    names = {place.name for place in resolve("Meghalaya", "East Garo Hill").suggestions}
    assert not names & {"West Garo Hills", "North Garo Hills", "South Garo Hills"}


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("Haryana", "South"),
        ("Maharashtra", "Surat"),
        ("Gujarat", "Unspecified"),
        ("Maharashtra", ""),
        ("Maharashtra", " - "),
        ("Maharashtra", "x" * 10_000),
        ("Maharashtra", "27"),
        ("Gujarat", "490"),
        ("Maharashtra", "Bijapur"),
        ("Kerala", "'; DROP TABLE geography_district; --"),
    ],
)
def test_what_is_in_no_district_of_the_state_is_unknown(state, name):
    answer = resolve(state, name)
    assert (answer.status, answer.district, answer.suggestions) == (Status.UNKNOWN, None, ())


@pytest.mark.parametrize(
    ("state", "name", "now_in"),
    [("Jammu and Kashmir", "Kargil", "LA"), ("Andhra Pradesh", "Hyderabad", "TS"), ("Uttar Pradesh", "Nainital", "UK")],
)
def test_a_district_that_went_to_a_new_state_is_suggested_with_the_reason(state, name, now_in):
    answer = resolve(state, name)
    assert answer.status == Status.SUGGESTED
    assert [(place.name, place.state.code) for place in answer.suggestions] == [(name, now_in)]
    assert "now" in answer.note


def test_a_retired_district_gives_way_to_its_successors_and_says_so():
    answer = resolve("Delhi", "Shahdara")
    assert (answer.status, answer.district) == (Status.SUGGESTED, None)
    assert [place.name for place in answer.suggestions] == ["East", "North East"]
    assert answer.note == "Shahdara was retired on 2025-12-31."


def test_a_paper_of_a_day_when_the_district_existed_still_means_it():
    assert resolve("Delhi", "Shahdara", on=date(2025, 3, 31)).district.lgd_code == "671"
    assert resolve("Delhi", "Shahdara", on=date(2026, 3, 31)).status == Status.SUGGESTED


def test_a_withdrawn_alias_decides_nothing_more():
    DistrictAlias.objects.filter(key="poona").update(withdrawn_on=date(2026, 1, 1))
    assert resolve("Maharashtra", "Poona").status != Status.EXACT


def test_every_name_and_hindi_name_means_its_own_district():
    gazetteer = Gazetteer.of_india()
    for state in State.objects.prefetch_related("districts"):
        for district in state.districts.active():
            for name in filter(None, (district.name, district.name_hi, f"{district.name.upper()} Distt.")):
                assert gazetteer.resolve(state, name).district == district, name


def test_a_state_row_and_its_name_give_the_same_answer():
    assert resolve(State.objects.get(code="MH"), "Pune") == resolve("Maharashtra", "Pune")


def test_one_question_costs_few_queries(django_assert_max_num_queries):
    maharashtra = State.objects.get(code="MH")
    with django_assert_max_num_queries(3):
        resolve(maharashtra, "Pune")
    gazetteer = Gazetteer.of_india()
    with django_assert_max_num_queries(0):
        gazetteer.resolve(maharashtra, "Satara")
