"""How long the PDF of a strategy of 75 districts × 40 interventions takes: `python -m benchmarks.document_pdf`.

No data base is asked: the content is invented, in the shape a version freezes. The strategy is set with like
interventions grouped into 120 items (in both languages), and with every row an item of its own; beside it a plan of 40
interventions. With a folder after the command the files are kept, to be looked at.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
django.setup()

from django.template.loader import render_to_string
from django.utils.translation import override

from cases.models import Case
from cases.paper.pdf import write
from geography.models import District, State
from institutions.models import Body
from strategies.models import DocumentKind, Version
from strategies.outputs.printing import STYLES, TEMPLATE
from strategies.outputs.reading import Names, written_out
from strategies.outputs.record import WIDE_TABLE

LIMIT = 20.0  # seconds, as asked of a strategy of 75 districts × 40 interventions
DISTRICTS, INTERVENTIONS = 75, 40
TEXT = (
    "The State sells spices, tea and textiles to eleven markets, two of which take half. Its districts name testing, "
    "cold storage and the road to the dry port as what stands in the way.\n\n- Testing within the State by 2028\n"
    "- Cold storage for 4,000 tonnes\n- One window for certificates\n\n"
) * 3
TITLES = {
    "en": ["Testing laboratory for residues", "Cold store with pre-cooling", "Packhouse recognised by APEDA",
           "Training of exporters for their first IEC", "Common facility for grading and sorting"],
    "hi": ["अवशेष जाँच प्रयोगशाला", "पूर्व-शीतलन सहित शीत भंडार", "APEDA से मान्य पैकहाउस",
           "पहले IEC के लिए निर्यातकों का प्रशिक्षण", "छँटाई की साझा सुविधा"],
}  # fmt: skip


def row(place: int, language: str, **more) -> dict:
    """An intervention or item."""
    return {
        "code": f"S-{place:04}", "title": f"{TITLES[language][place % 5]} {place}", "stage": "Processing and packing",
        "category": "Q1", "owner": "Industries Department, Nodal officer", "due_on": "2028-03-31",
        "amount": str(1_250_000 + place), "scheme": "TIES", "indicator": "Consignments tested within the State",
        "unit": "consignments", "baseline": "0", "target": str(100 + place), "evidence_type": "report",
        "asks_centre": "APEDA" if place % 10 == 0 else None, "ask": "A laboratory by 2027" if place % 10 == 0 else "",
    } | more  # fmt: skip


def strategy(language: str, items: int) -> dict:
    """Of so many items, over which the districts' rows are spread."""
    sources: list[list] = [[] for _item in range(items)]
    for number in range(DISTRICTS * INTERVENTIONS):
        district, code = divmod(number, INTERVENTIONS)
        sources[number % items].append([f"ML-D{district:02}-DEAP-2026-00001", 1, f"I-{code + 1:02}"])
    return _document(language) | {
        "items": [
            row(place, language, text="", section=None, state_share=None, districts=len(behind), sources=behind)
            for place, behind in enumerate(sources)
        ]
    }  # fmt: skip


def plan(language: str) -> dict:
    return _document(language) | {
        "interventions": [
            row(place, language, description="For the growers of two blocks.", delivery="public", mechanism="other",
                starts_on="2026-04-01", investor="", budget_head="2851", private_committed=None, scheme_share="50",
                own_contribution=None)
            for place in range(INTERVENTIONS)
        ]
    }  # fmt: skip


def _document(language: str) -> dict:
    sections = [{"code": f"s{n}", "name": f"Section {n}", "text": TEXT, "committee_only": False} for n in range(11)]
    years = {str(year): str(100 * (year - 2024)) for year in range(2026, 2031)}
    target = {"kind": "export_value", "title": "Exports", "product": None, "unit": "USD million", "baseline": "120.5",
              "baseline_year": 2025, "source": "DGCI&S", "years": years}  # fmt: skip
    return {
        "title": f"Export document ({language})",
        "years": [2026, 2030],
        "sections": sections,
        "targets": [target] * 6,
    }


def pdf(content: dict, language: str) -> tuple[bytes, int]:
    """As `strategies.outputs.printing` makes it, from records that are not saved; and its number of pages."""
    pages: list[int] = []
    is_plan = "interventions" in content
    state = State(name="Meghalaya", code="ML")
    case = Case(
        reference="ML-SES-2026-00001", origin=Body(name="SEPC Meghalaya"), state=state,
        district=District(name="Ri Bhoi", state=state) if is_plan else None,
    )  # fmt: skip
    with override(language):
        said = written_out(content, Names({}, {}, {}, {}, {}), [], "")
        context = {
            "language": language, "case": case, "said": said, "is_plan": is_plan, "kind": DocumentKind.STRATEGY.label,
            "place": case.district or state, "draft": False, "as_lines": len(said["rows"]) > WIDE_TABLE,
            "version": Version(number=1, at=datetime(2026, 3, 2, tzinfo=UTC), sha256="0" * 64),
            "page_before": "Page ", "page_between": " of ", "page_after": "",
        }  # fmt: skip
        return write(render_to_string(TEMPLATE, context), STYLES, pages.append), max(pages)


def main(folder: str = "") -> None:
    pdf(plan("en"), "en")  # the library itself is loaded once per process
    documents = [
        ("strategy, 120 items", strategy("en", 120), "en"),
        ("strategy, 120 items", strategy("hi", 120), "hi"),
        ("strategy, 3000 items", strategy("en", DISTRICTS * INTERVENTIONS), "en"),
        ("plan, 40 interventions", plan("en"), "en"),
    ]
    for number, (name, content, language) in enumerate(documents):
        started, worked = perf_counter(), process_time()
        made, pages = pdf(content, language)
        seconds, work = perf_counter() - started, process_time() - worked
        print(
            f"{name}, {language}: {len(made) / 1024:.0f} KB, {pages} pages, {seconds:.2f} s on the clock, {work:.2f} s "
            f"of processor; {work / LIMIT:.2f} of the limit",
            flush=True,
        )
        if folder:
            Path(folder, f"document-{number}-{language}.pdf").write_bytes(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
