"""By which method figures are computed: its version, its floors, its grouping. A change of any raises the version."""

from __future__ import annotations

from decimal import Decimal

METHOD_VERSION = "2026.1"
RCA_FLOOR_USD = Decimal("100000.00")  # a product of a district below this has no RCA: one consignment would decide it
BROAD_GROUPING = "broad-by-chapter-1"  # HS 01-24 agriculture, 25-27 mineral, the rest manufacturing (trade.Sector)
TOPS = (10, 100)  # the shares of the largest districts which are kept
HHI_SCALE = 10_000  # DOMAIN section 7 and competition authorities count so; 10,000 is everything in one hand
