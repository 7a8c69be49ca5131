"""Fixtures of the tests of identified products."""

from tests.products.identified import products  # noqa: F401
