"""Every page asks for a login unless it is listed here."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db
OWN_RULES = ("accounts/", "admin/", "api/", "i18n/")  # allauth, Django's administration, tokens: tested where they are
PUBLIC = {
    "home", "healthz", "readyz",
    "calendar-feed", "notice-link",  # the secret stands in the address
    "verify", "verify-form",  # whether a paper is the one that was sealed
    "hs", "hs-search", "hs-code", "hs-chapter-csv",  # the trade classification
    "market", "market-code", "tariffs-csv", "market-tariffs-csv",  # what other countries charge and ask, as published
    "market-exports-csv", "measures-csv",
    "map", "map-svg", "map-png", "map-csv", "districts", "district", "district-csv", "state", "illustration",  # figures
    "funnel", "funnel-csv", "funnel-places",  # how many districts and States have come how far
    "brief", "brief-csv",  # the figures of the policy brief
    "facilities", "facilities-csv", "facility",  # the register of facilities
    "products", "products-csv", "products-xlsx",  # what is published, and named by national lists; one product likewise
    "plans", "strategies",  # what is adopted, under its adopted title
    "schemes", "scheme",  # the catalogue of schemes
    "style-guide", "mails", "mail", "mail-html",  # in a demonstration; else they are not there
    "demo-enter", "demo-hero", "demo-hero-again", "demo-logged", "demo-try",
}  # fmt: skip
SAMPLES = {
    "verb": "object",  # one that exists
    "IntConverter": "1", "SlugConverter": "a-b", "StringConverter": "x",
    "UUIDConverter": "00000000-0000-0000-0000-000000000000",
}  # fmt: skip


def pages(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """(name, an address) of every pattern."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield entry.name or route, _address(route, entry.pattern.converters)
        elif not route.startswith(OWN_RULES):
            yield from pages(entry, route)


def _address(route: str, converters: dict) -> str:
    for name, converter in converters.items():
        sample = SAMPLES.get(name) or SAMPLES[type(converter).__name__]
        for kind in ("", "str:", "int:", "slug:", "uuid:"):
            route = route.replace(f"<{kind}{name}>", sample)
    return f"/{route}"


def _asks_for_a_login(answer) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


def test_every_page_needs_a_login_unless_it_is_listed():
    client, found = Client(), set()
    for name, where in pages(get_resolver()):
        answers = [answer for answer in (client.get(where), client.post(where)) if answer.status_code != 405]
        if not answers or not all(map(_asks_for_a_login, answers)):
            found.add(name)
    assert found == PUBLIC, sorted(found ^ PUBLIC)
