"""How a code of the Harmonized System is written: text of 2, 4, 6 or 8 digits, never a number ("0303", not 303)."""

import re

HS_CODE = r"^(0[1-9]|[1-6][0-9]|7[0-68-9]|[89][0-9])(\d{2}){0,3}$"  # chapter 77 is reserved
EDITION = "HS2022"  # the edition in force in India since 1 May 2022
EDITIONS = ("HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022", "HS2028")  # of the HS, oldest first


def is_code(text: str) -> bool:
    """Whether a text has the form of a code; whether there is such a code is another matter."""
    return re.fullmatch(HS_CODE, text, re.ASCII) is not None


def dotted(code: str) -> str:
    """A code as a tariff prints it, and as every page shows it: 09, 0910, 0910.30, 0910.30.20."""
    head, tail = code[:4], code[4:]
    return ".".join([head, *(tail[at : at + 2] for at in range(0, len(tail), 2))])
