"""Reference data under administration: corrected, never deleted, codes left alone."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from geography.models import District, DistrictAlias, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def pune():
    state = State.objects.create(lgd_code="27", code="MH", iso_3166_2="IN-MH", name="Maharashtra", kind="state")
    return District.objects.create(lgd_code="490", state=state, code="PUNE", name="Pune")


@pytest.fixture
def office(client):
    client.force_login(get_user_model().objects.create_superuser("admin@deh.invalid", name="Administrator"))
    return client


def page(row, action="change"):
    return reverse(f"admin:geography_{row._meta.model_name}_{action}", args=[row.pk])


def test_every_list_and_form_opens(office, pune):
    alias = DistrictAlias.objects.create(district=pune, alias="Poona")
    for row in (pune, pune.state, alias):
        listing = reverse(f"admin:geography_{row._meta.model_name}_changelist")
        assert office.get(listing, {"q": "pu"}).status_code == 200
        assert office.get(page(row)).status_code == 200


def test_a_name_is_corrected_and_the_code_cannot_be(office, pune):
    form = {
        "code": "POONA",
        "lgd_code": "1",
        "name": "Pune",
        "name_hi": "पुणे",
        "lineage_back-TOTAL_FORMS": 0,
        "lineage_back-INITIAL_FORMS": 0,
    }
    assert office.post(page(pune), form).status_code == 302
    pune.refresh_from_db()
    assert (pune.code, pune.lgd_code, pune.name_hi) == ("PUNE", "490", "पुणे")


def test_nothing_can_be_deleted(office, pune):
    assert office.post(page(pune, "delete"), {"post": "yes"}).status_code == 403
    assert office.post(page(pune.state, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("alias", ["POONA", "--"])
def test_an_alias_that_says_nothing_new_comes_back_with_a_sentence(office, pune, alias):
    DistrictAlias.objects.create(district=pune, alias="Poona")
    answer = office.post(reverse("admin:geography_districtalias_add"), {"district": pune.pk, "alias": alias})
    assert answer.status_code == 200
    assert answer.context["adminform"].errors["alias"]
    assert DistrictAlias.objects.count() == 1
