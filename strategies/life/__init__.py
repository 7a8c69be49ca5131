"""The life of a plan and of a strategy: drafted, discussed, submitted, approved by two, adopted, revised."""
