"""Progress of what was adopted: planned against actual by quarter, red, amber or green, rolled up (ADR 0032)."""
