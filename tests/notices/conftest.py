import re

import pytest

from tests.notices.post_office import PostOffice, text_of

AGENCY = "agency@deh.invalid"


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    office.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    yield office
    office.controller.stop()


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/n/\S+)", text_of(message))[1]
