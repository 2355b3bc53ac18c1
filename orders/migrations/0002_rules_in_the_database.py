"""What the database itself keeps true about orders: known states, one piece a line, an unchangeable log."""

from django.db import migrations

from portero.core.append_only import append_only

KNOWN_STATES = migrations.RunSQL(
    "alter table order_order add constraint order_state_known check (status in ("
    "'pending_payment', 'under_verification', 'confirmed', 'packed', 'shipped', 'delivered', 'completed', "
    "'cancelled'));",
    "alter table order_order drop constraint order_state_known;",
)
ONE_PIECE_A_LINE = migrations.RunSQL(
    "alter table order_line add constraint order_line_one_piece check (quantity = 1);",
    "alter table order_line drop constraint order_line_one_piece;",
)
SUMS = migrations.RunSQL(
    "alter table order_order add constraint order_sums_positive check ("
    "total_excl_tax > 0 and total_incl_tax >= total_excl_tax and shipping_incl_tax >= shipping_excl_tax);",
    "alter table order_order drop constraint order_sums_positive;",
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("order", "0021_billingaddress_code_shippingaddress_code")]
    operations = [append_only("orders_orderevent"), KNOWN_STATES, ONE_PIECE_A_LINE, SUMS]
