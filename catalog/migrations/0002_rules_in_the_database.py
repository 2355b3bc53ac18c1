"""What the database itself keeps true about pieces: numbers, price history, stock of one."""

from django.db import migrations

from portero.core.append_only import append_only

NUMBERS = migrations.RunSQL(
    "create sequence catalog_item_digits start 105000 minvalue 100000;", "drop sequence catalog_item_digits;"
)
# Oscar's allocation is an unconditional UPDATE: the backstop against a second sale stands on its own table.
STOCK_OF_ONE = migrations.RunSQL(
    "alter table partner_stockrecord add constraint stock_of_one check ("
    "num_in_stock between 0 and 1 and coalesce(num_allocated, 0) between 0 and num_in_stock);",
    "alter table partner_stockrecord drop constraint stock_of_one;",
)
ONE_RECORD = migrations.RunSQL(
    "alter table partner_stockrecord add constraint stock_record_once_per_product unique (product_id);",
    "alter table partner_stockrecord drop constraint stock_record_once_per_product;",
)
BAG_HOLDS_ONE = migrations.RunSQL(
    "alter table basket_line add constraint basket_line_holds_one check (quantity = 1);",
    "alter table basket_line drop constraint basket_line_holds_one;",
)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("partner", "0007_partneraddress_code"),
        ("basket", "0012_line_code"),
    ]
    operations = [append_only("catalog_pricechange"), NUMBERS, STOCK_OF_ONE, ONE_RECORD, BAG_HOLDS_ONE]
