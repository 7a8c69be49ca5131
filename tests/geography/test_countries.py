"""Countries are loaded once and found under the names sources give them."""

import pytest

from geography.countries import countries_by_name, load_countries
from geography.models import Country

pytestmark = pytest.mark.django_db


def test_loading_twice_adds_nothing_and_keeps_what_an_officer_changed():
    assert load_countries() == 249
    Country.objects.filter(iso2="TR").update(name="Turkey")
    assert load_countries() == 0
    assert Country.objects.get(iso2="TR").name == "Turkey"


def test_a_country_is_found_by_code_and_by_name_in_either_language():
    load_countries()
    named = countries_by_name()
    assert {named[key].iso3 for key in ("de", "deu", "germany", "जर्मनी")} == {"DEU"}
