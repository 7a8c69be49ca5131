"""Conditions of an approval: each followed until it is met."""
