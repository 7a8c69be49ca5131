"""The bottleneck register, who answers, and what a bottleneck was drafted from."""

from bottlenecks.models.origins import Origin, OriginKind
from bottlenecks.models.register import (
    AGES,
    LIVE,
    TERMINAL,
    UNANSWERED,
    WITH_AUTHORITY,
    Area,
    Bottleneck,
    BottleneckHSCode,
    BottleneckQuerySet,
    Category,
    ChainStage,
    Commitment,
    Ladder,
    RoutingRule,
    RoutingRuleQuerySet,
    Severity,
    Status,
    Tag,
)
from products.codes import HS_CODE

__all__ = [
    "AGES",
    "HS_CODE",
    "LIVE",
    "TERMINAL",
    "UNANSWERED",
    "WITH_AUTHORITY",
    "Area",
    "Bottleneck",
    "BottleneckHSCode",
    "BottleneckQuerySet",
    "Category",
    "ChainStage",
    "Commitment",
    "Ladder",
    "Origin",
    "OriginKind",
    "RoutingRule",
    "RoutingRuleQuerySet",
    "Severity",
    "Status",
    "Tag",
]
