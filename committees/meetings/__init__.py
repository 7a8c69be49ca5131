"""Meetings: planned, notified, held, and what they decide."""
