"""The tests run on the engines the product runs on."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql_15_or_later():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


def test_the_broker_answers_and_keeps_nothing_else():
    cache.set("greeting", "namaste", 10)
    assert cache.get("greeting") == "namaste"
