"""Minutes as a tagged, searchable PDF."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from cases.paper.pdf import write
from committees.minutes import document
from committees.models import Meeting, Seal

STYLES = "css/minutes.css"


def render(seal: Seal) -> bytes:
    """The PDF/UA file of sealed minutes, from the sealed record alone. Raises Unavailable."""
    return _pdf(document.of_seal(seal))


def render_draft(meeting: Meeting, language: str) -> bytes:
    """The PDF of minutes that are not confirmed, marked so on every page."""
    return _pdf(document.of_draft(meeting, language))


def _pdf(context: dict[str, Any]) -> bytes:
    with override(context["language"]):
        return write(render_to_string("committees/minutes_print.html", context), STYLES)
