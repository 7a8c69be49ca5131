"""Tests that make a PDF: with Pango, else a skip that says so; with REQUIRE_PDF=1, as in .ci/run, a failure."""

import os

import pytest

from cases.paper import pdf


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("pdf") and not pdf.is_available():
        said = "No Pango here (on Debian: libpango-1.0-0 libpangoft2-1.0-0): minutes are printed from the page"
        if os.environ.get("REQUIRE_PDF") == "1":
            pytest.fail(said)
        pytest.skip(said)
