"""How much of a whole few parts hold. Each function gives the SQL of a formula over sums that were taken once.

`x` is the sum of the parts, `squares` the sum of their squares, `logs` the sum of x ln x, `n` how many parts there
are (parts of nothing are none). All of them are empty where there is no part.
"""

from __future__ import annotations

from trade.indicators.method import HHI_SCALE


def hhi(x: str = "x", squares: str = "squares") -> str:
    """Herfindahl-Hirschman index on the scale of 0 to 10,000: 10,000 times the sum of the squared shares.

    10,000 means one part holds everything; n equal parts give 10,000/n. Source: Hirschman, The Paternity of an Index,
    American Economic Review 54 (1964); the scale is that of competition authorities, and of DOMAIN section 7.
    """
    return f"({HHI_SCALE} * {squares} / nullif({x} * {x}, 0))"


def effective_number(x: str = "x", squares: str = "squares") -> str:
    """Effective number of parts: 1 over the sum of the squared shares, so 10,000/HHI.

    As many equal parts would give the same concentration. Source: Laakso and Taagepera, Comparative Political Studies
    12 (1979); Adelman, Review of Economics and Statistics 51 (1969), who calls it the numbers equivalent.
    """
    return f"({x} * {x} / nullif({squares}, 0))"


def theil(x: str = "x", logs: str = "logs", n: str = "n") -> str:
    """Theil's T: the sum of s ln(n s) over the shares s of n parts, between 0 (all equal) and ln n (one holds all).

    Computed as ln n + (sum of x ln x)/X - ln X, which is the same without a second reading; rounding may leave a
    number below nothing, which is nothing. Source: Theil, Economics and Information Theory (1967), chapter 4.
    """
    return f"CASE WHEN {n} > 0 THEN greatest(0, ln({n}::float8) + {logs} / {x} - ln({x})) END"
