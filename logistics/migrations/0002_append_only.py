from django.db import migrations

from portero.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("logistics", "0001_initial")]
    operations = [append_only("logistics_trackingevent")]
