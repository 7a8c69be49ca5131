"""Load the trade classification, the words people use for it, and the classes of services."""

from django.core.management.base import BaseCommand

from products.hs.loader import load_products


class Command(BaseCommand):
    help = "Loads HS 2022, words for its codes and classes of services: brings them up to date, may run at any time."

    def handle(self, **options):
        done = load_products()
        self.stdout.write(f"Wrote {done.codes} HS codes, {done.terms} words, {done.services} classes of services.")
