"""Published figures restated by the project: districts by LGD code and sector, and India by HS chapter."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from geography.models import District, State
from trade.importer.flows import FlowTable
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.survey import Shape, Values, Written
from trade.layouts.flows import EDITION, PERIOD, SERIES, flow_layout
from trade.names import places


@dataclass
class CodedTable(FlowTable):
    """Places by code: each becomes the name DGCI&S style would print; what is no code is a name already."""

    states: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        self.states = dict(State.objects.values_list("lgd_code", "name"))
        self.districts = dict(District.objects.values_list("lgd_code", "name"))
        super().check()

    def place_key(self, name: Written) -> tuple[str, str]:
        state, district = (cell.strip() for cell in name.cells)
        return places.published(self.states.get(state, state)), places.published(self.districts.get(district, district))


def _restated(staged: Staged) -> FlowTable:
    shape = Shape(state="state_lgd", district="district_lgd", code="sector")
    return CodedTable(staged, shape, (Values(staged.batch.options.get("period", ""), usd="usd"),), sectors=True)


RESTATED = register(
    Layout(
        name="restated-sectors",
        label=gettext_lazy("Exports by LGD code of the district and sector"),
        columns=(
            Column("state_lgd", raw=True),
            Column("district_lgd", raw=True),
            Column("sector", raw=True),
            Column("usd", number=True, raw=True),
        ),
        asks=(PERIOD, EDITION, SERIES),
        hint=gettext_lazy("LGD codes of State and district; UNSPECIFIED where the source names no district."),
        example=({"state_lgd": "17", "district_lgd": "276", "sector": "mineral_products", "usd": "13470"},),
        **flow_layout(_restated),
    )
)
