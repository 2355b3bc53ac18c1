from django.db import migrations

from portero.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_terms_of_an_order")]
    operations = [append_only("orders_termsversion")]
