"""The demo's tables (dashboards/data, which say what is invented in them), read once."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DISTRICTS = _rows("demo_districts.csv")
BARRIERS = _rows("demo_barriers.csv")
TEMPLATES = _rows("demo_templates.csv")
COMMITTEES = _rows("demo_committees.csv")
AGENDA = _rows("demo_agenda.csv")
PLAN_SECTIONS = _rows("demo_plan_sections.csv")
PLAN_INTERVENTIONS = _rows("demo_interventions.csv")
HOME = "276"  # Ri Bhoi, where the visitor begins
