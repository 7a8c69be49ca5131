"""How far districts and States have come, as of any date, from what is on record (docs/adr/0033)."""
