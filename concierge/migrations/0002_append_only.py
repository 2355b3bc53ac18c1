from django.db import migrations

from portero.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("concierge", "0001_initial"), ("core", "0002_append_only")]
    operations = [append_only("concierge_findevent")]
