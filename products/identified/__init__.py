"""Identified products: from a national list or a district's own proposal to what the State publishes, and back."""
