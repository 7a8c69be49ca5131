"""Shared by the tests of the platform."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def home():
    """A folder the account PostgreSQL drops to can reach; pytest's own is closed to others."""
    with tempfile.TemporaryDirectory(prefix="deh-engine-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
