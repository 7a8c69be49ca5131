"""Pages of a strategy ask the database as often for many districts as for few, and stay light enough for a phone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from strategies.assembly.pulling import pull
from strategies.models import ItemSource
from tests.strategies.assembled import a_state_of, more_districts

pytestmark = pytest.mark.django_db
PAGES = ("strategy-items", "strategy-pull", "strategy-asks", "strategy-asks-csv", "strategy-budget", "strategy-matrix")
MOST_QUERIES = 20
HEAVIEST = 120_000  # bytes before compression, of the pages with most rows


def asked(client, name, *args) -> tuple[int, int]:
    """(queries, bytes) of a page, as it is the second time."""
    url = reverse(name, args=args)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries), len(answer.content)


def costs(cast, client, strategy) -> dict[str, tuple[int, int]]:
    """What each page costs: the one of pulling before it is done, the others after."""
    handle = strategy.case.handle
    found = {"strategy-pull": asked(client, "strategy-pull", handle)}
    pull(strategy, None, by=cast.actor("sepc"))
    found |= {name: asked(client, name, handle) for name in PAGES if name != "strategy-pull"}
    item = ItemSource.objects.filter(strategy=strategy, intervention__bottlenecks__isnull=False).first().item
    for name in ("strategy-item", "strategy-item-trace"):
        found[name] = asked(client, name, handle, item.code)
    return found


def test_pages_ask_as_often_for_many_districts_as_for_few_and_stay_light(cast, at_monday, client):
    strategy = a_state_of(cast, districts=2, interventions=20)
    cast.login(client, "sepc")
    few = costs(cast, client, strategy)
    more_districts(cast, range(2, 10), interventions=20)
    many = costs(cast, client, strategy)
    assert {name: queries for name, (queries, _size) in many.items()} == {
        name: queries for name, (queries, _size) in few.items()
    }
    assert max(queries for queries, _size in many.values()) <= MOST_QUERIES, many
    assert max(size for _queries, size in many.values()) < HEAVIEST, many
