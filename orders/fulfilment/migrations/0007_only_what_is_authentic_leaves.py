"""A piece that failed its last review of authenticity is never sent to a buyer, also not past the packing table."""

from django.db import migrations

RULE = """
create function fulfilment_guards_authentic() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from fulfilment_shipmentline l
        where l.shipment_id = new.id and not authentication_passed_last(l.item_id)
    ) then
        raise exception 'A piece of this parcel didn''t pass its last review of authenticity.'
            using errcode = 'check_violation', constraint = 'only_authentic_leaves';
    end if;
    return new;
end $$;
create trigger fulfilment_guards_authentic before update of state on fulfilment_shipment for each row
    when (new.state in ('packed', 'shipped') and old.state is distinct from new.state)
    execute function fulfilment_guards_authentic();
"""
UNDO = """
drop trigger fulfilment_guards_authentic on fulfilment_shipment;
drop function fulfilment_guards_authentic;
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0006_hand_overs"), ("authentication", "0008_cases_failed")]
    operations = [migrations.RunSQL(RULE, UNDO)]
