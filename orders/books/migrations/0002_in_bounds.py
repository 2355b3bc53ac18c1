"""The database adds up what a refund gives back: never more of a component, a line or a charge than was charged.

Refunds that failed don't count; one that is taken up again is checked again. At the end of a transaction the parts
of a refund are its sum. Each check locks what was charged, so that two refunds at one moment can't pass together.
"""

from django.db import migrations

from portero.core.append_only import append_only

BOUNDS = """
create function books_check_component(wanted bigint) returns void language plpgsql as $$
declare charged record; back record;
begin
    select amount, base into charged from tax_taxcomponent where id = wanted for update;
    select coalesce(sum(r.amount), 0) as amount, coalesce(sum(r.base), 0) as base into back
        from books_taxreversal r join books_refundsplit s on s.id = r.split_id
        join payments_refund f on f.id = s.refund_id
        where r.component_id = wanted and f.state <> 'failed';
    if back.amount > charged.amount or back.base > charged.base then
        raise exception 'more tax back than was charged (component %)', wanted using errcode = 'check_violation';
    end if;
end $$;

create function books_check_line(wanted bigint) returns void language plpgsql as $$
declare charged numeric; back numeric;
begin
    select line_price_excl_tax into charged from order_line where id = wanted for update;
    select coalesce(sum(p.amount), 0) into back
        from books_refundpart p join books_refundsplit s on s.id = p.split_id
        join payments_refund f on f.id = s.refund_id
        where p.line_id = wanted and f.state <> 'failed';
    if back > charged then
        raise exception 'more of a price back than was charged (line %)', wanted using errcode = 'check_violation';
    end if;
end $$;

create function books_check_charges(wanted bigint) returns void language plpgsql as $$
declare placed record; goods numeric; tax numeric; charges numeric; border numeric;
begin
    select total_excl_tax, total_incl_tax into placed from order_order where id = wanted for update;
    select coalesce(sum(line_price_excl_tax), 0) into goods from order_line where order_id = wanted;
    select coalesce(sum(amount), 0) into tax from tax_taxcomponent where order_id = wanted;
    select coalesce(sum(p.amount) filter (where p.kind = 'charge'), 0),
           coalesce(sum(p.amount) filter (where p.kind = 'border'), 0) into charges, border
        from books_refundpart p join books_refundsplit s on s.id = p.split_id
        join payments_refund f on f.id = s.refund_id join payments_payment y on y.id = f.payment_id
        where y.order_id = wanted and f.state <> 'failed';
    if charges > placed.total_excl_tax - goods
        or border > placed.total_incl_tax - placed.total_excl_tax - tax then
        raise exception 'more charges back than were charged (order %)', wanted using errcode = 'check_violation';
    end if;
end $$;

create function books_reversal_in_bounds() returns trigger language plpgsql as $$
begin
    perform books_check_component(new.component_id);
    return null;
end $$;
create trigger books_taxreversal_in_bounds after insert on books_taxreversal
    for each row execute function books_reversal_in_bounds();

create function books_part_in_bounds() returns trigger language plpgsql as $$
begin
    if new.kind = 'goods' then
        perform books_check_line(new.line_id);
    else
        perform books_check_charges(y.order_id) from books_refundsplit s
            join payments_refund f on f.id = s.refund_id join payments_payment y on y.id = f.payment_id
            where s.id = new.split_id;
    end if;
    return null;
end $$;
create trigger books_refundpart_in_bounds after insert on books_refundpart
    for each row execute function books_part_in_bounds();

create function books_refund_again() returns trigger language plpgsql as $$
begin
    perform books_check_component(r.component_id) from books_taxreversal r
        join books_refundsplit s on s.id = r.split_id where s.refund_id = new.id order by r.component_id;
    perform books_check_line(p.line_id) from books_refundpart p
        join books_refundsplit s on s.id = p.split_id where s.refund_id = new.id and p.line_id is not null
        order by p.line_id;
    perform books_check_charges(y.order_id) from payments_payment y
        where y.id = new.payment_id and exists (select 1 from books_refundsplit s where s.refund_id = new.id);
    return null;
end $$;
create trigger books_refund_again after update of state on payments_refund
    for each row when (old.state = 'failed' and new.state <> 'failed') execute function books_refund_again();

create function books_split_adds_up() returns trigger language plpgsql as $$
declare wanted bigint; added numeric; sum_of_refund numeric;
begin
    wanted := case when tg_table_name = 'books_refundsplit' then (to_jsonb(new)->>'id')::bigint
              else (to_jsonb(new)->>'split_id')::bigint end;
    select coalesce((select sum(amount) from books_refundpart where split_id = wanted), 0)
         + coalesce((select sum(amount) from books_taxreversal where split_id = wanted), 0) into added;
    select f.amount into sum_of_refund from books_refundsplit s
        join payments_refund f on f.id = s.refund_id where s.id = wanted;
    if added <> sum_of_refund then
        raise exception 'the parts of a refund add up to %, the refund is %', added, sum_of_refund
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger books_refundsplit_adds_up after insert on books_refundsplit
    deferrable initially deferred for each row execute function books_split_adds_up();
create constraint trigger books_refundpart_adds_up after insert on books_refundpart
    deferrable initially deferred for each row execute function books_split_adds_up();
create constraint trigger books_taxreversal_adds_up after insert on books_taxreversal
    deferrable initially deferred for each row execute function books_split_adds_up();
"""
UNDO = """
drop trigger books_taxreversal_adds_up on books_taxreversal;
drop trigger books_refundpart_adds_up on books_refundpart;
drop trigger books_refundsplit_adds_up on books_refundsplit;
drop trigger books_refund_again on payments_refund;
drop trigger books_refundpart_in_bounds on books_refundpart;
drop trigger books_taxreversal_in_bounds on books_taxreversal;
drop function books_split_adds_up();
drop function books_refund_again();
drop function books_part_in_bounds();
drop function books_reversal_in_bounds();
drop function books_check_charges(bigint);
drop function books_check_line(bigint);
drop function books_check_component(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = [
        append_only("books_taxedsale"),
        append_only("books_refundsplit"),
        append_only("books_refundpart"),
        append_only("books_taxreversal"),
        migrations.RunSQL(BOUNDS, UNDO),
    ]
