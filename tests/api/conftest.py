"""Fixtures of the API's tests; tests/api/systems.py needs Django's settings, which the root conftest sets first."""

import pytest
from django.core.cache import cache


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if not (config.option.help or config.option.version):
        config.pluginmanager.import_plugin("tests.api.systems")


@pytest.fixture(autouse=True)
def _fresh_counts():
    """Every test starts with all its requests to spend."""
    cache.clear()
