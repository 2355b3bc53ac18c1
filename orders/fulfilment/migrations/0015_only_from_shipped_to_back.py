"""A parcel is back only after it was shipped, and from there it is packed again or given up."""

from django.db import migrations

RULE = """
create function fulfilment_back_and_again() returns trigger language plpgsql as $$
begin
    if not (old.state = 'shipped' and new.state = 'back' or old.state = 'back' and new.state in ('packed', 'cancelled'))
    then
        raise exception 'parcel % can''t go from % to %', new.number, old.state, new.state
            using errcode = 'check_violation';
    end if;
    if new.state = 'packed' and (new.tracking_number <> '' or new.shipped_at is not null) then
        raise exception 'parcel % leaves again without what it left with before', new.number
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger fulfilment_back_and_again before update on fulfilment_shipment
for each row when (old.state <> new.state and (old.state = 'back' or new.state = 'back'))
execute function fulfilment_back_and_again();
"""
UNDO = """
drop trigger fulfilment_back_and_again on fulfilment_shipment;
drop function fulfilment_back_and_again();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0014_came_back")]
    operations = [migrations.RunSQL(RULE, UNDO)]
