import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Which posts somebody was told for stands in the names of the notices: event, post, "comments", user, date.
OF_EACH_POST = """
    INSERT INTO strategies_telling (case_id, user_id, post_id, told_at)
    SELECT reading.case_id, reading.user_id, notice.recipient_id, max(notice.created_at)
      FROM strategies_reading reading
      JOIN notices_notice notice ON notice.case_id = reading.case_id AND notice.purpose = 'comments'
       AND notice.dedupe_key LIKE '%:comments:' || reading.user_id || ':%'
     WHERE reading.told_at IS NOT NULL
     GROUP BY reading.case_id, reading.user_id, notice.recipient_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("institutions", "0002_seat_category"),
        ("notices", "0003_notice_of_comments"),
        ("strategies", "0005_dates_of_items_set_by_hand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tellings", to="cases.case"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="institutions.post"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "telling of comments",
                "verbose_name_plural": "tellings of comments",
                "constraints": [models.UniqueConstraint(fields=("case", "user", "post"), name="one_telling_per_post")],
            },
        ),
        migrations.CreateModel(
            name="TellingRound",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="telling_round",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("tried_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"verbose_name": "round of comments", "verbose_name_plural": "rounds of comments"},
        ),
        migrations.RunSQL(OF_EACH_POST, migrations.RunSQL.noop),
        migrations.RemoveField("reading", "told_at"),
    ]
