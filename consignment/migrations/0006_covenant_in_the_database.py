"""The covenant as the database keeps it, also against a shell and SQL.

A consigned piece is listed only while its consignment says so; its price moves only as was agreed, by an agreed step
or with a signed consent, and never below the floor; what was agreed, asked and answered stays as it was.
"""

from django.db import migrations

from portero.core.append_only import append_only

# A live consignment of the piece with what was agreed, or no row.
LIVE = """
create function consignment_terms_of(piece bigint) returns table (
    id bigint, state varchar, approved_price numeric, first_listed_at timestamptz,
    offer_id bigint, start_price numeric, floor_price numeric
) language sql stable as $$
    select c.id, c.state, c.approved_price, c.first_listed_at, o.id, o.start_price, o.floor_price
    from consignment_consignment c
    join consignment_agreement a on a.id = c.agreement_id
    join consignment_offer o on o.id = a.offer_id
    where c.item_id = piece and c.state not in ('sold', 'returned', 'not_received', 'cancelled')
$$;
"""
LISTING = """
create function consignment_guards_listing() returns trigger language plpgsql as $$
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
    if old.state = 'listed' and new.state <> 'listed' and agreed.state = 'listed' then
        raise exception 'It is consigned: it is taken off the shelf from its consignment.'
            using errcode = 'check_violation', constraint = 'listing_under_agreement';
    end if;
    return new;
end $$;
create trigger consignment_guards_listing before update of state on catalog_item for each row
    when (old.state is distinct from new.state
          and (new.state = 'listed' or (old.state = 'listed' and new.state <> 'sold')))
    execute function consignment_guards_listing();
"""
PRICE = """
create function consignment_guards_price() returns trigger language plpgsql as $$
declare agreed record; latest record;
begin
    select * into agreed from consignment_terms_of(new.id);
    if not found then return new; end if;
    select p.amount into latest from catalog_pricechange p where p.item_id = new.id order by p.id desc limit 1;
    if new.price is null or new.price < agreed.floor_price or latest.amount is distinct from new.price then
        raise exception 'It is consigned: its price moves as was agreed, never below the floor.'
            using errcode = 'check_violation', constraint = 'price_covenant';
    end if;
    return new;
end $$;
create trigger consignment_guards_price before update of price on catalog_item for each row
    when (old.price is distinct from new.price) execute function consignment_guards_price();
"""
CHANGE = """
create function consignment_guards_change() returns trigger language plpgsql as $$
declare agreed record; now_at numeric; consented boolean; fits boolean;
begin
    select * into agreed from consignment_terms_of(new.item_id);
    if not found then return new; end if;
    select price into now_at from catalog_item where id = new.item_id;
    consented := exists (
        select 1 from consignment_priceconsent k
        where k.consignment_id = agreed.id and k.answer = 'yes' and k.price = new.amount
          and k.change_id is null
    );
    fits := case new.kind
        when 'listed' then agreed.state = 'approved' and new.amount = agreed.approved_price
            and (consented or (agreed.first_listed_at is null and new.amount = agreed.start_price))
        when 'step' then agreed.state = 'listed' and new.amount < now_at and exists (
            select 1 from consignment_pricestep s
            where s.offer_id = agreed.offer_id and s.price = new.amount
              and new.at >= agreed.first_listed_at + make_interval(days => s.day)
              and not exists (select 1 from consignment_appliedstep d where d.step_id = s.id))
        when 'consent' then consented and agreed.state in ('approved', 'listed')
        else false end;
    if new.amount < agreed.floor_price or not fits then
        raise exception 'It is consigned: its price moves by the agreed steps or with its owner''s signed consent.'
            using errcode = 'check_violation', constraint = 'price_covenant';
    end if;
    return new;
end $$;
create trigger consignment_guards_change before insert on catalog_pricechange for each row
    execute function consignment_guards_change();
"""
# An offer that was accepted, and the steps under it, are what was signed.
AGREED = """
create function consignment_agreed_stays() returns trigger language plpgsql as $$
begin
    if exists (select 1 from consignment_agreement a where a.offer_id = new.offer_id) then
        raise exception 'What was agreed stays as it was signed.'
            using errcode = 'check_violation', constraint = 'agreed_stays';
    end if;
    return new;
end $$;
create trigger consignment_agreed_steps before insert on consignment_pricestep for each row
    execute function consignment_agreed_stays();
create function consignment_offer_stays() returns trigger language plpgsql as $$
begin
    raise exception 'An offer is replaced by another, never changed.'
        using errcode = 'check_violation', constraint = 'offer_stays';
end $$;
create trigger consignment_offer_stays before update on consignment_offer for each row
    when (old.start_price is distinct from new.start_price or old.floor_price is distinct from new.floor_price
          or old.commission_rate is distinct from new.commission_rate
          or old.term_days is distinct from new.term_days or old.submission_id is distinct from new.submission_id)
    execute function consignment_offer_stays();
"""
CONSENT = """
create function consignment_consent_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.answer <> '' and (new.answer, new.signed_name, new.ip, new.answered_at)
           is distinct from (old.answer, old.signed_name, old.ip, old.answered_at)
       or (new.price, new.consignment_id, new.why, new.asked_by_id, new.asked_at)
           is distinct from (old.price, old.consignment_id, old.why, old.asked_by_id, old.asked_at)
       or old.change_id is not null and new.change_id is distinct from old.change_id then
        raise exception 'A consent is answered once, and stays as it was asked and answered.'
            using errcode = 'check_violation', constraint = 'consent_stays';
    end if;
    return new;
end $$;
create trigger consignment_consent_stays before update or delete on consignment_priceconsent for each row
    execute function consignment_consent_stays();
"""
UNDO = """
drop trigger consignment_guards_listing on catalog_item;
drop trigger consignment_guards_price on catalog_item;
drop trigger consignment_guards_change on catalog_pricechange;
drop trigger consignment_agreed_steps on consignment_pricestep;
drop trigger consignment_offer_stays on consignment_offer;
drop trigger consignment_consent_stays on consignment_priceconsent;
drop function consignment_guards_listing, consignment_guards_price, consignment_guards_change, consignment_agreed_stays,
    consignment_offer_stays, consignment_consent_stays, consignment_terms_of;
"""
KEPT = ("receipt", "receiptphoto")


class Migration(migrations.Migration):
    dependencies = [
        ("consignment", "0005_on_the_road_and_received"),
        ("catalog", "0017_custody_is_only_ended"),
        ("core", "0006_the_same_row_may_be_written_again"),
    ]
    operations = [
        migrations.RunSQL(LIVE + LISTING + PRICE + CHANGE + AGREED + CONSENT, UNDO),
        *(append_only(f"consignment_{table}") for table in KEPT),
    ]
