"""How long a search of the classification takes: p50 and p95 per kind of question, from one run.

    DATABASE_URL=… python benchmarks/hs_search.py [--rounds 20] [--explain]

Uses the codes that are loaded, and fills the table up to 20,000 with made-up lines inside a transaction that is rolled
back, so that an installation without 8-digit lines measures the same size. Prints what it measured and on how much.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
django.setup()

from django.db import connection, transaction

from products.codes import EDITION
from products.hs.loader import load_products, refresh_words
from products.hs.search import search
from products.models import HSCode, HSLevel

SIZE, LIMIT_MS = 20_000, 50
QUESTIONS = {
    "code": ["0910.30", "0303", "303", "84", "09103020"],
    "word in use": ["turmeric", "haldi", "हल्दी", "brass ware", "makhana", "chikankari", "basmati rice"],
    "as typed so far": ["h", "ha", "tur", "cott", "machin"],
    "words of texts": [
        "cotton",
        "articles of plastics",
        "frozen fish fillets",
        "iron or steel tubes",
        "machinery parts",
    ],
    "typing errors": ["termeric", "brasware", "frozn shrimp", "machinry prts", "हलदी", "leathr footwer shoos", "xyzzy"],
}


def fill_up() -> int:
    """Made-up lines under the real subheadings until there are `SIZE` codes; their texts are those above, mixed."""
    load_products()
    there = HSCode.objects.count()
    parents = list(HSCode.objects.filter(level=HSLevel.SUBHEADING, edition=EDITION).order_by("code"))
    used = set(HSCode.objects.filter(level=HSLevel.TARIFF_LINE).values_list("code", flat=True))
    made: list[HSCode] = []
    for tail in ("10", "20", "90", "30"):
        for at, parent in enumerate(parents):
            if there + len(made) >= SIZE:
                break
            if (code := parent.code + tail) not in used:
                text = parent.search_text + parents[at * 7 % len(parents)].search_text.lstrip()
                made.append(HSCode(edition=EDITION, code=code, level=8, parent=parent, description=text,
                                   source="made up", search_text=text))  # fmt: skip
    HSCode.objects.bulk_create(made, batch_size=2000)
    refresh_words()
    return there + len(made)


def measure(rounds: int) -> bool:
    good = True
    print(f"{'question':18} {'p50 ms':>8} {'p95 ms':>8} {'worst':>8}")
    for kind, questions in QUESTIONS.items():
        times = []
        for question in questions:
            for _round in range(rounds):
                began = time.perf_counter()
                search(question)
                times.append((time.perf_counter() - began) * 1000)
        times.sort()
        p95 = times[int(len(times) * 0.95) - 1]
        good &= p95 < LIMIT_MS
        print(f"{kind:18} {statistics.median(times):8.1f} {p95:8.1f} {times[-1]:8.1f}")
    return good


def explain(question: str) -> None:
    """The plans of the statements a question needs."""

    def show(execute, sql, params, many, context):
        with connection.cursor().cursor as plain:
            plain.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}", params)
            print("\n".join(row[0] for row in plain.fetchall()), "\n")
        return execute(sql, params, many, context)

    print(f"\n{question}")
    with connection.execute_wrapper(show):
        search(question)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--explain", action="store_true")
    options = asked.parse_args()
    with transaction.atomic():
        size = fill_up()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE products_hscode, products_hsterm, products_hsword")
        print(f"{size:,} codes; {options.rounds} rounds")
        good = measure(options.rounds)
        if options.explain:
            explain("brasware")
            explain("cotton")
        transaction.set_rollback(True)
    print(f"p95 under {LIMIT_MS} ms: {'yes' if good else 'NO'}")
    sys.exit(not good)


if __name__ == "__main__":
    main()
