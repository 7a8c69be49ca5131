from strategies.models.documents import (
    Adoption,
    Approval,
    ApprovalRule,
    Comment,
    DocumentKind,
    Edit,
    Section,
    SectionKind,
    Version,
)
from strategies.models.money import SUBSIDY, Funding, MoneyEntry, Progress, SourceKind, Step
from strategies.models.plans import (
    EXPORT_TARGETS,
    WRITABLE,
    Delivery,
    DocumentStatus,
    EvidenceType,
    Intervention,
    Mechanism,
    Overlap,
    Plan,
    PlanProduct,
    StrategyStatus,
    Target,
    TargetKind,
    TargetYear,
)
from strategies.models.schemes import Scheme
from strategies.models.strategy import Condition, ConditionStatus, ItemSource, Strategy, StrategyItem

__all__ = [
    "EXPORT_TARGETS", "SUBSIDY", "WRITABLE", "Adoption", "Approval", "ApprovalRule", "Comment", "Condition",
    "ConditionStatus", "Delivery", "DocumentKind", "DocumentStatus", "Edit", "EvidenceType", "Funding", "Intervention",
    "ItemSource", "Mechanism", "MoneyEntry", "Overlap", "Plan", "PlanProduct", "Progress", "Scheme", "Section",
    "SectionKind", "SourceKind", "Step", "Strategy", "StrategyItem", "StrategyStatus", "Target", "TargetKind",
    "TargetYear", "Version",
]  # fmt: skip
