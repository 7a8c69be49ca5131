"""Tables of trade as they are published: every total kept, no district guessed, nothing mixed."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from trade.importer.run import take_file
from trade.models import BatchState, PlaceKind, PublishedPlace, Slice

FY2025 = django_settings.DATA_PACK / "exports" / "district_sector_exports_fy2025.csv"
needs_pack = pytest.mark.skipif(not FY2025.exists(), reason="The data pack is absent: exports/ is not there.")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@needs_pack
def test_the_whole_table_of_2025_is_taken_to_the_dollar():
    call_command("load_geography")
    call_command("load_trade")
    pk = Slice.objects.current().get(level=0, period="FY2025").pk
    batch = take_file(
        FY2025,
        layout="district-sectors",
        source="DGCI&S",
        as_of=date(2026, 3, 1),
        options={"period": "FY2025", "series": "dgcis-origin"},
    )
    assert batch.state == BatchState.APPLIED, (batch.refusal, list(batch.problems.values()))
    slice = Slice.objects.current().get(level=0, period="FY2025")
    assert slice.pk != pk
    assert (slice.row_count, slice.total_usd, slice.total_inr) == (8702, 437_659_516_324, 37_030_308_274_531)
    kinds = dict.fromkeys(PlaceKind.values, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT place_id FROM trade_flow WHERE slice_id = %s", [slice.pk])
        for place in PublishedPlace.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]):
            kinds[place.kind] += 1
    assert kinds["unspecified"] == 21
    assert kinds["district"] + kinds["unresolved"] == 676
    unresolved = PublishedPlace.objects.filter(kind="unresolved")
    print(kinds, [(str(one)) for one in unresolved], list(batch.problems.values_list("value", "suggestion")))
