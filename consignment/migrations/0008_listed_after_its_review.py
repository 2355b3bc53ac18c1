"""A consigned piece is listed with a clearance of authenticity alone; who sells or took in a piece doesn't judge it."""

from django.db import migrations

# As in 0006, and: an imported record is for pieces that nobody consigned.
LISTING = """
create or replace function consignment_guards_listing() returns trigger language plpgsql as $$
declare agreed record;
begin
    select * into agreed from consignment_terms_of(new.id);
    if not found then
        if new.state = 'listed' and exists (
            select 1 from catalog_ownership where item_id = new.id and kind = 'consignor' and until is null
        ) then
            raise exception 'It belongs to a consignor, and no agreement with her is in force.'
                using errcode = 'check_violation', constraint = 'listing_under_agreement';
        end if;
        return new;
    end if;
    if new.state = 'listed' and (agreed.state <> 'listed' or new.price is distinct from agreed.approved_price) then
        raise exception 'It is consigned: it is listed from its consignment, at the approved price.'
            using errcode = 'check_violation', constraint = 'listing_under_agreement';
    end if;
    if new.state = 'listed' and not exists (
        select 1 from catalog_clearance where id = new.clearance_id and kind = 'authentication'
    ) then
        raise exception 'It is consigned: only a passed review of authenticity clears it.'
            using errcode = 'check_violation', constraint = 'listing_needs_passed_case';
    end if;
    if old.state = 'listed' and new.state <> 'listed' and agreed.state = 'listed' then
        raise exception 'It is consigned: it is taken off the shelf from its consignment.'
            using errcode = 'check_violation', constraint = 'listing_under_agreement';
    end if;
    return new;
end $$;
"""
REVIEW = """
create function consignment_guards_review() returns trigger language plpgsql as $$
declare piece bigint;
begin
    select item_id into piece from authentication_case where id = new.case_id;
    if exists (
        select 1 from consignment_consignment c join consignment_consignor p on p.id = c.consignor_id
        where c.item_id = piece and p.user_id = new.reviewer_id
        union all
        select 1 from consignment_consignment c join consignment_receipt r on r.consignment_id = c.id
        where c.item_id = piece and r.by_id = new.reviewer_id
    ) then
        raise exception 'Nobody reviews a piece that she took in, owns or consigns.'
            using errcode = 'check_violation', constraint = 'review_by_barred';
    end if;
    return new;
end $$;
create trigger consignment_guards_review before insert or update of state, reviewer_id on authentication_review
    for each row when (new.reviewer_id is not null and new.state <> 'handed_back')
    execute function consignment_guards_review();
"""
UNDO = """
drop trigger consignment_guards_review on authentication_review;
drop function consignment_guards_review;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consignment", "0007_likeness_of_pictures"),
        ("authentication", "0005_cases_rules"),
    ]
    operations = [
        migrations.RunSQL(LISTING, migrations.RunSQL.noop),
        migrations.RunSQL(REVIEW, UNDO),
    ]
