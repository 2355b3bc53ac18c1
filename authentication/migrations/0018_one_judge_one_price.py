"""What a piece is offered at decides how many people must have judged it; who judges outside is nobody of the house.

The tier of a case follows from the rules, not from whoever writes the row, and what was decided is decided after its
reviews (docs/authenticity.md).
"""

from django.db import migrations

# As `authentication.cases.tiers.tier_of`: the strictest rule that matches, and of an unknown value the worst.
TIER = """
create function authentication_tier_of(house bigint, kind bigint, worth numeric) returns text language sql stable as $$
    with recursive kinds as (
        select id, slug, parent_id from catalog_category where id = kind
        union all
        select c.id, c.slug, c.parent_id from catalog_category c join kinds k on c.id = k.parent_id
    )
    select coalesce(min(tier), 'C') from authentication_tierrule
    where (designer = '' or designer = (select slug from catalog_designer where id = house))
      and (category = '' or category in (select slug from kinds))
      and (value_from is null or worth is null or worth > value_from)
$$;
create function authentication_case_has_its_tier() returns trigger language plpgsql as $$
declare wanted text;
begin
    select authentication_tier_of(designer_id, category_id, new.value) into wanted
        from catalog_item where id = new.item_id;
    if new.tier > wanted then
        perform authentication_refuse('case_has_its_tier', 'The piece is of tier ' || wanted || '.');
    end if;
    return new;
end $$;
create trigger authentication_case_zz_tier before insert on authentication_case for each row
    execute function authentication_case_has_its_tier();
"""
# Only what a case cleared is asked: an imported record has no reviewers.
OFFERED = """
create function authentication_guards_offer() returns trigger language plpgsql as $$
declare judges integer;
begin
    select count(distinct coalesce('r' || r.reviewer_id, 'x' || r.expert_id)) into judges
        from catalog_clearance l join authentication_case c on c.number = l.reference
        left join authentication_review r on r.case_id = c.id and r.state = 'submitted'
        where l.id = new.clearance_id and l.kind = 'authentication' having count(c.id) > 0;
    if judges < authentication_reviews_wanted(authentication_tier_of(new.designer_id, new.category_id, new.price)) then
        perform authentication_refuse('listing_needs_passed_case',
            'At this price it is of tier A: open a case by hand at that value, so that two people review it.');
    end if;
    return new;
end $$;
create trigger authentication_guards_offer before update of state, price, designer_id, category_id on catalog_item
    for each row when (new.state = 'listed' and new.clearance_id is not null and (
        old.state is distinct from new.state or new.price > coalesce(old.price, 0)
        or old.designer_id is distinct from new.designer_id or old.category_id is distinct from new.category_id))
    execute function authentication_guards_offer();
"""
OUTSIDE = """
create function authentication_outside_is_outside() returns trigger language plpgsql as $$
declare hers text;
begin
    select lower(email) into hers from authentication_outsideexpert where id = new.expert_id;
    if exists (select 1 from accounts_user where is_staff and lower(email) = hers) or exists (
        select 1 from authentication_bar b join accounts_user u on u.id = b.person_id
        join authentication_case c on c.id = b.case_id
        where lower(u.email) = hers and c.item_id = (select item_id from authentication_case where id = new.case_id)
    ) then
        perform authentication_refuse('review_by_barred', 'She is one of us, or it is hers: ask somebody else.');
    end if;
    if exists (
        select 1 from authentication_review r join authentication_case c on c.id = r.case_id
        join authentication_outsideexpert e on e.id = r.expert_id
        where r.state = 'submitted' and r.id <> new.id and lower(e.email) = hers
          and c.item_id = (select item_id from authentication_case where id = new.case_id)
    ) then
        perform authentication_refuse('review_by_barred', 'Nobody reviews a piece that she decided on before.');
    end if;
    return new;
end $$;
create trigger authentication_outside_is_outside before insert or update of state, expert_id on authentication_review
    for each row when (new.expert_id is not null and new.state <> 'handed_back')
    execute function authentication_outside_is_outside();
"""
# The last word on a piece is the newest: a decision dated back would hide behind an older one.
WHEN = """
create function authentication_case_decided_then() returns trigger language plpgsql as $$
begin
    -- A minute, because a transaction's now() is that of its beginning.
    if new.decided_at < (select max(submitted_at) - interval '1 minute' from authentication_review where case_id = new.id) then
        perform authentication_refuse('case_decided_by_reviews', 'It is decided after its reviews, not before.');
    end if;
    return new;
end $$;
create trigger authentication_case_decided_then before update of state on authentication_case for each row
    when (new.decided_at is not null and old.decided_at is null) execute function authentication_case_decided_then();
"""
UNDO = """
drop trigger authentication_case_decided_then on authentication_case;
drop trigger authentication_outside_is_outside on authentication_review;
drop trigger authentication_guards_offer on catalog_item;
drop trigger authentication_case_zz_tier on authentication_case;
drop function authentication_case_decided_then, authentication_outside_is_outside, authentication_guards_offer,
    authentication_case_has_its_tier, authentication_tier_of;
"""


class Migration(migrations.Migration):
    dependencies = [("authentication", "0017_codes_journal"), ("catalog", "0026_item_log_begun")]
    operations = [migrations.RunSQL(TIER + OFFERED + OUTSIDE + WHEN, UNDO)]
