"""A payout hold is lifted once and never deleted or changed: payouts must not get past it by an accident."""

from django.db import migrations

GUARD = """
create function consignment_hold_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a payout hold stays' using errcode = 'check_violation';
    end if;
    if to_jsonb(new) = to_jsonb(old)
       or (old.lifted_at is null and to_jsonb(new) - 'lifted_at' = to_jsonb(old) - 'lifted_at') then
        return new;
    end if;
    raise exception 'a payout hold is only lifted, once' using errcode = 'check_violation';
end $$;
create trigger consignment_hold_stays before update or delete on consignment_payouthold
    for each row execute function consignment_hold_stays();
"""
UNDO = """
drop trigger consignment_hold_stays on consignment_payouthold;
drop function consignment_hold_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("consignment", "0011_payout_holds")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
