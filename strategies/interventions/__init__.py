"""Interventions of a plan: what is asked for each, how they are written, what they cost, and what they still lack."""
