"""A page of HTML as a tagged, searchable PDF, by WeasyPrint where its system library is installed."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from cases.paper.searchable import make_searchable

CHATTY = ("weasyprint", "weasyprint.progress", "fontTools")  # a line for each page and each table of a font


class Unavailable(RuntimeError):
    """This machine has no Pango: a page can be printed from the browser instead."""


@cache
def engine() -> Any:
    """WeasyPrint; raises Unavailable where its system library is missing."""
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.ERROR)
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


def write(html: str, styles: str, told: Callable[[int], None] | None = None) -> bytes:
    """The PDF/UA file of a page, with a style sheet of static/. Raises Unavailable.

    told: is called with the number of pages set so far.
    """
    weasyprint = engine()
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(filename=finders.find(styles), url_fetcher=_own_file, font_config=fonts)
    made = weasyprint.HTML(string=html, base_url=None, url_fetcher=_own_file)
    with _pages_told(told):
        return made.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", finisher=_finish)


class _Pages(logging.Handler):
    """WeasyPrint says in its log which page it is setting."""

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        if "Creating layout - Page" in record.msg:
            self._told(record.args[0])


@contextmanager
def _pages_told(told: Callable[[int], None] | None) -> Iterator[None]:
    if told is None:
        yield
        return
    log, handler = logging.getLogger("weasyprint.progress"), _Pages(told)
    before = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before[0])
        log.propagate = before[1]


def _finish(made: Any, file: Any) -> None:
    """What WeasyPrint leaves out: letters of Devanagari, and whether a heading is that of a column or of a row."""
    make_searchable(file)
    objects = {one.reference: one for one in file.objects}
    for one in file.objects:
        if isinstance(one, dict) and one.get("S") == "/TH":
            row = objects[one["P"]]
            one["A"]["Scope"] = "/Column" if objects[row["P"]].get("S") == "/THead" else "/Row"


def _own_file(url: str) -> Any:
    """Fonts and images of the portal itself; a document made of a record needs no network."""
    if not url.startswith(Path(settings.BASE_DIR, "static").as_uri() + "/"):
        raise ValueError(f"A document loads nothing from elsewhere: {url}")
    return engine().urls.URLFetcher(allowed_protocols=("file",)).fetch(url)
