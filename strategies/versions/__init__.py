"""Submitted versions: frozen whole, compared side by side."""
