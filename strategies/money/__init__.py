"""The money of an intervention, by source and year: requested, sanctioned, released, used, certified (ADR 0032)."""
