"""Schemes that can pay: the catalogue, what is open on a day, and what fits an intervention or a bottleneck."""
