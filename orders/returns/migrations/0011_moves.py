"""A return moves only as docs/states.md draws it, whoever writes: none is taken back, skipped or opened again by hand."""

from django.db import migrations

MOVES = """
create function returns_may_move(before text, after text) returns boolean language sql immutable as $$
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
create function returns_return_moves() returns trigger language plpgsql as $$
begin
    if not returns_may_move(old.state, new.state) then
        raise exception 'return %: what is % does not become %', old.number, old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger returns_return_moves before update of state on returns_return
    for each row when (old.state is distinct from new.state) execute function returns_return_moves();
"""
ANYHOW = """
drop trigger returns_return_moves on returns_return;
drop function returns_return_moves();
drop function returns_may_move(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0010_lost_and_found")]
    operations = [migrations.RunSQL(MOVES, ANYHOW)]
