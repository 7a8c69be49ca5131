"""The design system: every component shows, in both languages, within the strict content policy and the byte budget."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from bottlenecks.models import Status
from dehportal.style_guide import style_guide
from dehportal.tones import NAMES, TONES

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


class Sample(forms.Form):
    what = forms.CharField(label="What", help_text="One sentence.", min_length=8)
    area = forms.ChoiceField(label="Area", choices=[("q", "Quality"), ("p", "Packaging")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


def shown(source: str, **context) -> str:
    return Template("{% load deh %}" + source).render(Context(context))


@pytest.fixture
def guide(client, db):
    def get(language: str = "en", query: str = ""):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client.get(f"/style-guide{query}")

    return get


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_style_guide_shows_every_component_in_both_languages(guide, language):
    page = guide(language)
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    for part in (
        "standing",
        "ladder",
        "timeline",
        "facts",
        "notice",
        "action",
        "filters",
        "table",
        "tiles",
        "heat",
        "bar",
    ):
        assert re.search(rf'class="[^"]*\b{part}\b', text), part


def test_the_style_guide_is_not_there_in_production(settings):
    settings.DEMO = settings.DEBUG = settings.TESTING = False
    with pytest.raises(Http404):
        style_guide(RequestFactory().get("/style-guide"))


def test_no_page_carries_inline_script_or_style(guide):
    text = guide().content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_no_template_of_a_page_carries_inline_script_or_style():
    mails = TEMPLATES / "mail"  # mail programs read no style sheets
    for path in (path for path in TEMPLATES.rglob("*.html") if mails not in path.parents):
        source = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son(click|change|submit|load|input)=", source), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), path


def test_every_status_of_a_bottleneck_has_a_tone():
    assert not set(Status.values) - set(TONES)
    assert set(TONES.values()) <= NAMES


def test_a_badge_says_its_status_in_words_and_escapes_them():
    assert shown("{% badge label 'closed' %}", label="<b>") == '<span class="badge badge--good">&lt;b&gt;</span>'
    assert "badge--neutral" in shown("{% badge 'New' 'unheard-of' %}")


@pytest.mark.parametrize(
    ("day", "days", "gone", "left", "over"),
    [(9, 21, 8, 12, 0), (21, 21, 20, 0, 0), (24, 21, 21, 0, 3), (1, 3, 0, 2, 0)],
)
def test_the_day_ruler_draws_one_tick_for_each_working_day(day, days, gone, left, over):
    ruler = shown("{% day_ruler day days %}", day=day, days=days)
    counted = [ruler.count(f"ruler__{name}") for name in ("gone", "left", "over")]
    assert counted == [gone, left, over]
    assert ("ruler--late" in ruler) == (day > days)


@pytest.mark.parametrize(("day", "days"), [(None, 21), (4, None), (0, 0), (3, 400)])
def test_the_day_ruler_is_left_out_where_there_is_nothing_to_count(day, days):
    assert shown("{% day_ruler day days %}", day=day, days=days) == ""


@pytest.mark.parametrize(("value", "step"), [(0, 0), (1, 1), (22, 2), (44, 5)])
def test_a_heat_cell_that_is_not_empty_is_never_blank(value, step):
    assert shown("{{ value|heat:44 }}", value=value) == str(step)


def test_a_form_with_mistakes_opens_with_a_summary_linked_to_the_fields():
    html = str(Sample({"what": "lab"}))
    assert 'href="#id_what"' in html and 'href="#id_area"' in html
    assert html.index("data-errors") < html.index('name="what"')
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'id="id_what_error"' in html and 'value="lab"' in html


def test_optional_fields_say_so_and_required_ones_need_not():
    html = str(Sample())
    assert html.count("field__optional") == 1
    assert "data-errors" not in html


def test_a_level_ladder_reads_as_text():
    levels = [
        {"level": 0, "state": "done", "holder": "DEPC, convener", "note": "3–21 Oct"},
        {"level": 1, "state": "current", "holder": "SEPC, convener", "note": ""},
        {"level": 2, "state": "next", "holder": "APEDA, nodal officer", "note": "15 working days"},
    ]
    text = " ".join(re.sub(r"<[^>]+>", " ", render_to_string("components/ladder.html", {"levels": levels})).split())
    assert text == (
        "L0 DEPC, convener was here · 3–21 Oct L1 SEPC, convener has it now "
        "L2 APEDA, nodal officer next, if silent · 15 working days"
    )


def test_a_late_row_says_late_and_not_only_by_colour():
    row = {"url": "/", "title": "T", "status": "raised", "status_label": "Raised", "level": 2, "holder": "NABL"}
    html = render_to_string("components/case_table.html", {"rows": [{**row, "late": True, "due_on": date(2026, 3, 2)}]})
    assert "row--late" in html and ">late<" in html and "2 Mar 2026" in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "500.html"])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_error_pages_need_neither_request_nor_database(name, language):
    with translation.override(language):
        html = render_to_string(name)
    assert f'<html lang="{language}">' in html and "<h1>" in html


def test_the_frame_weighs_little_on_the_wire():
    def packed(path: str) -> int:
        return len(gzip.compress((STATIC / path).read_bytes(), 9))

    assert packed("css/deh.css") <= 14_000
    assert packed("js/deh.js") <= 5_000
    assert (STATIC / "fonts/deh-devanagari.woff2").stat().st_size <= 60_000
    screen = (path for path in (STATIC / "fonts").glob("*.woff2") if "-print-" not in path.name)  # not those of minutes
    fonts = sum(path.stat().st_size for path in screen)
    htmx = 17_000
    assert fonts + packed("css/deh.css") + packed("js/deh.js") + htmx <= 85_000  # leaves 15 KB for the page itself


LICENCES = {"deh-sans": "OFL-source-sans.txt", "deh-devanagari": "OFL-noto-sans-devanagari.txt"}


def test_the_fonts_come_with_their_licences():
    for licence in (STATIC / "fonts").glob("OFL-*.txt"):
        assert "SIL OPEN FONT LICENSE" in licence.read_text().upper()
    for font in (STATIC / "fonts").glob("*.woff2"):
        [licence] = [name for family, name in LICENCES.items() if font.name.startswith(family)]
        assert (STATIC / "fonts" / licence).exists()
