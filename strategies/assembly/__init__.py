"""A strategy put together from the adopted plans of the State's districts (docs/adr/0031)."""
