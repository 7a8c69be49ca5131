from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0002_facilities"),
    ]

    operations = [
        migrations.AddField(
            model_name="identifiedproduct",
            name="listed_as_gi",
            field=models.BooleanField(default=False, verbose_name="the list says it has a GI"),
        ),
        migrations.AddField(
            model_name="identifiedproduct",
            name="listed_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="name on the list"),
        ),
    ]
