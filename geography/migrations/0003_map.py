"""The map of India: drawings, their districts and States."""

import django.db.models.deletion
from django.db import migrations, models

SHAPE = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("path", models.TextField()),
    ("x", models.IntegerField()),
    ("y", models.IntegerField()),
    ("left", models.IntegerField()),
    ("top", models.IntegerField()),
    ("right", models.IntegerField()),
    ("bottom", models.IntegerField()),
]


def _belongs(to, name, on_delete=django.db.models.deletion.PROTECT):
    return models.ForeignKey(on_delete=on_delete, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [("geography", "0002_country")]

    operations = [
        migrations.CreateModel(
            name="Drawing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("schematic", "Schematic map"), ("boundaries", "Map of boundaries")],
                        max_length=12,
                        unique=True,
                        verbose_name="kind",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("licence", models.CharField(blank=True, max_length=120, verbose_name="licence")),
                ("digest", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("unit_km", models.FloatField()),
                ("ground", models.TextField(blank=True)),
                ("no_data", models.TextField(blank=True)),
                ("is_shown", models.BooleanField(default=False, verbose_name="shown")),
            ],
            options={
                "verbose_name": "drawing of the map",
                "verbose_name_plural": "drawings of the map",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_shown", True)), fields=("is_shown",), name="one_drawing_is_shown"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                *SHAPE,
                ("district", _belongs("geography.district", "cells")),
                ("drawing", _belongs("geography.drawing", "cells", django.db.models.deletion.CASCADE)),
            ],
            options={
                "verbose_name": "district on the map",
                "verbose_name_plural": "districts on the map",
                "constraints": [
                    models.UniqueConstraint(fields=("drawing", "district"), name="one_cell_per_district")
                ],
            },
        ),
        migrations.CreateModel(
            name="Outline",
            fields=[
                *SHAPE,
                ("drawing", _belongs("geography.drawing", "outlines", django.db.models.deletion.CASCADE)),
                ("state", _belongs("geography.state", "outlines")),
            ],
            options={
                "verbose_name": "State on the map",
                "verbose_name_plural": "States on the map",
                "constraints": [models.UniqueConstraint(fields=("drawing", "state"), name="one_outline_per_state")],
            },
        ),
    ]
