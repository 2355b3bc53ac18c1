"""What went back is added up where it changes, not at every write of a payment: each sale writes its payment thrice.

As before (0005), writing `refunded_amount` has no effect. The value that the trigger of the refunds writes is one that
the column never has, so that the sum is made anew also where nothing had gone back yet.
"""

from django.db import migrations

CHANGED = """
create or replace function payments_refund_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update payments_payment set refunded_amount = -1 where id = old.payment_id;
        update payments_incomingwire set returned_amount = -1 where id = old.wire_id;
    end if;
    if tg_op <> 'DELETE' then
        update payments_payment set refunded_amount = -1 where id = new.payment_id;
        update payments_incomingwire set returned_amount = -1 where id = new.wire_id;
    end if;
    return null;
end $$;
drop trigger payments_payment_refunded on payments_payment;
create trigger payments_payment_refunded before update on payments_payment
    for each row when (new.refunded_amount is distinct from old.refunded_amount)
    execute function payments_sum_of_refunds();
create trigger payments_payment_not_refunded before insert on payments_payment
    for each row when (new.refunded_amount is distinct from 0)
    execute function payments_sum_of_refunds();
"""
UNDO = """
drop trigger payments_payment_not_refunded on payments_payment;
drop trigger payments_payment_refunded on payments_payment;
create trigger payments_payment_refunded before update on payments_payment
    for each row execute function payments_sum_of_refunds();
create or replace function payments_refund_changed() returns trigger language plpgsql as $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_how_it_was_paid_by_hand")]
    operations = [migrations.RunSQL(CHANGED, UNDO)]
