"""Loads the sections documents have, the rules of their approval and of recognition from the tables in data/."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from institutions.tables import read_table
from strategies.models import ApprovalRule, RecognitionRule, SectionKind

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_outlines() -> int:
    """Add the sections and rules that are missing; what officers changed stays. How many were added."""
    added = 0
    for position, row in enumerate(read_table(DATA / "section_kinds.csv"), start=1):
        flags = {name: row.pop(name) == "yes" for name in ("required", "committee_only")}
        key = {name: row.pop(name) for name in ("document", "code")}
        _kind, new = SectionKind.objects.get_or_create(**key, defaults=row | flags | {"position": position})
        added += new
    for row in read_table(DATA / "approval_rules.csv"):
        key = {name: row.pop(name) for name in ("document", "body_kind")}
        _rule, new = ApprovalRule.objects.get_or_create(**key, body=None, defaults=row)
        added += new
    for row in read_table(DATA / "recognition_rules.csv"):
        _rule, new = RecognitionRule.objects.get_or_create(code=row.pop("code"), defaults=row)
        added += new
    return added
