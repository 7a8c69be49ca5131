"""Load what plans and strategies stand on: their sections, rules of approval, and the schemes that can pay."""

from django.core.management.base import BaseCommand

from strategies.loader import load_outlines
from strategies.schemes.loader import load_schemes


class Command(BaseCommand):
    help = "Loads sections, rules of approval and schemes: adds what is missing, may run again at any time."

    def handle(self, **options):
        self.stdout.write(f"Added {load_outlines()} sections and rules of approval.")
        self.stdout.write(f"Added {load_schemes()} schemes.")
