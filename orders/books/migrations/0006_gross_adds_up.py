"""The other half of an order's sum, and what may not move under a refund's split, kept true by the database.

Gross = net + tax components + border charges, checked at the end of a transaction like the net; a component lies on a
line of its own order and is never negative; a line's price stays what the net was added up of; a refund that was
divided keeps its sum and its payment.
"""

from django.db import migrations

CREATE = """
create function books_order_gross_adds_up() returns trigger language plpgsql as $$
declare
    wanted bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    gross numeric;
    parts numeric;
begin
    select total_incl_tax,
        total_excl_tax
        + (select coalesce(sum(amount), 0) from tax_taxcomponent where order_id = wanted)
        + (select coalesce(sum(amount), 0) from border_bordercharge where order_id = wanted)
    into gross, parts from order_order where id = wanted;
    if gross <> parts then
        raise exception 'order %: gross is %, net, tax and border are %', wanted, gross, parts
            using errcode = 'check_violation', constraint = 'order_gross_adds_up';
    end if;
    return null;
end $$;
create constraint trigger order_gross_adds_up
    after insert or update of total_excl_tax, total_incl_tax on order_order
    deferrable initially deferred for each row execute function books_order_gross_adds_up('id');
create constraint trigger order_gross_adds_up after insert on tax_taxcomponent
    deferrable initially deferred for each row execute function books_order_gross_adds_up('order_id');
create constraint trigger order_gross_adds_up after insert on border_bordercharge
    deferrable initially deferred for each row execute function books_order_gross_adds_up('order_id');
create constraint trigger order_net_adds_up after update of line_price_excl_tax on order_line
    deferrable initially deferred for each row execute function portero_order_net_adds_up('order_id');

create function books_component_fits() returns trigger language plpgsql as $$
begin
    if new.amount < 0 or new.base < 0 or (new.line_id is not null and not exists (
        select 1 from order_line where id = new.line_id and order_id = new.order_id)) then
        raise exception 'a tax component of order % is negative or of another order', new.order_id
            using errcode = 'check_violation', constraint = 'tax_component_fits';
    end if;
    return new;
end $$;
create trigger tax_component_fits before insert on tax_taxcomponent
    for each row execute function books_component_fits();

create function books_divided_refund_stays() returns trigger language plpgsql as $$
begin
    if exists (select 1 from books_refundsplit where refund_id = old.id) then
        raise exception 'refund % was divided: its sum and payment stay', old.id
            using errcode = 'check_violation', constraint = 'divided_refund_stays';
    end if;
    return new;
end $$;
create trigger divided_refund_stays before update of amount, payment_id on payments_refund
    for each row when (old.amount <> new.amount or old.payment_id is distinct from new.payment_id)
    execute function books_divided_refund_stays();
"""
UNDO = """
drop trigger divided_refund_stays on payments_refund;
drop function books_divided_refund_stays();
drop trigger tax_component_fits on tax_taxcomponent;
drop function books_component_fits();
drop trigger order_net_adds_up on order_line;
drop trigger order_gross_adds_up on border_bordercharge;
drop trigger order_gross_adds_up on tax_taxcomponent;
drop trigger order_gross_adds_up on order_order;
drop function books_order_gross_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0005_refunds_before"),
        ("border", "0001_initial"),
        ("delivery", "0003_rules_in_the_database"),
    ]
    operations = [migrations.RunSQL(CREATE, UNDO)]
