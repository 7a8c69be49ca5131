"""Constitution: the order a committee exists by, who should sit on it, and its sub-groups."""
