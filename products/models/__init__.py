"""What districts make: the trade classification, the products they identified, and where these come from."""

from products.models.classification import Concordance, HSCode, HSLevel, HSTerm, HSWord, Relation, ServiceClass
from products.models.facilities import Facility, FacilityKind, FacilityReach, FacilityScope
from products.models.identified import (
    IdentifiedProduct,
    ProductCode,
    ProductKind,
    ProductStatus,
    Publication,
    TargetMarket,
)
from products.models.origin import Cluster, ClusterKind, GeographicalIndication
from products.models.records import (
    Certificate,
    CertificateAlert,
    CertificateKind,
    HolderKind,
    Opportunity,
    OpportunityKind,
    QualityRecord,
)

__all__ = [
    "Certificate",
    "CertificateAlert",
    "CertificateKind",
    "Cluster",
    "ClusterKind",
    "Concordance",
    "Facility",
    "FacilityKind",
    "FacilityReach",
    "FacilityScope",
    "GeographicalIndication",
    "HSCode",
    "HSLevel",
    "HSTerm",
    "HSWord",
    "HolderKind",
    "IdentifiedProduct",
    "Opportunity",
    "OpportunityKind",
    "ProductCode",
    "ProductKind",
    "ProductStatus",
    "Publication",
    "QualityRecord",
    "Relation",
    "ServiceClass",
    "TargetMarket",
]
