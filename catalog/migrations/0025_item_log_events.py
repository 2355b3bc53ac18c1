"""What must not be forgotten in a piece's log is written by triggers, whoever changes the piece.

Bodies are canonical JSON: their names in order, text as to_json writes it. Invented filler pieces (catalog.synthesis)
begin no chain by coming in; whatever happens to one later does.
"""

from django.db import migrations

# Who did it: whom the transaction names (catalog.log.acting), else whom the row names, if she is staff.
ACTOR = """
create function catalog_log_actor(named bigint) returns text language plpgsql stable as $$
declare
    actor bigint := nullif(current_setting('portero.actor', true), '')::bigint;
begin
    if actor is null and named is not null then
        select u.id into actor from accounts_user u where u.id = named and u.is_staff;
    end if;
    return coalesce('"actor":' || actor || ',', '');
end $$;
"""
# How a piece is when its chain begins.
STATE = """
create function catalog_log_state(
    clearance text, grade text, never_carried boolean, price numeric, state text
) returns text language sql stable as $$
    select '"clearance":' || coalesce(to_json(clearance)::text, 'null') || ',"grade":' || to_json(grade)
        || ',"never_carried":' || to_json(never_carried)
        || ',"price":' || coalesce(to_json(price::text)::text, 'null') || ',"state":' || to_json(state) || '}'
$$;
"""
ITEMS = """
create function catalog_log_taken_in() returns trigger language plpgsql as $$
declare
    actor constant text := '{' || catalog_log_actor(null);
    events catalog_log_event[];
begin
    select array_agg(row(
        i.id, 'taken_in', i.created_at,
        actor || catalog_log_state(c.kind, i.grade, i.never_carried, i.price, i.state)
    )::catalog_log_event order by i.id) into events
    from arrived i left join catalog_clearance c on c.id = i.clearance_id where i.source <> 'synthesised';
    if events is not null then
        perform catalog_log_all(events);
    end if;
    return null;
end $$;
create function catalog_log_item_changed() returns trigger language plpgsql as $$
declare
    actor text := '{' || catalog_log_actor(null);
begin
    if new.clearance_id is distinct from old.clearance_id then
        insert into catalog_itemlogentry (item_id, kind, at, body)
        select new.id, 'cleared', coalesce(c.given_at, now()),
            '{' || catalog_log_actor(c.given_by_id) || '"kind":' || coalesce(to_json(c.kind)::text, 'null')
            || ',"reference":' || coalesce(
                case when c.kind = 'authentication' then to_json(c.reference)::text end, 'null') || '}'
        from (select 1) once left join catalog_clearance c on c.id = new.clearance_id;
    end if;
    if (new.grade, new.never_carried) is distinct from (old.grade, old.never_carried) then
        insert into catalog_itemlogentry (item_id, kind, at, body) values (
            new.id, 'graded', now(), actor || '"grade":' || to_json(new.grade)
            || ',"never_carried":' || to_json(new.never_carried) || ',"previous":' || to_json(old.grade) || '}');
    end if;
    if new.state is distinct from old.state then
        insert into catalog_itemlogentry (item_id, kind, at, body) values (
            new.id, new.state,
            case new.state when 'sold' then new.sold_at when 'listed' then new.listed_at else now() end,
            actor || '"from":' || to_json(old.state)
            || ',"price":' || coalesce(to_json(new.price::text)::text, 'null') || '}');
    end if;
    return null;
end $$;
create trigger catalog_item_log_taken_in after insert on catalog_item
    referencing new table as arrived for each statement execute function catalog_log_taken_in();
create trigger catalog_item_log_changed after update on catalog_item for each row
    when (old.state is distinct from new.state or old.clearance_id is distinct from new.clearance_id
        or old.grade is distinct from new.grade or old.never_carried is distinct from new.never_carried)
    execute function catalog_log_item_changed();
"""
# A piece may have several prices in one statement: each round writes one of each.
PRICES = """
create function catalog_log_priced() returns trigger language plpgsql as $$
declare
    nobody constant text := catalog_log_actor(null);
    events catalog_log_event[];
begin
    for events in
        select array_agg(row(item_id, 'priced', at, body)::catalog_log_event order by item_id) from (
            select p.item_id, p.at,
                '{' || case when p.actor_id is null then nobody else catalog_log_actor(p.actor_id) end
                || '"amount":' || to_json(p.amount::text) || ',"currency":' || to_json(p.currency)
                || ',"kind":' || to_json(p.kind)
                || ',"previous":' || coalesce(to_json(p.previous::text)::text, 'null') || '}' as body,
                row_number() over (partition by p.item_id order by p.id) as round
            from touched p join catalog_item i on i.id = p.item_id where i.source <> 'synthesised'
        ) prices group by round order by round
    loop
        perform catalog_log_all(events);
    end loop;
    return null;
end $$;
create trigger catalog_pricechange_log after insert on catalog_pricechange
    referencing new table as touched for each statement execute function catalog_log_priced();
"""
# Received: it is with us now and was not before. Not the shelf, the tracking number or the expert.
HANDS = """
create function catalog_log_handed_over() returns trigger language plpgsql as $$
declare
    before text;
begin
    select holder into before from catalog_custody
    where item_id = new.item_id and id < new.id order by id desc limit 1;
    insert into catalog_itemlogentry (item_id, kind, at, body) values (
        new.item_id,
        case when new.holder in ('vault', 'staff') and coalesce(before, 'owner') in ('owner', 'carrier')
            then 'received' else 'moved' end,
        new.since, '{' || catalog_log_actor(new.given_by_id) || '"holder":' || to_json(new.holder) || '}');
    return null;
end $$;
create function catalog_log_owner() returns trigger language plpgsql as $$
begin
    insert into catalog_itemlogentry (item_id, kind, at, body) values (
        new.item_id, 'owner', new.since, '{' || catalog_log_actor(null) || '"owner":' || to_json(new.kind) || '}');
    return null;
end $$;
create trigger catalog_custody_log after insert on catalog_custody
    for each row execute function catalog_log_handed_over();
create trigger catalog_ownership_log after insert on catalog_ownership
    for each row execute function catalog_log_owner();
"""
UNDO = """
drop trigger catalog_ownership_log on catalog_ownership;
drop trigger catalog_custody_log on catalog_custody;
drop trigger catalog_pricechange_log on catalog_pricechange;
drop trigger catalog_item_log_changed on catalog_item;
drop trigger catalog_item_log_taken_in on catalog_item;
drop function catalog_log_owner();
drop function catalog_log_handed_over();
drop function catalog_log_priced();
drop function catalog_log_item_changed();
drop function catalog_log_taken_in();
drop function catalog_log_state(text, text, boolean, numeric, text);
drop function catalog_log_actor(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0024_item_log_chain"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(ACTOR + STATE + ITEMS + PRICES + HANDS, UNDO)]
