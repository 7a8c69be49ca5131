from django.db import migrations, models

# What differs from the last of its district rows was set by hand; so was the date of an item without any.
MARK = """
    UPDATE strategies_strategyitem item SET due_by_hand = true
     WHERE item.due_on IS DISTINCT FROM (
        SELECT max(source.said ->> 'due_on')::date FROM strategies_itemsource source WHERE source.item_id = item.id)
"""


class Migration(migrations.Migration):
    dependencies = [("strategies", "0004_readings_of_documents")]

    operations = [
        migrations.AddField("strategyitem", "due_by_hand", models.BooleanField(default=False)),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
