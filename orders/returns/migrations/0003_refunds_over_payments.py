"""What goes back for a return may go over two payments; and an exchange is paid out when its new order is there."""

from django.db import migrations

MONEY = """
create or replace function returns_money_in_order() returns trigger language plpgsql as $$
declare wanted record; given record; final record; taken int; missing int;
begin
    select * into wanted from returns_return where id = new.id;
    if wanted.refund_id is null and wanted.state not in ('refunding', 'refunded') then
        return null;
    end if;
    select count(*) filter (where verdict in ('accepted', 'lost')), count(*) filter (where verdict = '')
        into taken, missing from returns_returnpiece where ret_id = wanted.id;
    if taken = 0 or missing > 0 then
        raise exception 'return %: no money without a verdict', wanted.number using errcode = 'check_violation';
    end if;
    select * into final from returns_returnamounts where ret_id = wanted.id and kind = 'final';
    if final.id is null then
        raise exception 'return %: its sums are not frozen', wanted.number using errcode = 'check_violation';
    end if;
    if wanted.refund_id is null then
        if final.total <> 0 and (wanted.kind = 'return' or wanted.state = 'refunded') then
            raise exception 'return %: its refund is missing', wanted.number using errcode = 'check_violation';
        end if;
        return null;
    end if;
    with recursive asked(id, amount, payment_id) as (
        select id, amount, payment_id from payments_refund where id = wanted.refund_id
        union all
        select f.id, f.amount, f.payment_id from payments_refund f join asked on f.rest_of_id = asked.id
    )
    select sum(asked.amount) as amount, coalesce(sum(s.fee_kept), 0) as fee_kept,
           min(y.order_id) as least, max(y.order_id) as most into given
        from asked join payments_payment y on y.id = asked.payment_id
        left join books_refundsplit s on s.refund_id = asked.id;
    if given.least <> wanted.order_id or given.most <> wanted.order_id or given.amount <> final.total
        or given.fee_kept <> final.fee + final.return_shipping then
        raise exception 'return %: its refund is not what was reckoned', wanted.number
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0002_rules_in_the_database"), ("payments", "0013_credits_are_true")]
    operations = [migrations.RunSQL(MONEY, migrations.RunSQL.noop)]
