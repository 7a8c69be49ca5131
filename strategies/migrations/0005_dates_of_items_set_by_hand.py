from django.db import migrations, models

# A date was set by hand where somebody's edit changed it, or where there is no district row it could come from.
MARK = """
    UPDATE strategies_strategyitem item SET due_by_hand = true
     WHERE item.due_on IS NOT NULL
       AND NOT EXISTS (SELECT FROM strategies_itemsource source WHERE source.item_id = item.id)
        OR EXISTS (
            SELECT FROM strategies_edit later
              JOIN strategies_edit earlier
                ON (earlier.case_id, earlier.part, earlier.number) = (later.case_id, later.part, later.number - 1)
             WHERE later.part = 'item:' || item.id
               AND later.content ->> 'due_on' IS DISTINCT FROM earlier.content ->> 'due_on')
"""


class Migration(migrations.Migration):
    dependencies = [("strategies", "0004_readings_of_documents")]

    operations = [
        migrations.AddField("strategyitem", "due_by_hand", models.BooleanField(default=False)),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
