"""The database itself chains the entries of the item log, one at a time for each piece, and keeps them as they are."""

from django.db import migrations

from portero.core.append_only import append_only

# The same bytes as catalog.log.digests; inlined where it is called, so it costs no call.
BYTES = """
create function catalog_log_bytes(
    item text, number integer, kind text, at timestamptz, body text, id bigint, previous bytea
) returns bytea language sql stable as $$
    select convert_to(
        'portero item log 1' || E'\\n' || item || E'\\n' || number || E'\\n' || kind || E'\\n'
        || to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\\n'
        || body || E'\\n' || id || E'\\n' || encode(previous, 'hex'), 'utf8')
$$;
"""
# Whoever appends to a piece waits at its head for whoever appends there now. Whatever the statement says of number and
# digests is put aside.
CHAIN = """
create function catalog_log_chain() returns trigger language plpgsql as $$
declare
    piece text;
    nothing constant bytea := decode(repeat('00', 32), 'hex');
begin
    select i.number into piece from catalog_item i where i.id = new.item_id;
    if piece is null then
        raise exception 'there is no piece %', new.item_id using errcode = 'foreign_key_violation';
    end if;
    insert into catalog_itemloghead as head (item_id, number, previous, digest) values (
        new.item_id, 1, nothing,
        sha256(catalog_log_bytes(piece, 1, new.kind, new.at, new.body, new.id, nothing))
    ) on conflict (item_id) do update set
        number = head.number + 1,
        previous = head.digest,
        digest = sha256(
            catalog_log_bytes(piece, head.number + 1, new.kind, new.at, new.body, new.id, head.digest))
    returning head.number, head.previous, head.digest into new.number, new.previous, new.digest;
    return new;
end $$;
create trigger catalog_itemlogentry_chain before insert on catalog_itemlogentry
    for each row when (pg_trigger_depth() = 0 or new.digest is null) execute function catalog_log_chain();
"""
# The same for many pieces at once, one event of each: pieces that come in by the thousand would pay three times as much
# for an entry each. Only triggers reach it: at the top level no head can be written. Whoever begins a chain at the
# same moment as somebody else would be lost between `first` and `next`: he is told so.
ALL = """
create type catalog_log_event as (item_id bigint, kind text, at timestamptz, body text);
create function catalog_log_all(events catalog_log_event[]) returns void language plpgsql as $$
declare
    written integer;
    nothing constant bytea := decode(repeat('00', 32), 'hex');
begin
    with fresh as materialized (
        select nextval('catalog_itemlogentry_id_seq') as id, i.number as piece, e.*
        from unnest(events) e join catalog_item i on i.id = e.item_id
    ), first as (
        insert into catalog_itemloghead (item_id, number, previous, digest)
        select item_id, 1, nothing, sha256(catalog_log_bytes(piece, 1, kind, at, body, id, nothing)) from fresh
        on conflict (item_id) do nothing returning item_id, number, previous, digest
    ), next as (
        update catalog_itemloghead head set
            number = head.number + 1,
            previous = head.digest,
            digest = sha256(catalog_log_bytes(piece, head.number + 1, kind, at, body, id, head.digest))
        from fresh where head.item_id = fresh.item_id
        returning head.item_id, head.number, head.previous, head.digest
    )
    insert into catalog_itemlogentry (id, item_id, number, kind, at, body, previous, digest)
    select fresh.id, item_id, heads.number, kind, at, body, heads.previous, heads.digest
    from fresh join (select * from first union all select * from next) heads using (item_id);
    get diagnostics written = row_count;
    if written <> cardinality(events) then
        raise exception 'somebody else begins the log of one of these pieces' using errcode = 'serialization_failure';
    end if;
end $$;
"""
# A head moves only while an entry is being chained, which is a trigger's work: then the depth is one, else none.
ENTRIES_STAY = """
create function catalog_log_refuse() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'check_violation';
end $$;
create trigger catalog_itemlogentry_kept before truncate on catalog_itemlogentry
    for each statement execute function catalog_log_refuse();
create trigger catalog_itemloghead_emptied before truncate on catalog_itemloghead
    for each statement execute function catalog_log_refuse();
create trigger catalog_itemloghead_kept before insert or update or delete on catalog_itemloghead
    for each row when (pg_trigger_depth() = 0) execute function catalog_log_refuse();
"""
# Instead of a reference from every entry, which a loader of thousands would pay for: a chain's piece stays, as it is
# called.
PIECES_STAY = """
create function catalog_log_keeps_its_piece() returns trigger language plpgsql as $$
begin
    if exists (select 1 from catalog_itemloghead where item_id = old.id) then
        raise exception 'the log tells of piece %', old.number using errcode = 'foreign_key_violation';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger catalog_item_log_keeps before delete on catalog_item
    for each row execute function catalog_log_keeps_its_piece();
create trigger catalog_item_log_keeps_name before update of id, number on catalog_item for each row
    when (old.id <> new.id or old.number <> new.number) execute function catalog_log_keeps_its_piece();
"""
UNDO = """
drop trigger catalog_item_log_keeps_name on catalog_item;
drop trigger catalog_item_log_keeps on catalog_item;
drop function catalog_log_keeps_its_piece();
drop trigger catalog_itemloghead_kept on catalog_itemloghead;
drop trigger catalog_itemloghead_emptied on catalog_itemloghead;
drop trigger catalog_itemlogentry_kept on catalog_itemlogentry;
drop function catalog_log_refuse();
drop trigger catalog_itemlogentry_chain on catalog_itemlogentry;
drop function catalog_log_chain();
drop function catalog_log_all(catalog_log_event[]);
drop type catalog_log_event;
drop function catalog_log_bytes(text, integer, text, timestamptz, text, bigint, bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0023_item_log")]
    operations = [
        migrations.RunSQL(BYTES + CHAIN + ALL + ENTRIES_STAY + PIECES_STAY, UNDO),
        append_only("catalog_itemlogentry"),
    ]
