"""Load what plans and strategies stand on: their sections and the rules of their approval."""

from django.core.management.base import BaseCommand

from strategies.loader import load_outlines


class Command(BaseCommand):
    help = "Loads sections of documents and rules of approval: adds what is missing, may run again at any time."

    def handle(self, **options):
        self.stdout.write(f"Added {load_outlines()} sections and rules of approval.")
