"""A concordance names editions and codes as text, says the relation, and goes with the table that brought it."""

from django.db import migrations, models
from django.db.models import F, Q

from products.codes import HS_CODE

RELATIONS = ["1:1", "1:n", "n:1", "n:n"]


def name_codes(apps, schema_editor) -> None:
    """Rows entered by hand keep what they said; the relation follows from how many rows each of their codes has."""
    rows = list(apps.get_model("products", "Concordance").objects.select_related("old", "new"))
    for row in rows:
        ahead = sum(other.old_id == row.old_id for other in rows)
        back = sum(other.new_id == row.new_id for other in rows)
        row.from_edition, row.from_code = row.old.edition, row.old.code
        row.to_edition, row.to_code = row.new.edition, row.new.code
        row.relation = f"{'n' if back > 1 else '1'}:{'n' if ahead > 1 or row.partial else '1'}"
        row.save()


def _text(name: str, length: int, label: str) -> migrations.AddField:
    field = models.CharField(default="", max_length=length, verbose_name=label)
    return migrations.AddField("concordance", name, field, preserve_default=False)


class Migration(migrations.Migration):
    dependencies = [("products", "0002_withdrawn_records")]

    operations = [
        _text("from_edition", 12, "from edition"),
        _text("from_code", 8, "from code"),
        _text("to_edition", 12, "to edition"),
        _text("to_code", 8, "to code"),
        migrations.AddField(
            "concordance",
            "relation",
            models.CharField(
                default="1:1",
                max_length=3,
                verbose_name="relation",
                choices=[
                    ("1:1", "One to one"),
                    ("1:n", "One to several"),
                    ("n:1", "Several to one"),
                    ("n:n", "Several to several"),
                ],
            ),
            preserve_default=False,
        ),
        migrations.AddField("concordance", "as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
        migrations.AddField("concordance", "batch", models.UUIDField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "concordance", "retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")
        ),
        migrations.AlterField("concordance", "source", models.CharField(max_length=200, verbose_name="source")),
        migrations.RunPython(name_codes, migrations.RunPython.noop),
        migrations.RemoveConstraint("concordance", "one_concordance_per_pair"),
        migrations.RemoveConstraint("concordance", "concordance_changes_the_code"),
        migrations.RemoveField("concordance", "old"),
        migrations.RemoveField("concordance", "new"),
        migrations.RemoveField("concordance", "partial"),
        migrations.AlterModelOptions(
            "concordance",
            {
                "ordering": ["from_edition", "from_code", "to_edition", "to_code"],
                "verbose_name": "concordance",
                "verbose_name_plural": "concordance",
            },
        ),
        migrations.AddConstraint(
            "concordance",
            models.UniqueConstraint(
                fields=["from_edition", "from_code", "to_edition", "to_code"],
                condition=Q(retired_on=None),
                name="one_concordance_per_pair",
            ),
        ),
        migrations.AddConstraint(
            "concordance",
            models.CheckConstraint(
                condition=~Q(from_edition=F("to_edition"), from_code=F("to_code")),
                name="concordance_changes_edition_or_code",
            ),
        ),
        migrations.AddConstraint(
            "concordance",
            models.CheckConstraint(
                condition=Q(from_code__regex=HS_CODE, to_code__regex=HS_CODE), name="concordance_codes_are_well_formed"
            ),
        ),
        migrations.AddConstraint(
            "concordance",
            models.CheckConstraint(condition=Q(relation__in=RELATIONS), name="concordance_relation_is_known"),
        ),
        migrations.AddIndex(
            "concordance",
            models.Index(fields=["from_code"], condition=Q(retired_on=None), name="concordance_from"),
        ),
        migrations.AddIndex(
            "concordance", models.Index(fields=["to_code"], condition=Q(retired_on=None), name="concordance_to")
        ),
        migrations.AddIndex("concordance", models.Index(fields=["batch"], name="concordance_of_a_table")),
    ]
