"""The rules of authenticity review as the database keeps them, also against a shell and SQL (docs/authenticity.md).

Each refusal is a check violation that names its rule: `authentication.cases.refusals` and `catalog.listing` turn it
into a sentence for staff.
"""

from django.db import migrations

from portero.core.append_only import append_only

# Loading rows as they are (a restored database) changes nothing, and is no business of these rules.
REFUSE = """
create function authentication_refuse(rule text, says text) returns void language plpgsql as $$
begin
    raise exception '%', says using errcode = 'check_violation', constraint = rule;
end $$;
create function authentication_reviews_wanted(tier text) returns integer language sql immutable as $$
    select case tier when 'A' then 2 else 1 end
$$;
"""
# The defaults are those of portero.core.figures (a test compares them); staff's own values are rows.
LEAST_LOOK = """
create function authentication_least_look(tier text) returns integer language sql stable as $$
    select 60 * coalesce(
        (select value::integer from core_figurevalue where name = 'look_minutes_tier_' || lower(tier)),
        case tier when 'A' then 10 when 'B' then 6 else 4 end)
$$;
"""
BEGUN = """
create function authentication_review_begins() returns trigger language plpgsql as $$
declare looked_at authentication_case;
begin
    select * into looked_at from authentication_case where id = new.case_id for update;
    if new.state <> 'begun' then
        perform authentication_refuse('review_fits_case', 'A review begins before it is submitted.');
    end if;
    if not coalesce(case looked_at.state
            when 'open' then new.expert_id is null
                and new.round between 1 and authentication_reviews_wanted(looked_at.tier)
            when 'disagreed' then new.expert_id is null and new.round = 3
            when 'outside' then new.expert_id is not null and new.round = 4 end, false) then
        perform authentication_refuse('review_fits_case', 'That review isn''t wanted of the case as it stands.');
    end if;
    perform authentication_bars(looked_at, new);
    new.least_look_s := case when new.expert_id is null then authentication_least_look(looked_at.tier) else 0 end;
    return new;
end $$;
create trigger authentication_review_begins before insert on authentication_review for each row
    execute function authentication_review_begins();
"""
BARRED = """
create function authentication_bars(looked_at authentication_case, judged authentication_review) returns void
    language plpgsql as $$
begin
    if judged.reviewer_id is null then return; end if;
    if exists (select 1 from authentication_bar b join authentication_case c on c.id = b.case_id
               where c.item_id = looked_at.item_id and b.person_id = judged.reviewer_id) then
        perform authentication_refuse('review_by_barred',
            'Nobody reviews a piece that she took in, owns or consigns.');
    end if;
    if exists (select 1 from authentication_review r join authentication_case c on c.id = r.case_id
               where c.item_id = looked_at.item_id and r.reviewer_id = judged.reviewer_id
                 and r.state = 'submitted' and r.id is distinct from judged.id) then
        perform authentication_refuse('review_by_barred', 'Nobody reviews a piece that she decided on before.');
    end if;
end $$;
"""
SUBMITTED = """
create function authentication_review_lacks(done authentication_review, list bigint) returns boolean
    language sql stable as $$
    select done.looked_s < done.least_look_s
        or done.looked_s > extract(epoch from done.submitted_at - done.begun_at) + 1
        or exists (
            select 1 from authentication_check c
            left join authentication_finding f on f.check_made_id = c.id and f.review_id = done.id
            where c.template_id = list and (
                coalesce(f.result, '') not in ('right', 'concern', 'wrong', 'absent')
                or (f.result = 'absent' and f.note = '')
                or (f.result <> 'absent' and c.asks in ('weight', 'measure') and f.entered = '')
                or ((f.result in ('concern', 'wrong') or (f.result = 'right' and c.evidence = 'always'))
                    and not exists (select 1 from authentication_evidence e where e.finding_id = f.id))))
$$;
create function authentication_review_changes() returns trigger language plpgsql as $$
declare looked_at authentication_case;
begin
    if to_jsonb(new) = to_jsonb(old) then return new; end if;
    if old.state <> 'begun' then
        perform authentication_refuse('review_stays', 'A review that is over stays as it was given.');
    end if;
    if (new.case_id, new.round, new.reviewer_id, new.expert_id, new.begun_at, new.least_look_s)
            is distinct from (old.case_id, old.round, old.reviewer_id, old.expert_id, old.begun_at, old.least_look_s) then
        perform authentication_refuse('review_stays', 'Whose review it is, and since when, stays as it began.');
    end if;
    if new.state <> 'submitted' then return new; end if;
    select * into looked_at from authentication_case where id = new.case_id for update;
    if looked_at.state not in ('open', 'disagreed', 'outside') then
        perform authentication_refuse('review_fits_case', 'The case is decided.');
    end if;
    perform authentication_bars(looked_at, new);
    if new.expert_id is not null and (
        new.reason = '' or new.verdict = 'second_opinion' or new.submitted_at > new.link_expires_at) then
        perform authentication_refuse('review_complete', 'Her word comes with a reason, while her link is good.');
    end if;
    if new.expert_id is null and authentication_review_lacks(new, looked_at.template_id) then
        perform authentication_refuse('review_complete',
            'Every check needs its finding and what shows it, and the piece its least look.');
    end if;
    return new;
end $$;
create trigger authentication_review_changes before update on authentication_review for each row
    execute function authentication_review_changes();
create function authentication_review_stays() returns trigger language plpgsql as $$
begin
    perform authentication_refuse('review_stays', 'A review stays on record.');
    return null;
end $$;
create trigger authentication_review_stays before delete on authentication_review for each row
    execute function authentication_review_stays();
"""
FROZEN = """
create function authentication_finding_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then return new; end if;
    if exists (
        select 1 from authentication_review r where r.state <> 'begun'
           and r.id in (case when tg_op <> 'INSERT' then old.review_id end, case when tg_op <> 'DELETE' then new.review_id end)
    ) then
        perform authentication_refuse('review_stays', 'Findings stay as the review was given.');
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger authentication_finding_stays before insert or update or delete on authentication_finding
    for each row execute function authentication_finding_stays();
create function authentication_evidence_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then return new; end if;
    if exists (
        select 1 from authentication_finding f join authentication_review r on r.id = f.review_id
         where r.state <> 'begun' and f.id in (
            case when tg_op <> 'INSERT' then old.finding_id end, case when tg_op <> 'DELETE' then new.finding_id end)
    ) then
        perform authentication_refuse('review_stays', 'Evidence stays as the review was given.');
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger authentication_evidence_stays before insert or update or delete on authentication_evidence
    for each row execute function authentication_evidence_stays();
"""
# The item's row is held, so that a listing at the same moment waits and then sees the case (or the other way round).
OPENED = """
create function authentication_case_opens() returns trigger language plpgsql as $$
declare shelf text;
begin
    if new.state <> 'open' then
        perform authentication_refuse('case_decided_by_reviews', 'A case begins open.');
    end if;
    select state into shelf from catalog_item where id = new.item_id for share;
    if shelf = 'listed' and new.kind in ('intake', 'by_hand', 'claim') then
        perform authentication_refuse('case_not_on_the_shelf', 'It is for sale: take it off the shelf first.');
    end if;
    return new;
end $$;
create trigger authentication_case_opens before insert on authentication_case for each row
    execute function authentication_case_opens();
"""
DECIDED = """
create function authentication_may_decide(decided authentication_case) returns boolean language sql stable as $$
    with said as (
        select round, verdict, coalesce('r' || reviewer_id, 'x' || expert_id) as judge from authentication_review
        where case_id = decided.id and state = 'submitted'
    ), fits as (
        select * from said where verdict = case decided.state when 'passed' then 'authentic'
            when 'counterfeit' then 'counterfeit' else 'cannot_verify' end
    ), wanted as (select authentication_reviews_wanted(decided.tier) as people)
    select (select count(distinct judge) from said) >= (select people from wanted)
       and case when exists (select 1 from said where round = 4)
                then exists (select 1 from fits where round = 4)
                else (select count(distinct judge) from fits) >= (select people from wanted)
                     and 2 * (select count(*) from fits) > (select count(*) from said where verdict <> 'second_opinion')
           end
$$;
create function authentication_case_changes() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) = to_jsonb(old) then return new; end if;
    if old.state not in ('open', 'disagreed', 'outside') then
        perform authentication_refuse('case_stays', 'What was decided stays decided: a doubt is a case of its own.');
    end if;
    if (new.number, new.item_id, new.kind, new.tier, new.tier_why, new.value, new.template_id, new.prior_id, new.claims,
            new.opened_at, new.opened_by_id)
        is distinct from (old.number, old.item_id, old.kind, old.tier, old.tier_why, old.value, old.template_id,
            old.prior_id, old.claims, old.opened_at, old.opened_by_id) then
        perform authentication_refuse('case_stays', 'What a case was opened with stays.');
    end if;
    if new.state in ('passed', 'counterfeit', 'unverified') and not authentication_may_decide(new) then
        perform authentication_refuse('case_decided_by_reviews',
            'Reviews decide a case: two by two people in tier A, each complete.');
    end if;
    return new;
end $$;
create trigger authentication_case_changes before update on authentication_case for each row
    execute function authentication_case_changes();
create function authentication_case_stays() returns trigger language plpgsql as $$
begin
    perform authentication_refuse('case_stays', 'A case stays on record.');
    return null;
end $$;
create trigger authentication_case_stays before delete on authentication_case for each row
    execute function authentication_case_stays();
"""
CLEARED = """
create function authentication_clears(piece bigint, number text) returns boolean language sql stable as $$
    select exists (select 1 from authentication_case c where c.number = authentication_clears.number
        and c.item_id = piece and c.state = 'passed' and c.kind in ('intake', 'by_hand', 'claim'))
$$;
create function authentication_guards_clearance() returns trigger language plpgsql as $$
declare wearer bigint;
begin
    if tg_op = 'UPDATE' then
        perform authentication_refuse('clearance_needs_passed_case', 'A clearance is given anew, never changed.');
    end if;
    select id into wearer from catalog_item where clearance_id = new.id;
    if not (
        case when wearer is not null then authentication_clears(wearer, new.reference)
        else exists (select 1 from authentication_case c where c.number = new.reference and c.state = 'passed') end
    ) then
        perform authentication_refuse('clearance_needs_passed_case', 'No passed case of this number.');
    end if;
    return new;
end $$;
create trigger authentication_guards_clearance before insert on catalog_clearance for each row
    when (new.kind = 'authentication') execute function authentication_guards_clearance();
create trigger authentication_clearance_stays before update on catalog_clearance for each row
    when ((new.kind, new.reference) is distinct from (old.kind, old.reference))
    execute function authentication_guards_clearance();
create function authentication_guards_cleared() returns trigger language plpgsql as $$
declare named text;
begin
    select reference into named from catalog_clearance where id = new.clearance_id and kind = 'authentication';
    if found and not authentication_clears(new.id, named) then
        perform authentication_refuse('clearance_needs_passed_case', 'No case of this very piece has passed.');
    end if;
    return new;
end $$;
create trigger authentication_guards_new before insert on catalog_item for each row
    when (new.clearance_id is not null) execute function authentication_guards_cleared();
create trigger authentication_guards_cleared before update of clearance_id on catalog_item for each row
    when (new.clearance_id is not null and new.clearance_id is distinct from old.clearance_id)
    execute function authentication_guards_cleared();
"""
LISTED = """
create function authentication_passed_last(piece bigint) returns boolean language sql stable as $$
    select coalesce((
        select c.state = 'passed' from authentication_case c
        where c.item_id = piece and c.state in ('passed', 'counterfeit', 'unverified') and c.kind <> 'seeded'
        order by c.decided_at desc, c.id desc limit 1), true)
$$;
create function authentication_guards_listing() returns trigger language plpgsql as $$
begin
    if exists (select 1 from authentication_case where item_id = new.id and kind = 'seeded') then
        perform authentication_refuse('listing_needs_passed_case', 'It is a known fake, kept for training.');
    end if;
    if exists (select 1 from authentication_case where item_id = new.id and kind in ('intake', 'by_hand', 'claim')
               and state in ('open', 'disagreed', 'outside')) then
        perform authentication_refuse('listing_needs_passed_case', 'Its authenticity is being reviewed.');
    end if;
    if not authentication_passed_last(new.id) then
        perform authentication_refuse('listing_needs_passed_case', 'It didn''t pass its last review of authenticity.');
    end if;
    return new;
end $$;
create trigger authentication_guards_listing before update of state on catalog_item for each row
    when (new.state = 'listed' and old.state is distinct from new.state)
    execute function authentication_guards_listing();
"""
UNDO = """
drop trigger authentication_review_begins on authentication_review;
drop trigger authentication_review_changes on authentication_review;
drop trigger authentication_review_stays on authentication_review;
drop trigger authentication_finding_stays on authentication_finding;
drop trigger authentication_evidence_stays on authentication_evidence;
drop trigger authentication_case_opens on authentication_case;
drop trigger authentication_case_changes on authentication_case;
drop trigger authentication_case_stays on authentication_case;
drop trigger authentication_guards_clearance on catalog_clearance;
drop trigger authentication_clearance_stays on catalog_clearance;
drop trigger authentication_guards_new on catalog_item;
drop trigger authentication_guards_cleared on catalog_item;
drop trigger authentication_guards_listing on catalog_item;
drop function authentication_review_begins, authentication_review_changes, authentication_review_stays,
    authentication_finding_stays, authentication_evidence_stays, authentication_case_opens,
    authentication_case_changes, authentication_case_stays, authentication_guards_clearance,
    authentication_guards_cleared, authentication_guards_listing, authentication_passed_last, authentication_clears,
    authentication_may_decide, authentication_review_lacks, authentication_bars, authentication_least_look,
    authentication_reviews_wanted, authentication_refuse;
"""
RULES = REFUSE + LEAST_LOOK + BARRED + BEGUN + SUBMITTED + FROZEN + OPENED + DECIDED + CLEARED + LISTED
KEPT = ("bar", "casephoto", "caseevent")


class Migration(migrations.Migration):
    dependencies = [
        ("authentication", "0004_tier_rules"),
        ("core", "0006_the_same_row_may_be_written_again"),
    ]
    operations = [
        migrations.RunSQL(RULES, UNDO),
        *(append_only(f"authentication_{table}") for table in KEPT),
    ]
