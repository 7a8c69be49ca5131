"""A demonstration: the reference data by the real loaders and everybody in post, made once for a module of tests."""

import pytest
from django.db import connection, transaction

from bottlenecks.loader import load_categories
from committees.loader import load_committees
from dashboards.demo import hero, people
from escalations.loader import load_policies
from geography.countries import load_countries
from geography.loader import load_geography
from institutions import clock
from institutions.loader import load_institutions
from products.hs.loader import load_products
from strategies.loader import load_outlines
from strategies.schemes.loader import load_schemes
from trade.access.classification import load_chapters

SIX = frozenset({"276", "492", "187", "634", "459", "316"})  # the districts the tests play; forty would take too long


def analyze() -> None:
    """Tell the planner what was loaded: statistics of tables that were empty a moment ago make queries take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def load_reference() -> None:
    year = clock.today().year
    load_geography()
    load_countries()
    load_institutions()
    load_policies(years=range(year - 2, year + 3))
    load_categories()
    load_committees()
    load_products()
    load_chapters()
    load_outlines()
    load_schemes()
    analyze()


@pytest.fixture
def in_demo(settings):
    """The installation is a demonstration."""
    settings.DEMO = True


@pytest.fixture(scope="module")
def reference_once(django_db_setup, django_db_blocker):
    """The reference data, in a transaction around all tests of the module; each test's own lies inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reference(reference_once, db, in_demo):
    """Places, bodies, ladders and categories; no people."""


@pytest.fixture(scope="module")
def people_once(reference_once):
    people.appoint_everybody()
    analyze()
    hero.arm()


@pytest.fixture
def demo(people_once, db, in_demo):
    """The demo's people in their posts, and the hero case, whose minute begins now; its bottleneck."""
    return hero.arm()
