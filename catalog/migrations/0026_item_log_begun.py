"""Every piece that is here already begins its log with how it is now; invented filler pieces don't."""

from django.db import migrations

BEGIN = """
insert into catalog_itemlogentry (item_id, kind, at, body)
select i.id, 'begun', now(), '{' || catalog_log_state(c.kind, i.grade, i.never_carried, i.price, i.state)
from catalog_item i left join catalog_clearance c on c.id = i.clearance_id
where i.source <> 'synthesised' order by i.id;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0025_item_log_events")]
    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop)]
