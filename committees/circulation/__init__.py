"""Decisions by circulation: put to the members in writing, counted, ratified at the next meeting."""
