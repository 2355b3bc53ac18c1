"""A piece is returned or doubted, never both at once: whichever was asked for first comes first.

Both verbs hold the order's lock; these rules hold against a shell and SQL too. The line's own row says who came first.
"""

from django.db import migrations

RULES = """
create function promise_claim_or_return() returns trigger language plpgsql as $$
begin
    perform from order_line where id = new.line_id for update;
    if tg_table_name = 'promise_claim' then
        if exists (select from returns_returnpiece where line_id = new.line_id and over_at is null) then
            raise exception 'A return of it is open.'
                using errcode = 'check_violation', constraint = 'claim_or_return';
        end if;
    elsif exists (select from promise_claim where line_id = new.line_id and ended_at is null) then
        raise exception 'A claim about it is open.'
            using errcode = 'check_violation', constraint = 'claim_or_return';
    end if;
    return new;
end $$;
create trigger promise_claim_or_return before insert on promise_claim for each row
    execute function promise_claim_or_return();
create trigger promise_return_or_claim before insert or update of over_at on returns_returnpiece for each row
    when (new.over_at is null) execute function promise_claim_or_return();
"""
UNDO = """
drop trigger promise_return_or_claim on returns_returnpiece;
drop trigger promise_claim_or_return on promise_claim;
drop function promise_claim_or_return;
"""


class Migration(migrations.Migration):
    dependencies = [("promise", "0002_rules_in_the_database"), ("returns", "0002_rules_in_the_database")]
    operations = [migrations.RunSQL(RULES, UNDO)]
