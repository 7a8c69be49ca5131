"""Aggregation rounds: tonnes asked for, pledged, procured, and dispatched to a dry port."""
