"""What the database refuses whoever writes: sums that changed, verdicts taken back, money without a verdict, deletion.

At the end of a transaction a return's refund is of its own order, is exactly the sum that was frozen, kept exactly the
fee that was frozen, and stands on an accepted piece or on a parcel that was lost. An order isn't completed while a
return of it is open.
"""

from django.db import migrations

from portero.core.append_only import append_only

KEPT = """
create function returns_stays() returns trigger language plpgsql as $$
begin
    raise exception '%: nothing is deleted', tg_table_name using errcode = 'check_violation';
end $$;
create trigger returns_return_stays before delete on returns_return
    for each row execute function returns_stays();
create trigger returns_returnpiece_stays before delete on returns_returnpiece
    for each row execute function returns_stays();

create function returns_return_frozen() returns trigger language plpgsql as $$
begin
    if (new.number, new.order_id, new.asked_at, new.note) is distinct from
       (old.number, old.order_id, old.asked_at, old.note)
       or (old.refund_id is not null and new.refund_id is distinct from old.refund_id)
       or (old.label_id is not null and new.label_id is distinct from old.label_id) then
        raise exception 'return %: what was asked for stays as it was', old.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger returns_return_frozen before update on returns_return
    for each row execute function returns_return_frozen();

create function returns_piece_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.verdict <> '' then
            raise exception 'a piece is judged after it was asked for' using errcode = 'check_violation';
        end if;
        if not exists (
            select 1 from returns_return r join order_line l on l.order_id = r.order_id
            join fulfilment_shipmentline s on s.line_id = l.id
            where r.id = new.ret_id and l.id = new.line_id and s.id = new.shipment_line_id
                and s.item_id = new.item_id
        ) then
            raise exception 'the piece is not of that order' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (new.ret_id, new.line_id, new.item_id, new.shipment_line_id, new.reason) is distinct from
       (old.ret_id, old.line_id, old.item_id, old.shipment_line_id, old.reason)
       or (old.verdict <> '' and
           (new.verdict, new.verdict_at, new.verdict_by_id, new.verdict_reason, new.tag_found, new.tag_matches,
            new.found_at, new.found_by_id, new.unused, new.undamaged, new.packaging, new.inclusions)
           is distinct from
           (old.verdict, old.verdict_at, old.verdict_by_id, old.verdict_reason, old.tag_found, old.tag_matches,
            old.found_at, old.found_by_id, old.unused, old.undamaged, old.packaging, old.inclusions)) then
        raise exception 'a verdict on a returned piece stays' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger returns_piece_frozen before insert or update on returns_returnpiece
    for each row execute function returns_piece_frozen();

create function returns_photo_frozen() returns trigger language plpgsql as $$
declare its_piece bigint = case when tg_op = 'DELETE' then old.piece_id else new.piece_id end;
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
        return new;
    end if;
    if exists (select 1 from returns_returnpiece where id = its_piece and verdict <> '') then
        raise exception 'the pictures of a judged piece stay' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger returns_photo_frozen before insert or update or delete on returns_returnphoto
    for each row execute function returns_photo_frozen();
"""
MONEY = """
create function returns_money_in_order() returns trigger language plpgsql as $$
declare wanted record; given record; final record; taken int; missing int;
begin
    select * into wanted from returns_return where id = new.id;
    if wanted.kind <> 'return' or (wanted.refund_id is null and wanted.state not in ('refunding', 'refunded')) then
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
        if final.total <> 0 then
            raise exception 'return %: its refund is missing', wanted.number using errcode = 'check_violation';
        end if;
        return null;
    end if;
    select f.amount, y.order_id, s.fee_kept into given from payments_refund f
        join payments_payment y on y.id = f.payment_id left join books_refundsplit s on s.refund_id = f.id
        where f.id = wanted.refund_id;
    if given.order_id is distinct from wanted.order_id or given.amount <> final.total
        or given.fee_kept is distinct from final.fee + final.return_shipping then
        raise exception 'return %: its refund is not what was reckoned', wanted.number
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger returns_money_in_order after insert or update on returns_return
    deferrable initially deferred for each row execute function returns_money_in_order();

create function returns_order_completes_last() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from returns_return where order_id = new.id and ended_at is null
    ) then
        raise exception 'order %: a return of it is open', new.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger returns_order_completes_last before update of status on order_order
    for each row when (new.status = 'completed' and old.status <> 'completed')
    execute function returns_order_completes_last();
"""
UNDO = """
drop trigger returns_order_completes_last on order_order;
drop trigger returns_money_in_order on returns_return;
drop trigger returns_photo_frozen on returns_returnphoto;
drop trigger returns_piece_frozen on returns_returnpiece;
drop trigger returns_return_frozen on returns_return;
drop trigger returns_returnpiece_stays on returns_returnpiece;
drop trigger returns_return_stays on returns_return;
drop function returns_order_completes_last();
drop function returns_money_in_order();
drop function returns_photo_frozen();
drop function returns_piece_frozen();
drop function returns_return_frozen();
drop function returns_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial"), ("books", "0006_gross_adds_up")]
    operations = [
        append_only("returns_returnamounts"),
        append_only("returns_returnreminder"),
        migrations.RunSQL(KEPT + MONEY, UNDO),
    ]
