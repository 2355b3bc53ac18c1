"""What the database itself keeps true: frozen charges stay, the parts of an order add up, processes learn of a change."""

from django.db import migrations

from portero.core.append_only import append_only

TABLES = ["orders_deliveryoption", "delivery_zone", "delivery_zoneplace", "delivery_deliverycharge"]
STAMP = """
insert into delivery_tablesstamp (value) values (gen_random_uuid());
create function portero_delivery_changed() returns trigger language plpgsql as $$
begin
    update delivery_tablesstamp set value = gen_random_uuid();
    return null;
end $$;
"""
# Deferred: an order is written before its lines and charges are.
ADDS_UP = """
create function portero_order_net_adds_up() returns trigger language plpgsql as $$
declare
    wanted bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    net numeric;
    parts numeric;
begin
    select total_excl_tax,
        shipping_excl_tax
        + (select coalesce(sum(line_price_excl_tax), 0) from order_line where order_id = wanted)
        + (select coalesce(sum(amount), 0) from delivery_ordercharge where order_id = wanted)
    into net, parts from order_order where id = wanted;
    if net <> parts then
        raise exception 'order %: net is %, its lines, delivery and charges are %', wanted, net, parts
            using errcode = 'check_violation', constraint = 'order_net_adds_up';
    end if;
    return null;
end $$;
create constraint trigger order_net_adds_up
    after insert or update of total_excl_tax, shipping_excl_tax on order_order
    deferrable initially deferred for each row execute function portero_order_net_adds_up('id');
create constraint trigger order_net_adds_up
    after insert on delivery_ordercharge
    deferrable initially deferred for each row execute function portero_order_net_adds_up('order_id');
"""
ADDS_UP_BACK = """
drop trigger order_net_adds_up on order_order;
drop trigger order_net_adds_up on delivery_ordercharge;
drop function portero_order_net_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_zones_and_charges"),
        ("orders", "0006_charges_by_zone_and_wishes"),
    ]
    operations = [
        append_only("delivery_ordercharge"),
        migrations.RunSQL(ADDS_UP, ADDS_UP_BACK),
        migrations.RunSQL(
            STAMP, "drop function portero_delivery_changed(); delete from delivery_tablesstamp;"
        ),
        *(
            migrations.RunSQL(
                f"create trigger {table}_stamped after insert or update or delete on {table} "
                "for each statement execute function portero_delivery_changed();",
                f"drop trigger {table}_stamped on {table};",
            )
            for table in TABLES
        ),
    ]
