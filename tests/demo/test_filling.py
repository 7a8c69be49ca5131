"""While the demonstration's history is being played, its pages say so."""

import pytest

from dashboards.demo import filling


@pytest.fixture(autouse=True)
def nothing_told():
    filling.end()
    yield
    filling.end()


def test_pages_say_how_far_it_is_until_it_is_there(demo, client):
    def line() -> bool:
        return "Its history is still being played" in client.get("/").content.decode()

    assert not line()
    tell = filling.begin()
    assert line() and "(0 %)" in client.get("/").content.decode()
    tell(40)
    assert "(40 %)" in client.get("/").content.decode()
    filling.end()
    assert not line()


def test_outside_a_demonstration_no_page_says_so(demo, client, settings):
    filling.begin()
    settings.DEMO = False
    assert "being played" not in client.get("/").content.decode()
