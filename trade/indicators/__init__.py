"""Figures of trade, computed once per slice so that pages read rows; the only place that knows the formulae.

What holds for all of them:

- One slice at a time: never two levels, editions, periods or directions together. Values are in US dollars.
- A place is a district, or one of three buckets: "district not stated" of a State, names not resolved yet, and whole
  States. Buckets are part of `total_usd` and of no district. `named_usd` is the part with a district. Where a figure
  says nothing else its denominator is the named part; a share *of India's exports of a product* is of the total.
- Several spellings of one district are one district: its rows are summed before anything is computed.
- Shares lie between 0 and 1, concentration (HHI) between 0 and 10,000.
- Value exports are exact decimals; only shares and indices are floating point.

`compute.compute(slice)` writes them, `read` reads them, `method` has the version, floors and names of the method.
"""
