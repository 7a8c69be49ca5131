"""Quantified targets by financial year: how they are entered, their baselines, and what they still lack."""
