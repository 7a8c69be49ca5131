"""Markets and special focus of the demonstration: no page of a published product is empty; all of it is invented."""

import pytest
from django.urls import reverse

from dashboards.demo import focus, markets, people, products
from dashboards.demo.stage import Cast, Stage
from institutions import clock
from products.identified.listing import Entry, list_products
from products.models import Certificate, IdentifiedProduct, Opportunity, ProductStatus, QualityRecord
from tests.demo.reference import SIX
from trade.indicators import read
from trade.models import Batch, FocusStatus, RequirementMark, SpecialFocus, Tariff


@pytest.fixture
def played(reference, settings, tmp_path) -> Stage:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    people.appoint_everybody()
    stage, cast = Stage(now=clock.now()), Cast()
    listed = Entry(cast.districts["276"], "Agarwood", codes=())
    list_products([listed], listed_in="ODOP list of a test", suggested_by="keywords")
    products.enter(stage, cast, districts=SIX)
    markets.enter(stage, cast)
    focus.enter(stage, cast, districts=SIX)
    return stage


def test_every_published_product_has_something_on_each_of_its_pages(played, client):
    assert dict(played.left_out) == {}
    published = IdentifiedProduct.objects.filter(case__status=ProductStatus.PUBLISHED, kind="good")
    assert published.count() >= 4
    for product in published:
        for model in (QualityRecord, Certificate, Opportunity, RequirementMark):
            assert model.objects.filter(product=product).exists(), (product, model)
        for page in ("quality", "opportunities"):
            assert client.get(reverse(page, args=[product.case.handle])).status_code == 200
    market = Tariff.objects.in_force().select_related("importer").first()
    page = client.get(reverse("market", args=[market.code, market.importer.iso3])).content.decode()
    assert "Invented for the demonstration" in page
    assert all("Invented for the demonstration" in batch.source for batch in Batch.objects.all())


def test_a_product_that_a_list_names_is_taken_up_and_not_made_twice(played):
    [product] = IdentifiedProduct.objects.filter(case__district__lgd_code="276", key="agarwood")
    assert product.listed_in
    assert product.case.status == ProductStatus.PUBLISHED
    dates = list(product.case.events.order_by("version").values_list("recorded_at", flat=True))
    assert dates == sorted(dates)


def test_some_districts_answered_their_special_focus_and_the_table_is_not_the_newest(played):
    assert set(SpecialFocus.objects.values_list("case__status", flat=True)) == {
        FocusStatus.WAITING, FocusStatus.ADDED, FocusStatus.LEFT,
    }  # fmt: skip
    assert read.current(4).period == focus.PERIOD == "FY2024"
