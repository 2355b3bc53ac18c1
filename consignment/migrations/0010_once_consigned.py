"""A piece that ever was a consignor's is listed with a review of authenticity alone, also when nothing is agreed any more."""

from django.db import migrations

# As in 0008, and: what was consigned once isn't listed under an imported record by ending its consignment first.
LISTING = """
create function consignment_guards_origin() returns trigger language plpgsql as $$
begin
    if exists (select 1 from catalog_ownership where item_id = new.id and kind = 'consignor') and not exists (
        select 1 from catalog_clearance where id = new.clearance_id and kind = 'authentication'
    ) then
        raise exception 'It was consigned: only a passed review of authenticity clears it.'
            using errcode = 'check_violation', constraint = 'listing_needs_passed_case';
    end if;
    return new;
end $$;
create trigger consignment_guards_origin before update of state on catalog_item for each row
    when (new.state = 'listed' and old.state is distinct from new.state)
    execute function consignment_guards_origin();
"""
UNDO = """
drop trigger consignment_guards_origin on catalog_item;
drop function consignment_guards_origin;
"""


class Migration(migrations.Migration):
    dependencies = [("consignment", "0009_judged_by_nobody_concerned")]
    operations = [migrations.RunSQL(LISTING, UNDO)]
