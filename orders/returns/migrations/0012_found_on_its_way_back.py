"""A refused piece that was given up as lost on its way back, and is here after all, opens its return again."""

from django.db import migrations

MAY = """
create or replace function returns_may_move(before text, after text) returns boolean language sql immutable as $$
    select (before, after) in (
        ('requested', 'approved'), ('requested', 'declined'), ('requested', 'withdrawn'),
        ('approved', 'in_transit'), ('approved', 'received'), ('approved', 'lapsed'), ('approved', 'withdrawn'),
        ('withdrawn', 'received'),
        ('lapsed', 'in_transit'), ('lapsed', 'received'),
        ('in_transit', 'received'), ('in_transit', 'lost'),
        ('lost', 'received'), ('lost', 'refunding'), ('lost', 'closed'),
        ('received', 'refunding'), ('received', 'going_back'),
        ('refunding', 'refunded'), ('refunding', 'going_back'),
        ('going_back', 'closed'),
        ('closed', 'received'), ('closed', 'going_back'),
        ('refunded', 'going_back'));
$$;
"""
ONLY_THEN = """
create or replace function returns_return_moves() returns trigger language plpgsql as $$
begin
    if not returns_may_move(old.state, new.state) then
        raise exception 'return %: what is % does not become %', old.number, old.state, new.state
            using errcode = 'check_violation';
    end if;
    if new.state = 'going_back' and old.state in ('closed', 'refunded') and not exists (
        select 1 from returns_returnpiece
        where ret_id = new.id and verdict = 'refused' and back_at is null and back_lost_at is null
    ) then
        raise exception 'return %: nothing of it is here to go back', old.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""
MAY_NOT = """
create or replace function returns_return_moves() returns trigger language plpgsql as $$
begin
    if not returns_may_move(old.state, new.state) then
        raise exception 'return %: what is % does not become %', old.number, old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create or replace function returns_may_move(before text, after text) returns boolean language sql immutable as $$
    select (before, after) in (
        ('requested', 'approved'), ('requested', 'declined'), ('requested', 'withdrawn'),
        ('approved', 'in_transit'), ('approved', 'received'), ('approved', 'lapsed'), ('approved', 'withdrawn'),
        ('withdrawn', 'received'),
        ('lapsed', 'in_transit'), ('lapsed', 'received'),
        ('in_transit', 'received'), ('in_transit', 'lost'),
        ('lost', 'received'), ('lost', 'refunding'), ('lost', 'closed'),
        ('received', 'refunding'), ('received', 'going_back'),
        ('refunding', 'refunded'), ('refunding', 'going_back'),
        ('going_back', 'closed'),
        ('closed', 'received'));
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0011_moves")]
    operations = [migrations.RunSQL(MAY + ONLY_THEN, MAY_NOT)]
