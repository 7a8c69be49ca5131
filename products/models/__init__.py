"""What districts make: the trade classification, the products they identified, and where these come from."""

from products.models.classification import Concordance, HSCode, HSLevel, HSTerm, ServiceClass
from products.models.identified import (
    IdentifiedProduct,
    ProductCode,
    ProductKind,
    ProductStatus,
    Publication,
    TargetMarket,
)
from products.models.origin import Cluster, ClusterKind, GeographicalIndication

__all__ = [
    "Cluster",
    "ClusterKind",
    "Concordance",
    "GeographicalIndication",
    "HSCode",
    "HSLevel",
    "HSTerm",
    "IdentifiedProduct",
    "ProductCode",
    "ProductKind",
    "ProductStatus",
    "Publication",
    "ServiceClass",
    "TargetMarket",
]
