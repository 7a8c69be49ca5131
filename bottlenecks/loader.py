"""Loads challenge areas, sub-categories, tags, value-chain stages and routing rules from the tables in data/."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from bottlenecks.models import Area, Category, ChainStage, RoutingRule, Tag
from geography.models import State
from institutions.models import Body
from institutions.tables import add_dated, add_missing, in_force, read_table

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Loaded:
    """How many rows were added."""

    names: int
    rules: int


@transaction.atomic
def load_categories(*, refresh: bool = False) -> Loaded:
    """Create the areas, sub-categories, tags, stages and routing rules which are missing.

    refresh: take names and texts from the tables again. Routing rules that officers changed are never overwritten.
    """
    names = (
        _named(Area, "areas.csv", "closure", "closure_hi", refresh=refresh)
        + _named(Category, "categories.csv", "hint", "hint_hi", refresh=refresh)
        + _named(Tag, "tags.csv", refresh=refresh)
        + _named(ChainStage, "value_chain_stages.csv", refresh=refresh)
    )
    return Loaded(names, add_dated(_rules(), key=_rule_key))


def _named(model: type, table: str, *texts: str, refresh: bool) -> int:
    """Rows with a code and names, in the order of their table."""
    areas = {area.code: area for area in Area.objects.all()}
    columns = ("name", "name_hi", *texts)
    rows = []
    for position, row in enumerate(read_table(DATA / table), start=1):
        fields = {column: row[column] for column in columns}
        if "area" in row:
            fields["area"] = areas[row["area"]]
        rows.append(model(code=row["code"], position=position, **fields))
    return add_missing(rows, refresh=columns if refresh else ())


def _rules() -> list[RoutingRule]:
    areas = {area.code: area for area in Area.objects.all()}
    categories = {category.code: category for category in Category.objects.all()}
    states = {state.lgd_code: state for state in State.objects.all()}
    bodies = {body.code: body for body in Body.objects.filter(kind__in=["apex", "central_agency"])}
    return [
        RoutingRule(
            area=areas[row["area"]],
            category=categories[row["category"]] if row["category"] else None,
            hs_prefix=row["hs_prefix"],
            state=states[row["state_lgd_code"]] if row["state_lgd_code"] else None,
            agency=bodies[row["agency"]] if row["agency"] else None,
            department=row["department"],
            during=in_force(row),
            source=row["source"],
            note=row["note"],
        )
        for row in read_table(DATA / "routing.csv")
    ]


def _rule_key(rule: RoutingRule) -> tuple:
    return rule.area_id, rule.category_id, rule.hs_prefix, rule.state_id
