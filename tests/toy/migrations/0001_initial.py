import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Permit",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="cases.case"
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=100)),
            ],
        ),
    ]
