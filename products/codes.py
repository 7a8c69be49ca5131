"""How a code of the Harmonized System is written: text of 2, 4, 6 or 8 digits, never a number ("0303", not 303)."""

HS_CODE = r"^(0[1-9]|[1-6][0-9]|7[0-68-9]|[89][0-9])(\d{2}){0,3}$"  # chapter 77 is reserved
EDITION = "HS2022"  # the edition in force in India since 1 May 2022
