"""The database notes every statement that changes the shop window: whoever writes, nobody can forget to.

A statement that touches more than MOST pieces says "everything": reading all again is then cheaper.
"""

from django.db import migrations

MOST = 5000
VOCABULARY = ("designer", "category", "style", "colour", "material", "hardware")

NOTE = f"""
create function catalog_note(kind text, pieces bigint[]) returns void language sql as $$
    insert into catalog_change (kind, items)
    select kind, case when cardinality(pieces) <= {MOST} then pieces end where cardinality(pieces) > 0
$$;
"""
# A draft that is worked on changes nothing that a visitor sees. A piece that was shown a moment ago does,
# whatever became of it. "words": full text finds it by other words now, or finds it for the first time.
ITEMS = """
create function catalog_item_added() returns trigger language plpgsql as $$
begin
    perform catalog_note('words', array_agg(id)) from after where state in ('listed', 'sold');
    return null;
end $$;
create function catalog_item_removed() returns trigger language plpgsql as $$
begin
    perform catalog_note('piece', array_agg(id)) from before where state in ('listed', 'sold');
    return null;
end $$;
create function catalog_item_updated() returns trigger language plpgsql as $$
begin
    perform catalog_note(kind, array_agg(id)) from (
        select after.id, case
            when after.words is distinct from before.words
                or after.state in ('listed', 'sold') and before.state not in ('listed', 'sold')
            then 'words' else 'piece' end as kind
        from after join before on before.id = after.id
        where after.state in ('listed', 'sold') or before.state in ('listed', 'sold')
    ) touched group by kind;
    return null;
end $$;
create trigger catalog_item_added after insert on catalog_item
    referencing new table as after for each statement execute function catalog_item_added();
create trigger catalog_item_removed after delete on catalog_item
    referencing old table as before for each statement execute function catalog_item_removed();
create trigger catalog_item_updated after update on catalog_item
    referencing old table as before new table as after
    for each statement execute function catalog_item_updated();
"""
HOLDS = """
create function catalog_hold_changed() returns trigger language plpgsql as $$
begin
    perform catalog_note('hold', array_agg(item_id)) from touched;
    return null;
end $$;
create trigger catalog_hold_added after insert on catalog_hold
    referencing new table as touched for each statement execute function catalog_hold_changed();
create trigger catalog_hold_updated after update on catalog_hold
    referencing new table as touched for each statement execute function catalog_hold_changed();
create trigger catalog_hold_removed after delete on catalog_hold
    referencing old table as touched for each statement execute function catalog_hold_changed();
"""
REST = """
create function catalog_vocabulary_changed() returns trigger language plpgsql as $$
begin
    insert into catalog_change (kind, items) values ('vocabulary', '{}');
    return null;
end $$;
create function catalog_all_changed() returns trigger language plpgsql as $$
begin
    insert into catalog_change (kind) values ('words');
    return null;
end $$;
create trigger catalog_item_emptied after truncate on catalog_item
    for each statement execute function catalog_all_changed();
create trigger catalog_hold_emptied after truncate on catalog_hold
    for each statement execute function catalog_all_changed();
"""
WORDS = "".join(
    f"create trigger catalog_{table}_changed after insert or update or delete or truncate on catalog_{table}"
    " for each statement execute function catalog_vocabulary_changed();"
    for table in VOCABULARY
)
TRIGGERS = {
    "item": ("added", "removed", "updated", "emptied"),
    "hold": ("added", "updated", "removed", "emptied"),
} | dict.fromkeys(VOCABULARY, ("changed",))
FUNCTIONS = (
    "catalog_item_added()", "catalog_item_removed()", "catalog_item_updated()", "catalog_hold_changed()",
    "catalog_vocabulary_changed()", "catalog_all_changed()", "catalog_note(text, bigint[])",
)  # fmt: skip
UNDO = "".join(
    f"drop trigger catalog_{table}_{name} on catalog_{table};"
    for table, names in TRIGGERS.items()
    for name in names
) + "".join(f"drop function {function};" for function in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_change_log")]
    operations = [migrations.RunSQL(NOTE + ITEMS + HOLDS + REST + WORDS, UNDO)]
