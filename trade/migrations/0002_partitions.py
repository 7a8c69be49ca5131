"""Flows and pair figures become partitioned by slice (docs/adr/0023); the owner's functions make the partitions.

Marks of a checklist are history: added, never changed.
"""

from django.db import migrations

from cases.appendonly import guard
from trade.partitions import FUNCTIONS, NO_FUNCTIONS

PARTITION = """
CREATE TABLE {table}_by_slice (LIKE {table} INCLUDING ALL) PARTITION BY LIST (slice_id);
DROP TABLE {table};
ALTER TABLE {table}_by_slice RENAME TO {table};
"""


class Migration(migrations.Migration):
    dependencies = [("trade", "0001_initial")]

    operations = [
        migrations.RunSQL(PARTITION.format(table="trade_flow"), migrations.RunSQL.noop),
        migrations.RunSQL(PARTITION.format(table="trade_pairfigures"), migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        guard("trade_requirementmark"),
    ]
