"""The database adds up what went back, so that no writer, form or shell can send back more than was received.

Writing `refunded_amount` has no effect: it is computed at every write of its row. The checks on the two tables
(`payment_refunds_in_bounds`, `wire_applied_and_returned_in_bounds`) then refuse a refund that is too large; the
row lock taken by the update keeps two refunds at the same moment apart.
"""

from django.db import migrations

SUMS = """
create function payments_sum_of_refunds() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'payments_payment' then
        new.refunded_amount := (
            select coalesce(sum(amount), 0) from payments_refund
            where payment_id = new.id and state <> 'failed');
    else
        new.returned_amount := (
            select coalesce(sum(amount), 0) from payments_refund
            where wire_id = new.id and state <> 'failed');
    end if;
    return new;
end $$;
create trigger payments_payment_refunded before update on payments_payment
    for each row execute function payments_sum_of_refunds();
create trigger payments_incomingwire_returned before update on payments_incomingwire
    for each row execute function payments_sum_of_refunds();

create function payments_refund_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update payments_payment set refunded_amount = 0 where id = old.payment_id;
        update payments_incomingwire set returned_amount = 0 where id = old.wire_id;
    end if;
    if tg_op <> 'DELETE' then
        update payments_payment set refunded_amount = 0 where id = new.payment_id;
        update payments_incomingwire set returned_amount = 0 where id = new.wire_id;
    end if;
    return null;
end $$;
create trigger payments_refund_changed after insert or delete or update of amount, state, payment_id, wire_id
    on payments_refund for each row execute function payments_refund_changed();
"""
UNDO = """
drop trigger payments_refund_changed on payments_refund;
drop function payments_refund_changed();
drop trigger payments_payment_refunded on payments_payment;
drop trigger payments_incomingwire_returned on payments_incomingwire;
drop function payments_sum_of_refunds();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_methods_and_refunds")]
    operations = [migrations.RunSQL(SUMS, UNDO)]
