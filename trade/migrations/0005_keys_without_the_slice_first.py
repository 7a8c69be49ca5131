"""Keys of flows and pair figures begin with what differs within a slice: they are built in two thirds of the time.

Figures of products lose the foreign keys and indices that made writing them slow.
"""

import django.db.models.deletion
from django.db import migrations, models

from trade.partitions import FUNCTIONS

KEY = """
ALTER TABLE {table} DROP CONSTRAINT {table}_by_slice_pkey;
ALTER TABLE {table} ADD CONSTRAINT {table}_by_slice_pkey PRIMARY KEY ({columns});
"""


class Migration(migrations.Migration):
    dependencies = [("trade", "0004_withdrawn_marks")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(
            KEY.format(table="trade_flow", columns="place_id, item_id, partner_id, slice_id"),
            KEY.format(table="trade_flow", columns="slice_id, place_id, item_id, partner_id"),
        ),
        migrations.RunSQL(
            KEY.format(table="trade_pairfigures", columns="district_id, item_id, slice_id"),
            KEY.format(table="trade_pairfigures", columns="slice_id, district_id, item_id"),
        ),
        migrations.AlterField(
            model_name="itemfigures",
            name="slice",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="trade.slice",
            ),
        ),
        migrations.AlterField(
            model_name="itemfigures",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="figures",
                to="trade.publisheditem",
            ),
        ),
        migrations.AlterField(
            model_name="itemfigures",
            name="top_district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="geography.district",
            ),
        ),
    ]
