"""Load everything the portal knows before anybody logs in. Idempotent: run it after every update."""

import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

# In order: each needs what stands before it.
LOADERS = [
    "load_geography",
    "load_institutions",
    "load_policies",
    "load_categories",
    "load_committees",
    "load_products",
    "load_listed",
    "load_facilities",
    "load_trade",
    "load_strategies",
]


class Command(BaseCommand):
    help = "Loads the reference data of every app, in order."

    def handle(self, **options):
        for loader in LOADERS:
            began = time.monotonic()
            call_command(loader)
            self.stdout.write(f"{loader}: {time.monotonic() - began:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the planner would take the tables for as empty as they were a minute ago
