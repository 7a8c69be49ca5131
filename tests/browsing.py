"""Chromium for the tests that look: the system's, else Playwright's own, else a skip that says so."""

import os
import shutil

import pytest
from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
def browser(monkeypatch):
    """A browser for one test; with REQUIRE_BROWSER=1, as in .ci/run, its absence fails instead of skipping."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except Error as problem:
            why = problem.message.splitlines()[0]
            said = f"No Chromium here (install it, or run `playwright install chromium`): {why}"
            if os.environ.get("REQUIRE_BROWSER") == "1":
                pytest.fail(said)
            pytest.skip(said)
        yield chromium
        chromium.close()
