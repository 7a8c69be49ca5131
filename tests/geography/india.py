"""All of India, loaded once for each module of tests and rolled back after it."""

import pytest
from django.db import transaction

from geography.loader import load_geography


@pytest.fixture(scope="module")
def india(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_geography()
        yield
        transaction.set_rollback(True)
