"""A table brought to the importer, with a store of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest


@pytest.fixture
def bring(cast, settings, tmp_path):
    from trade.importer.run import take_file  # noqa: PLC0415 (this file is read before Django is set up)

    settings.EVIDENCE_ROOT = tmp_path / "evidence"

    def brought(content, layout="flows", as_of=date(2026, 1, 31), **options):
        path = content if isinstance(content, Path) else tmp_path / "table.csv"
        if not isinstance(content, Path):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return take_file(path, layout=layout, source="Test", as_of=as_of, options=options)

    return brought
