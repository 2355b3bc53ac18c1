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
    for each row execute function catalog_log_chain();
"""
# A head moves only while an entry is being chained, which is a trigger's work: then the depth is one, else none.
KEPT = """
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
UNDO = """
drop trigger catalog_itemloghead_kept on catalog_itemloghead;
drop trigger catalog_itemloghead_emptied on catalog_itemloghead;
drop trigger catalog_itemlogentry_kept on catalog_itemlogentry;
drop function catalog_log_refuse();
drop trigger catalog_itemlogentry_chain on catalog_itemlogentry;
drop function catalog_log_chain();
drop function catalog_log_bytes(text, integer, text, timestamptz, text, bigint, bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0023_item_log")]
    operations = [migrations.RunSQL(BYTES + CHAIN + KEPT, UNDO), append_only("catalog_itemlogentry")]
