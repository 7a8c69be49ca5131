"""Whether committees meet as often as their rules say; the monthly list to the level above; revival plans."""
