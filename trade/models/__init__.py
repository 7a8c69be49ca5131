"""What trade data says: files taken in, the names they use, flows, and the figures computed from them."""

from trade.models.access import Measure, MeasureCode, NTMCode, Regime, Tariff
from trade.models.batches import MOST_ATTEMPTS, Batch, BatchState, RowProblem, Severity
from trade.models.figures import (
    Computation,
    DistrictFigures,
    FlowSum,
    ItemFigures,
    NationalFigures,
    PairFigures,
    SectorShare,
)
from trade.models.flows import Direction, Flow, Slice, SliceLevel
from trade.models.focus import FocusStatus, SpecialFocus
from trade.models.names import PlaceKind, PublishedItem, PublishedPartner, PublishedPlace, Sector
from trade.models.requirements import (
    Readiness,
    Requirement,
    RequirementKind,
    RequirementMark,
    RequirementMarkWithdrawal,
)

__all__ = [
    "MOST_ATTEMPTS",
    "Batch",
    "BatchState",
    "Computation",
    "Direction",
    "DistrictFigures",
    "Flow",
    "FlowSum",
    "FocusStatus",
    "ItemFigures",
    "Measure",
    "MeasureCode",
    "NTMCode",
    "NationalFigures",
    "PairFigures",
    "PlaceKind",
    "PublishedItem",
    "PublishedPartner",
    "PublishedPlace",
    "Readiness",
    "Regime",
    "Requirement",
    "RequirementKind",
    "RequirementMark",
    "RequirementMarkWithdrawal",
    "RowProblem",
    "Sector",
    "SectorShare",
    "Severity",
    "Slice",
    "SliceLevel",
    "SpecialFocus",
    "Tariff",
]
