"""The list for whatever has none of its own; what is published is frozen by the database."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from authentication.checklists.shipped import GENERAL, shipped

FROZEN = """
create function authentication_checklist_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.published_at is not null then
            raise exception 'a checklist begins as a draft' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
        return new;
    end if;
    if old.published_at is not null then
        raise exception 'a published checklist is frozen' using errcode = 'check_violation';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if new.published_at is not null and not exists (
        select from authentication_check where template_id = new.id
    ) then
        raise exception 'a checklist without checks is not published' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger authentication_checklist_frozen before insert or update or delete on authentication_checklisttemplate
    for each row execute function authentication_checklist_frozen();

create function authentication_check_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
        return new;
    end if;
    -- Waits for a publication that is under way: no check slips in behind it.
    perform from authentication_checklisttemplate
        where id in (case when tg_op <> 'INSERT' then old.template_id end,
                     case when tg_op <> 'DELETE' then new.template_id end)
        for share;
    if exists (
        select from authentication_checklisttemplate
        where id in (case when tg_op <> 'INSERT' then old.template_id end,
                     case when tg_op <> 'DELETE' then new.template_id end)
          and published_at is not null
    ) then
        raise exception 'the checks of a published checklist are frozen' using errcode = 'check_violation';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger authentication_check_frozen before insert or update or delete on authentication_check
    for each row execute function authentication_check_frozen();

create function authentication_case_checklist() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.template_id is distinct from old.template_id then
        raise exception 'a case keeps the checklist that it was opened with' using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT' and not exists (
        select from authentication_checklisttemplate where id = new.template_id and published_at is not null
    ) then
        raise exception 'a case takes a published checklist' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger authentication_case_checklist before insert or update on authentication_case
    for each row execute function authentication_case_checklist();
"""
THAWED = """
drop trigger authentication_case_checklist on authentication_case;
drop trigger authentication_check_frozen on authentication_check;
drop trigger authentication_checklist_frozen on authentication_checklisttemplate;
drop function authentication_case_checklist();
drop function authentication_check_frozen();
drop function authentication_checklist_frozen();
"""


def seed(apps: Any, schema_editor: Any) -> None:
    template, check = (apps.get_model("authentication", name) for name in ("ChecklistTemplate", "Check"))
    made = template.objects.create(why="The list that the shop began with.")
    check.objects.bulk_create(
        check(template=made, position=position, **one.fields)
        for position, one in enumerate(shipped(GENERAL).checks, 1)
    )
    made.published_at = timezone.now()
    made.save(update_fields=["published_at"])


class Migration(migrations.Migration):
    dependencies = [("authentication", "0001_initial")]
    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(FROZEN, THAWED),
    ]
