"""The database keeps both ends of a credit together: a refund of one order is exactly what pays the other.

Where a refund of a credit goes back (`through`) is found at every insert: the payment at the beginning of the chain.
As a refund that became a credit counts as gone from its own payment, and a credit gives back no more than itself,
nothing more than was captured ever leaves the first provider. Checked at the end of a transaction:
set aside, the refund waits; paid, it is done; and what was captured for an order with a credit is its total.
"""

from django.db import migrations

TRUE = """
create function payments_refund_way() returns trigger language plpgsql as $$
begin
    new.through_id := (
        select coalesce(source.through_id, source.payment_id) from payments_payment credit
        join payments_refund source on source.id = credit.source_id where credit.id = new.payment_id);
    return new;
end $$;
create trigger payments_refund_way before insert or update of payment_id, through_id on payments_refund
    for each row execute function payments_refund_way();

create function payments_check_credit(wanted bigint) returns void language plpgsql as $$
declare credit record; source record;
begin
    select p.order_id, p.amount, p.currency, p.state, p.source_id into credit
        from payments_payment p where p.id = wanted;
    select f.amount, f.state, f.next_try_at, p.order_id, p.currency into source
        from payments_refund f left join payments_payment p on p.id = f.payment_id where f.id = credit.source_id;
    if source.order_id is null or source.order_id = credit.order_id or source.amount <> credit.amount
        or source.currency <> credit.currency then
        raise exception 'credit % is not the refund of another order', wanted using errcode = 'check_violation';
    end if;
    if (credit.state = 'reserved' and (source.state <> 'ready' or source.next_try_at is not null))
        or (credit.state = 'captured' and source.state <> 'done') then
        raise exception 'credit % is %, its refund is %', wanted, credit.state, source.state
            using errcode = 'check_violation';
    end if;
end $$;

create function payments_credit_changed() returns trigger language plpgsql as $$
begin
    perform payments_check_credit(new.id);
    return null;
end $$;
create constraint trigger payments_credit_changed after insert or update on payments_payment
    deferrable initially deferred for each row when (new.source_id is not null)
    execute function payments_credit_changed();

create function payments_source_changed() returns trigger language plpgsql as $$
begin
    perform payments_check_credit(p.id) from payments_payment p where p.source_id = new.id;
    return null;
end $$;
create constraint trigger payments_source_changed after update on payments_refund
    deferrable initially deferred for each row execute function payments_source_changed();

create function payments_paid_in_full() returns trigger language plpgsql as $$
declare paid numeric; total numeric;
begin
    select coalesce(sum(captured_amount), 0) into paid from payments_payment
        where order_id = new.order_id and state = 'captured';
    select total_incl_tax into total from order_order where id = new.order_id;
    if paid <> total then
        raise exception 'order % is %, captured are %', new.order_id, total, paid using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger payments_paid_in_full after insert or update of state on payments_payment
    deferrable initially deferred for each row
    when (new.state = 'captured' and (new.source_id is not null or new.credited > 0))
    execute function payments_paid_in_full();
"""
UNDO = """
drop trigger payments_paid_in_full on payments_payment;
drop function payments_paid_in_full();
drop trigger payments_source_changed on payments_refund;
drop function payments_source_changed();
drop trigger payments_credit_changed on payments_payment;
drop function payments_credit_changed();
drop function payments_check_credit(bigint);
drop trigger payments_refund_way on payments_refund;
drop function payments_refund_way();
"""
SOURCE = """
insert into payment_sourcetype (name, code) select 'Credit from a return', 'credit'
    where not exists (select 1 from payment_sourcetype where code = 'credit');
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_credits"), ("payment", "0005_auto_20200801_0817")]
    operations = [
        migrations.RunSQL(TRUE, UNDO),
        migrations.RunSQL(SOURCE, migrations.RunSQL.noop),
    ]
