"""One way to write a number and one way to write an HS code, in both languages."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from trade.money import dollars, whole


def rendered(text: str, **context) -> str:
    return Template("{% load deh %}" + text).render(Context(context))


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (0, 0, "0"), (999, 0, "999"), (1234, 0, "1,234"), (123456, 0, "1,23,456"), (12345678, 0, "1,23,45,678"),
        (-123456, 0, "-1,23,456"), (Decimal("1234567.891"), 2, "12,34,567.89"), (0.5, 2, "0.50"),
    ],
)  # fmt: skip
def test_digits_are_grouped_as_in_india_in_both_languages(language, value, places, said):
    with translation.override(language):
        assert whole(value, places) == said
        assert rendered('{{ value|floatformat:"' + str(places) + 'g" }}', value=value) == said
        if not places:
            assert rendered("{% rupees value %}", value=value) == f"₹ {said}"


def test_small_sums_of_dollars_are_grouped_as_everything_else():
    with translation.override("en"):
        assert dollars(484_300) == "USD 4,84,300"


@pytest.mark.parametrize(
    ("code", "said"), [("09", "09"), ("0910", "0910"), ("091030", "0910.30"), ("09103020", "0910.30.20"), ("", "")]
)
def test_an_hs_code_is_shown_in_one_form(code, said):
    assert rendered("{{ code|hs }}", code=code) == said
    assert rendered("{{ codes|hs_codes }}", codes=[code, "0910"]) == f"{said}, 0910"
