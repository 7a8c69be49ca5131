"""The trade classification by the real loader, made once for a module of tests."""

import pytest
from django.db import connection, transaction

from products.hs.loader import load_products


@pytest.fixture(scope="module")
def classification_once(django_db_setup, django_db_blocker):
    """HS 2022 with its words, in a transaction around all tests of the module; each test's own lies inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_products()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE products_hscode, products_hsterm, products_hsword")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def classification(classification_once, db):
    """Chapters, headings and subheadings of HS 2022, the words in use for them, and the classes of services."""
