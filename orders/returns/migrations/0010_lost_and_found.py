"""What was given up as lost, and nothing given back for it, may be judged after all once it is found."""

from django.db import migrations

FOUND = """
create or replace function returns_piece_frozen() returns trigger language plpgsql as $$
declare found_again boolean = false;
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
    if old.verdict = 'lost' and new.verdict = '' then
        found_again := not exists (select 1 from returns_returnamounts where ret_id = old.ret_id and kind = 'final')
            and old.came_back_at is null;
    end if;
    if (new.ret_id, new.line_id, new.item_id, new.shipment_line_id, new.reason) is distinct from
       (old.ret_id, old.line_id, old.item_id, old.shipment_line_id, old.reason)
       or (old.verdict <> '' and not found_again and
           (new.verdict, new.verdict_at, new.verdict_by_id, new.verdict_reason, new.tag_found, new.tag_matches,
            new.found_at, new.found_by_id, new.unused, new.undamaged, new.packaging, new.inclusions)
           is distinct from
           (old.verdict, old.verdict_at, old.verdict_by_id, old.verdict_reason, old.tag_found, old.tag_matches,
            old.found_at, old.found_by_id, old.unused, old.undamaged, old.packaging, old.inclusions)) then
        raise exception 'a verdict on a returned piece stays' using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""
STAYS = """
create or replace function returns_piece_frozen() returns trigger language plpgsql as $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0009_back_to_us_or_lost")]
    operations = [migrations.RunSQL(FOUND, STAYS)]
