"""Adoptions older than the portal: their papers, the mark on the adoption, and from when on reports are asked for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("strategies", "0002_kept_by_the_database"),
    ]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="asked_from",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="bringing_in",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="strategy",
            name="bringing_in",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="PaperAdoption",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="paper_adoption",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("order_number", models.CharField(max_length=120, verbose_name="order number")),
                ("order_date", models.DateField(verbose_name="date of the order")),
                ("issued_by", models.CharField(max_length=160, verbose_name="issued by")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.evidence"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.evidence"
                    ),
                ),
            ],
            options={
                "verbose_name": "adoption before the portal",
                "verbose_name_plural": "adoptions before the portal",
            },
        ),
        migrations.AddField(
            model_name="adoption",
            name="paper",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adoption",
                to="strategies.paperadoption",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperadoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order_number", ""), _negated=True), models.Q(("issued_by", ""), _negated=True)
                ),
                name="paper_adoption_says_by_whom_and_which",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperadoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("plan", models.F("order")), _negated=True), name="paper_adoption_has_two_papers"
            ),
        ),
    ]
