"""How long the pages of a large State's strategy take: `.venv/bin/python -m benchmarks.strategy_page [rounds]`.

75 districts × 40 interventions, 3,000 rows, in a PostgreSQL of its own; every page is fetched through Django's whole
stack (middleware, templates, database) as often as named. Prints p50, p95, queries and bytes (plain and compressed).
Limit: 300 ms at p95.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
from time import perf_counter

from tests.engines import start_engines

LIMIT_MS = 300
DISTRICTS, INTERVENTIONS = 75, 40


def main(rounds: int = 40) -> None:
    engines = start_engines()
    (engines.home / "static").mkdir()
    os.environ |= {
        "DATABASE_URL": engines.database_url, "REDIS_URL": engines.valkey.url(), "VAR_DIR": str(engines.home),
        "DJANGO_SETTINGS_MODULE": "dehportal.settings", "DEH_AS_OWNER": "1",
    }  # fmt: skip
    try:
        good = measure(rounds)
    finally:
        engines.stop()
    sys.exit(not good)


def measure(rounds: int) -> bool:
    import django

    django.setup()

    import logging

    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from strategies.assembly.pulling import pull
    from strategies.models import ItemSource
    from tests.cast import build_cast
    from tests.strategies.assembled import a_state_of

    logging.disable(logging.INFO)
    setup_test_environment(debug=False)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    cast = build_cast()
    strategy = a_state_of(cast, DISTRICTS, INTERVENTIONS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    cast.login(client, "sepc")

    def timed(name: str, address: str) -> bool:
        times = []
        for _round in range(rounds + 2):
            began = perf_counter()
            answer = client.get(address)
            times.append((perf_counter() - began) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            body = client.get(address).content
        times = sorted(times[2:])  # the first two fill caches
        p95 = times[max(0, round(0.95 * len(times)) - 1)]
        print(f"{name:26} {statistics.median(times):8.0f} {p95:8.0f} {len(queries):8} "
              f"{len(body):9,} {len(gzip.compress(body)):8,}")  # fmt: skip
        return p95 <= LIMIT_MS

    home = f"/strategies/{strategy.case.reference}/"
    print(f"{'page':26} {'p50 ms':>8} {'p95 ms':>8} {'queries':>8} {'bytes':>9} {'gzip':>8}")
    good = [timed("pull, before", f"{home}pull/")]
    began = perf_counter()
    done = pull(strategy, None, by=cast.actor("sepc"))
    print(f"pulled {done.rows:,} rows into {done.items} items in {perf_counter() - began:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    item = ItemSource.objects.filter(strategy=strategy, intervention__bottlenecks__isnull=False).first().item
    pages = {
        "strategy": "", "items": "items/", "one item": f"items/{item.code}/", "trace of an item":
        f"items/{item.code}/trace/", "pull, after": "pull/", "asks": "asks/", "asks as CSV": "asks.csv",
        "budget": "budget/", "matrix": "matrix/",
    }  # fmt: skip
    good += [timed(name, home + path) for name, path in pages.items()]
    print(f"p95 under {LIMIT_MS} ms: {'yes' if all(good) else 'NO'}")
    return all(good)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
