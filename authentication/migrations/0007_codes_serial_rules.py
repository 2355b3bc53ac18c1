"""What the database itself keeps of numbers and alarms: no row is rewritten or removed, and no alarm is passed over."""

from django.db import migrations

from portero.core.append_only import append_only

RULES = """
create function authentication_serial_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - '{ciphertext,digest,pepper,withdrawn_at,withdrawn_by_id,withdrawn_why}'::text[]
        = to_jsonb(old) - '{ciphertext,digest,pepper,withdrawn_at,withdrawn_by_id,withdrawn_why}'::text[]
        and (old.withdrawn_at is null or to_jsonb(new) - '{ciphertext,digest,pepper}'::text[]
            = to_jsonb(old) - '{ciphertext,digest,pepper}'::text[]) then
        return new;
    end if;
    raise exception 'a recorded number is withdrawn, never changed' using errcode = 'check_violation';
end $$;
create trigger authentication_serial_kept before update or delete on authentication_serial
    for each row execute function authentication_serial_kept();

create function authentication_flagged_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - '{ciphertext,digest,pepper}'::text[]
        = to_jsonb(old) - '{ciphertext,digest,pepper}'::text[] then
        return new;
    end if;
    raise exception 'a flagged number stays as it was reported' using errcode = 'check_violation';
end $$;
create trigger authentication_flagged_kept before update or delete on authentication_flaggednumber
    for each row execute function authentication_flagged_kept();

create function authentication_alarm_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) = to_jsonb(old) or (old.state = 'open'
        and to_jsonb(new) - '{state,decided_at,decided_by_id,reason}'::text[]
            = to_jsonb(old) - '{state,decided_at,decided_by_id,reason}'::text[])) then
        return new;
    end if;
    raise exception 'an alarm is decided once' using errcode = 'check_violation';
end $$;
create trigger authentication_alarm_kept before update or delete on authentication_serialalarm
    for each row execute function authentication_alarm_kept();

-- Whoever records or flags a number holds its lock: an alarm that is being raised is waited for, then seen.
create function authentication_refuse_alarmed(piece bigint, what text) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(lock) from (
        select distinct ('x' || left(digest, 16))::bit(64)::bigint as lock
        from authentication_serial where item_id = piece and withdrawn_at is null order by 1
    ) locks;
    if exists (
        select from authentication_serialalarm alarm
        join authentication_serial mine on mine.id in (alarm.serial_id, alarm.other_id)
        where mine.item_id = piece and alarm.state in ('open', 'upheld')
    ) then
        raise exception '%', what using errcode = 'check_violation', constraint = 'no_alarm_about_number';
    end if;
end $$;

create function authentication_case_alarmed() returns trigger language plpgsql as $$
begin
    if new.state = 'passed' and old.state is distinct from 'passed' then
        perform authentication_refuse_alarmed(new.item_id, 'An alarm about its number has to be decided before it passes.');
    end if;
    return new;
end $$;
create trigger authentication_case_alarmed before update of state on authentication_case
    for each row execute function authentication_case_alarmed();

create function authentication_item_alarmed() returns trigger language plpgsql as $$
begin
    perform authentication_refuse_alarmed(new.id, 'An alarm about its number has to be decided before it is listed.');
    return new;
end $$;
create trigger authentication_item_alarmed before update of state on catalog_item
    for each row when (new.state = 'listed' and old.state is distinct from 'listed')
    execute function authentication_item_alarmed();
"""
NO_RULES = """
drop trigger authentication_item_alarmed on catalog_item;
drop trigger authentication_case_alarmed on authentication_case;
drop trigger authentication_alarm_kept on authentication_serialalarm;
drop trigger authentication_flagged_kept on authentication_flaggednumber;
drop trigger authentication_serial_kept on authentication_serial;
drop function authentication_item_alarmed();
drop function authentication_case_alarmed();
drop function authentication_refuse_alarmed(bigint, text);
drop function authentication_alarm_kept();
drop function authentication_flagged_kept();
drop function authentication_serial_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("authentication", "0006_codes_serials")]
    operations = [migrations.RunSQL(RULES, NO_RULES), append_only("authentication_flaggedlist")]
