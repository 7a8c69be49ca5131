"""One thing a document lacks, as every part of the check of completeness says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: a sentence, and the address where it is put right. part: "section:<code>" …"""

    sentence: str
    url: str
    part: str
