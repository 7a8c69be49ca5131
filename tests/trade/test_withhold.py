"""A figure behind which fewer than three exporters stand is not shown to the public."""

import pytest

from trade.indicators.withhold import is_withheld, shown


@pytest.mark.parametrize(
    ("exporters", "by_source", "withheld"),
    [(0, False, False), (1, False, True), (2, False, True), (3, False, False), (None, False, True), (1, True, False),
     (None, True, False)],
)  # fmt: skip
def test_fewer_than_three_exporters_withhold_a_figure_unless_the_source_published_it(exporters, by_source, withheld):
    assert is_withheld(exporters, published_by_source=by_source) is withheld
    assert shown(42, exporters, published_by_source=by_source) == (None if withheld else 42)
