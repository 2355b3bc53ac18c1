from django.db import migrations

from portero.core.append_only import append_only

TABLES = ("submissionevent", "consignmentevent", "agreement", "terms", "pricestep", "appliedstep")


class Migration(migrations.Migration):
    dependencies = [("consignment", "0001_initial"), ("core", "0002_append_only")]
    operations = [append_only(f"consignment_{table}") for table in TABLES]
