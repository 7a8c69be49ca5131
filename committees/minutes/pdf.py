"""Minutes as a tagged, searchable PDF, by WeasyPrint where its system library is installed."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from committees.models import Seal


class Unavailable(RuntimeError):
    """This machine has no Pango: minutes can be printed from the browser instead."""


@cache
def engine() -> Any:
    """WeasyPrint; raises Unavailable where its system library is missing."""
    try:
        return importlib.import_module("weasyprint")
    except OSError as problem:
        raise Unavailable(str(problem)) from problem


def is_available() -> bool:
    try:
        engine()
    except Unavailable:
        return False
    return True


def html_of(seal: Seal) -> str:
    """The print document of sealed minutes, from the sealed record alone."""
    with override(seal.language):
        address = settings.SITE_URL + reverse("verify", args=[seal.code])
        context = {"record": seal.record, "seal": seal, "verify_address": address, "DEMO": settings.DEMO}
        return render_to_string("committees/minutes_print.html", context)


def render(seal: Seal) -> bytes:
    """The PDF/UA file of sealed minutes."""
    weasyprint = engine()
    styles = [weasyprint.CSS(filename=finders.find("css/minutes.css"))]
    document = weasyprint.HTML(string=html_of(seal), base_url=None, url_fetcher=_fetch)
    return document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")


def _fetch(url: str, *args, **kwargs):
    """Nothing is fetched: a document made of a record needs no network."""
    raise ValueError(f"Minutes load nothing from elsewhere: {url}")
