"""Shared by the browser tests: people at their desks, and a post office that really receives mail."""

import pytest

from tests.browser.desk import Person
from tests.notices.post_office import PostOffice


@pytest.fixture
def sits_down(browser, live_server):
    """`sits_down(width=360, script=False, …)`: somebody before a browser of their own; all windows close at the end."""
    people = []

    def sit(**how) -> Person:
        people.append(Person(browser, live_server.url, **how))
        return people[-1]

    yield sit
    for person in people:
        person.window.close()


@pytest.fixture
def post_office(settings, live_server):
    """Mail goes out by SMTP at once, its links lead to the test's server."""
    office = PostOffice()
    office.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.SITE_URL, settings.NOTICE_BUNDLE_MINUTES = live_server.url, 0
    yield office
    office.controller.stop()
