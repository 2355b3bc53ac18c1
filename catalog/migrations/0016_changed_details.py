"""The log notes too what only a piece's own page shows: its photographs, report, measurements and prices."""

from django.db import migrations, models

MOST = 5000
REPORT = ("conditionreport", "defect", "inclusion", "measurement", "pricechange")
# What a page shows of a photograph; how far its renditions are is written many times and shown once.
SHOWN = "item_id, position, view, file, alt, width, height, widest"

# A statement of many rows (a catalogue that is read in) says "everything" without looking at the pieces.
NOTE = f"""
create function catalog_note_details(pieces bigint[]) returns void language plpgsql as $$
begin
    if cardinality(pieces) > {MOST} then
        insert into catalog_change (kind) values ('detail');
    else
        perform catalog_note('detail', array_agg(i.id)) from catalog_item i
        where i.id = any(pieces) and i.state in ('listed', 'sold');
    end if;
end $$;
create function catalog_detail_written() returns trigger language plpgsql as $$
begin
    perform catalog_note_details(array_agg(item_id)) from touched;
    return null;
end $$;
create function catalog_detail_changed() returns trigger language plpgsql as $$
begin
    perform catalog_note_details(array_agg(item_id))
    from (select item_id from after union select item_id from before) touched;
    return null;
end $$;
create function catalog_photo_changed() returns trigger language plpgsql as $$
begin
    perform catalog_note_details(array_agg(item_id)) from (
        (select id, {SHOWN} from after except select id, {SHOWN} from before)
        union
        (select id, {SHOWN} from before except select id, {SHOWN} from after)
    ) touched;
    return null;
end $$;
"""  # noqa: S608  (our own words)


def _triggers(table: str) -> str:
    changed = "catalog_photo_changed" if table == "photo" else "catalog_detail_changed"
    return f"""
    create trigger catalog_{table}_added after insert on catalog_{table}
        referencing new table as touched for each statement execute function catalog_detail_written();
    create trigger catalog_{table}_removed after delete on catalog_{table}
        referencing old table as touched for each statement execute function catalog_detail_written();
    create trigger catalog_{table}_changed after update on catalog_{table}
        referencing old table as before new table as after
        for each statement execute function {changed}();
    """


TABLES = ("photo", *REPORT)
UNDO = "".join(
    f"drop trigger catalog_{table}_{what} on catalog_{table};"
    for table in TABLES
    for what in ("added", "removed", "changed")
) + "".join(
    f"drop function {name};"
    for name in (
        "catalog_photo_changed()",
        "catalog_detail_changed()",
        "catalog_detail_written()",
        "catalog_note_details(bigint[])",
    )
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_pieces_saying")]
    operations = [
        migrations.AlterField(
            "change",
            "kind",
            models.CharField(
                max_length=10,
                choices=[
                    ("piece", "Facts, price or state of pieces"),
                    ("words", "As piece; what pieces are found by changed too"),
                    ("hold", "Holds on pieces"),
                    (
                        "detail",
                        "What only a piece's own page shows: photographs, report, measurements, prices",
                    ),
                    ("vocabulary", "Designers, categories, styles, colours, materials, hardware"),
                ],
            ),
        ),
        migrations.RunSQL(NOTE + "".join(map(_triggers, TABLES)), UNDO),
    ]
