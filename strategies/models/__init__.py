from strategies.models.documents import (
    Adoption,
    Approval,
    ApprovalRule,
    Comment,
    CommentStep,
    DocumentKind,
    Edit,
    PaperAdoption,
    Section,
    SectionKind,
    Version,
    before_the_portal,
)
from strategies.models.mechanisms import (
    AggregationRound,
    Dispatch,
    FirmKind,
    Lot,
    PackagingService,
    Pledge,
    Recognition,
    RecognitionRule,
    RoundStatus,
    TrainingBatch,
)
from strategies.models.money import SUBSIDY, Funding, FundingStatus, MoneyEntry, SourceKind, Step
from strategies.models.monitoring import Measure, Progress
from strategies.models.outputs import PENDING, Audience, Printout, PrintState
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
from strategies.models.reading import Reading, Telling, TellingRound
from strategies.models.schemes import Scheme
from strategies.models.strategy import Condition, ConditionStatus, ItemSource, Strategy, StrategyItem

__all__ = [
    "EXPORT_TARGETS", "PENDING", "SUBSIDY", "WRITABLE", "Adoption", "AggregationRound", "Approval", "ApprovalRule",
    "Audience", "Comment", "CommentStep", "Condition", "ConditionStatus", "Delivery", "Dispatch", "DocumentKind",
    "DocumentStatus", "Edit", "EvidenceType", "FirmKind", "Funding", "FundingStatus", "Intervention", "ItemSource",
    "Lot", "Measure", "Mechanism", "MoneyEntry", "Overlap", "PackagingService", "PaperAdoption", "Plan",
    "PlanProduct", "Pledge", "PrintState", "Printout", "Progress", "Reading", "Recognition", "RecognitionRule",
    "RoundStatus", "Scheme", "Section", "SectionKind", "SourceKind", "Step", "Strategy", "StrategyItem",
    "StrategyStatus", "Target", "TargetKind", "TargetYear", "Telling", "TellingRound", "TrainingBatch",
    "Version", "before_the_portal",
]  # fmt: skip
