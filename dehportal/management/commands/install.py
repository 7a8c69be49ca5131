"""Bring a database and the static files to this version: for a first start, an update, and the one-shot of compose."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

UNUSED_STATIC = ["rest_framework"]  # the browsable API is off


class Command(BaseCommand):
    help = "Migrates, grants, loads reference data and collects static files; run it as the owner (DEH_AS_OWNER=1)."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="load the beginning of the watermarked demo as well")

    def handle(self, *, demo, **options):
        call_command("migrate", interactive=False, verbosity=1)
        if settings.RUNTIME_ROLE and connection.settings_dict["USER"] != settings.RUNTIME_ROLE:
            call_command("grant_runtime")
        else:
            self.stderr.write("One role both owns the tables and runs the portal: see docs/operations.md, Two roles.")
        call_command("load_reference")
        call_command("collectstatic", interactive=False, verbosity=1, ignore_patterns=UNUSED_STATIC)
        if demo:
            call_command("load_demo", begin=True)
