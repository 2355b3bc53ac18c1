"""The grade of an authenticated piece is what a person decided about its report, also against a shell and SQL.

A decision is made on a report that stands, and carries the database's own hash of what the report says. The grade of a
piece that was cleared by a passed case is that of its newest decision; it is listed only while the report still says
what it said then. Imported, demo and synthetic pieces keep the grade of their record.
"""

from django.db import migrations

from portero.core.append_only import append_only

# All that catalog.condition.canonical signs; a change of any of it is a change of the hash.
STATE = """
create function catalog_report_state(piece bigint) returns text language sql stable as $$
    select encode(sha256(convert_to(jsonb_build_array(
        (select jsonb_build_array(i.number, i.never_carried) from catalog_item i where i.id = piece),
        (select r.summary from catalog_conditionreport r where r.item_id = piece),
        (select jsonb_agg(jsonb_build_array(z.zone, z.grade, z.note) order by z.zone)
         from catalog_zonegrade z where z.item_id = piece),
        (select jsonb_agg(jsonb_build_array(
             d.position, d.kind, d.place, d.zone, d.size_mm, d.severity, d.note, d.x, d.y,
             (select p.file from catalog_photo p where p.id = d.photo_id)
         ) order by d.position) from catalog_defect d where d.item_id = piece),
        (select jsonb_agg(jsonb_build_array(n.name, n.present) order by n.name)
         from catalog_inclusion n where n.item_id = piece),
        (select jsonb_agg(jsonb_build_array(m.key, m.label, m.value, m.unit, m.tolerance) order by m.key)
         from catalog_measurement m where m.item_id = piece)
    )::text, 'UTF8')), 'hex')
$$;
"""
DECISION = """
create function catalog_decision_on_report() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from catalog_conditionreport where item_id = new.item_id) then
        raise exception 'A grade is decided on a condition report: write it first.'
            using errcode = 'check_violation', constraint = 'grade_is_decided';
    end if;
    new.report_state := catalog_report_state(new.item_id);
    return new;
end $$;
create trigger catalog_decision_on_report before insert on catalog_gradedecision for each row
    execute function catalog_decision_on_report();
"""
GRADE = """
create function catalog_grade_is_decided() returns trigger language plpgsql as $$
declare last record;
begin
    if not exists (
        select 1 from catalog_clearance where id = new.clearance_id and kind = 'authentication'
    ) then
        return new;
    end if;
    select confirmed, report_state into last from catalog_gradedecision
    where item_id = new.id order by id desc limit 1;
    if coalesce(last.confirmed, '') <> new.grade then
        raise exception 'Its grade is the one that was confirmed on its condition report.'
            using errcode = 'check_violation', constraint = 'grade_is_decided';
    end if;
    if new.state = 'listed' and old.state <> 'listed'
       and last.report_state is distinct from catalog_report_state(new.id) then
        raise exception 'Its condition report changed after the grade was confirmed: confirm it again.'
            using errcode = 'check_violation', constraint = 'grade_is_decided';
    end if;
    return new;
end $$;
create trigger catalog_grade_is_decided before update of grade, state on catalog_item for each row
    when (old.grade is distinct from new.grade or (new.state = 'listed' and old.state <> 'listed'))
    execute function catalog_grade_is_decided();
"""
# What only a piece's own page shows (0016): sub-grades stand there too.
SHOWN = """
create trigger catalog_zonegrade_added after insert on catalog_zonegrade
    referencing new table as touched for each statement execute function catalog_detail_written();
create trigger catalog_zonegrade_removed after delete on catalog_zonegrade
    referencing old table as touched for each statement execute function catalog_detail_written();
create trigger catalog_zonegrade_changed after update on catalog_zonegrade
    referencing old table as before new table as after
    for each statement execute function catalog_detail_changed();
"""
UNDO = """
drop trigger catalog_zonegrade_added on catalog_zonegrade;
drop trigger catalog_zonegrade_removed on catalog_zonegrade;
drop trigger catalog_zonegrade_changed on catalog_zonegrade;
drop trigger catalog_grade_is_decided on catalog_item;
drop trigger catalog_decision_on_report on catalog_gradedecision;
drop function catalog_grade_is_decided();
drop function catalog_decision_on_report();
drop function catalog_report_state(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0020_grade_rules_to_begin_with")]
    operations = [
        append_only("catalog_gradedecision"),
        migrations.RunSQL(STATE + DECISION + GRADE + SHOWN, UNDO),
    ]
