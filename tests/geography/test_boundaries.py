"""Drawings of few districts, and files of boundaries that cannot be drawn."""

import pytest
from django.core.management import CommandError, call_command

from geography.drawings import draw_schematic
from geography.models import Cell, District, Drawing

pytestmark = pytest.mark.django_db


def test_a_district_without_a_centre_has_no_cell_and_harms_nothing(cast):
    District.objects.filter(pk=cast.pune.pk).update(lat=None, lon=None)
    assert draw_schematic()
    assert set(Cell.objects.values_list("district__code", flat=True)) == {"RIBHOI", "EKHASI"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read"),
        ('{"type": "FeatureCollection"}', "is not TopoJSON"),
        ('{"type": "Topology", "objects": {"states": {}}, "arcs": []}', "no layer “districts”"),
        (
            '{"type": "Topology", "arcs": [], "objects": {"districts": {"type": "GeometryCollection", "geometries": '
            '[{"type": "Polygon", "arcs": [[7]], "properties": {"lgd": 490}}]}}}',
            "breaks off or contradicts itself",
        ),
        (
            '{"type": "Topology", "arcs": [[[73, 18], [74, 18], [74, 19], [73, 18]]], "objects": {"districts": '
            '{"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {}}]}}}',
            "bears the LGD code",
        ),
    ],
)
def test_a_file_that_cannot_be_drawn_changes_nothing_and_says_why(cast, tmp_path, content, said):
    draw_schematic()
    file = tmp_path / "boundaries.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("load_boundaries", str(file), source="A test")
    assert Drawing.objects.get().kind == "schematic"


def test_the_command_asks_for_a_source(tmp_path):
    with pytest.raises(CommandError, match="where the file comes from"):
        call_command("load_boundaries", str(tmp_path / "x.json"))
    with pytest.raises(CommandError, match="Name a file"):
        call_command("load_boundaries")
