"""A slice is filled beside the table, joins it whole, and leaves it at once."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from trade import partitions
from trade.models import Flow

pytestmark = pytest.mark.django_db

ROWS = """INSERT INTO {} (slice_id, place_id, item_id, partner_id, usd, unit)
VALUES (7, 1, 1, 1, 10, ''), (7, 1, 2, 1, 5, '')"""


@pytest.fixture
def cursor():
    with connection.cursor() as cursor:
        yield cursor


def test_rows_of_a_slice_are_read_once_it_is_attached(cursor):
    cursor.execute(ROWS.format(partitions.new(cursor, "trade_flow", 7)))
    assert Flow.objects.count() == 0
    partitions.attach(cursor, "trade_flow", 7)
    assert Flow.objects.filter(slice_id=7).count() == 2
    partitions.drop(cursor, "trade_flow", 7)
    assert Flow.objects.count() == 0


def test_a_row_that_stands_twice_is_refused(cursor):
    name = partitions.new(cursor, "trade_flow", 7)
    cursor.execute(ROWS.format(name))
    cursor.execute(ROWS.format(name))
    with pytest.raises(IntegrityError), transaction.atomic():
        partitions.attach(cursor, "trade_flow", 7)


def test_no_other_table_is_touched_by_these_functions(cursor):
    with pytest.raises(Error, match="not partitioned by slice"), transaction.atomic():
        partitions.drop(cursor, "cases_case", 7)
