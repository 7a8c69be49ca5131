"""What the database refuses about places, and what a place is called."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from geography.models import District, DistrictAlias, DistrictLineage, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def state():
    return State.objects.create(
        lgd_code="27", code="MH", iso_3166_2="IN-MH", name="Maharashtra", name_hi="महाराष्ट्र", kind="state"
    )


@pytest.fixture
def pune(state):
    return District.objects.create(
        lgd_code="490", state=state, code="PUNE", name="Pune", name_hi="पुणे", lat=18.5, lon=74.1
    )


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"code": "PUNE"}, "one_district_per_code_in_state"),
        ({"name": "Pune"}, "one_active_district_per_name_in_state"),
        ({"lgd_code": "490"}, "lgd_code"),
        ({"lgd_code": "0491"}, "district_lgd_code_format"),
        ({"code": "pune2"}, "district_code_format"),
        ({"code": "पुणे"}, "district_code_format"),
        ({"code": "9PUNE"}, "district_code_format"),
        ({"lat": 51.5, "lon": 0.1}, "district_lies_in_india"),
        ({"area_sq_km": 0}, "district_area_is_positive"),
        ({"formed_year": 20}, "district_formed_year_is_a_year"),
    ],
)
def test_a_district_that_cannot_be_is_refused_by_the_database(pune, changed, constraint):
    new = {"lgd_code": "491", "state": pune.state, "code": "SATARA", "name": "Satara", **changed}
    with refused(constraint):
        District.objects.create(**new)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"code": "Mh"}, "state_code_format"),
        ({"lgd_code": "x"}, "state_lgd_code_format"),
        ({"kind": "city"}, "state_kind_is_known"),
        ({"name": "Maharashtra"}, "one_state_per_name"),
    ],
)
def test_a_state_that_cannot_be_is_refused_by_the_database(state, changed, constraint):
    new = {"lgd_code": "30", "code": "GA", "iso_3166_2": "IN-GA", "name": "Goa", "kind": "state", **changed}
    with refused(constraint):
        State.objects.create(**new)


def test_codes_never_change(pune):
    with refused("part of references"), transaction.atomic():
        District.objects.filter(pk=pune.pk).update(code="POONA")
    with refused("key of a district"), transaction.atomic():
        District.objects.filter(pk=pune.pk).update(lgd_code="491")
    with refused("part of references"):
        State.objects.update(code="MA")


def test_nothing_is_deleted(pune):
    alias = DistrictAlias.objects.create(district=pune, alias="Poona")
    with refused("withdraw it by a date"), transaction.atomic():
        alias.delete()
    with refused("retire it by a date"), transaction.atomic():
        District.objects.filter(pk=pune.pk)._raw_delete("default")
    with refused("references go on naming it"):
        State.objects.filter(pk=pune.state_id)._raw_delete("default")


def test_a_retired_district_is_kept_apart_and_frees_its_name(pune):
    pune.retired_on = date(2026, 4, 1)
    pune.save()
    successor = District.objects.create(lgd_code="900", state=pune.state, code="PUNE2", name="Pune")
    assert not pune.is_active
    assert list(District.objects.active()) == [successor]
    assert list(District.objects.retired()) == [pune]


def test_lineage_is_read_from_both_ends_and_never_loops_on_itself(pune):
    new = District.objects.create(lgd_code="900", state=pune.state, code="SHIVNERI", name="Shivneri")
    DistrictLineage.objects.create(predecessor=pune, successor=new, year=2026)
    assert list(new.predecessors.all()) == [pune]
    assert list(pune.successors.all()) == [new]
    with refused("one_lineage_per_pair"), transaction.atomic():
        DistrictLineage.objects.create(predecessor=pune, successor=new)
    with refused("district_is_not_its_own_predecessor"):
        DistrictLineage.objects.create(predecessor=pune, successor=pune)


def test_an_alias_is_kept_by_how_it_is_compared_and_once_for_a_district(pune):
    assert DistrictAlias.objects.create(district=pune, alias="POONA district").key == "poona"
    with refused("one_alias_per_key"), transaction.atomic():
        DistrictAlias.objects.create(district=pune, alias="Poona")
    with refused("alias_has_a_key"):
        DistrictAlias.objects.create(district=pune, alias="--")


def test_a_place_is_called_by_its_name_in_the_language_of_the_page(pune):
    bare = District(name="Shivneri")
    with translation.override("hi"):
        assert (str(pune), pune.label, str(pune.state)) == ("पुणे", "पुणे", "महाराष्ट्र")
        assert str(bare) == "Shivneri"
    with translation.override("en"):
        assert str(pune) == "Pune"
    assert pune.name_in("hi") == "पुणे"


def test_corrections_leave_history(pune):
    pune.name_hi = "पूणे"
    pune.save()
    assert [event.name_hi for event in pune.events.all()] == ["पूणे"]
