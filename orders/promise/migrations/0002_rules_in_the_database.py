"""What the database keeps of the Promise, also against a shell and SQL (docs/promise.md).

Each refusal is a check violation that names its rule; `orders.promise.deciding` and `catalog.listing` turn it into a
sentence for staff.
"""

from django.db import migrations

from portero.core.append_only import append_only

# Decided by somebody who neither opened the claim nor judged the piece before it, and as its review ended.
DECIDED = """
create function promise_decides() returns trigger language plpgsql as $$
declare claim promise_claim; outcome text;
begin
    select * into claim from promise_claim where id = new.claim_id for update;
    if new.decided_by_id = claim.opened_by_id or exists (
        select from authentication_review r join authentication_case c on c.id = r.case_id
        where c.item_id = claim.item_id and r.reviewer_id = new.decided_by_id
          and r.state = 'submitted' and r.submitted_at < claim.opened_at
    ) then
        raise exception 'Whoever opened a claim, or judged the piece before it, doesn''t decide it.'
            using errcode = 'check_violation', constraint = 'claim_decision_by_others';
    end if;
    select state into outcome from authentication_case
    where id = new.case_id and item_id = claim.item_id and kind = 'claim' and reference = claim.number;
    if not (case new.outcome
        when 'not_authentic' then coalesce(outcome, '') in ('counterfeit', 'unverified')
        when 'misdescribed' then coalesce(outcome, '') = 'passed'
            or (new.case_id is null and claim.received_at is null and claim.kind = 'condition')
        when 'not_ours' then claim.received_at is not null
        else coalesce(outcome, '') = 'passed' end) then
        raise exception 'A claim is decided as its review ended.'
            using errcode = 'check_violation', constraint = 'claim_decision_follows_case';
    end if;
    return new;
end $$;
create trigger promise_decides before insert on promise_claimdecision for each row
    execute function promise_decides();
"""
# What a claim was opened with stays; what has ended stays ended; no claim is deleted.
STAYS = """
create function promise_claim_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then return new; end if;
    if tg_op = 'DELETE' or old.ended_at is not null
        or (new.number, new.order_id, new.line_id, new.shipment_line_id, new.item_id, new.certificate_id, new.kind,
            new.words, new.opened_at, new.opened_by_id)
        is distinct from (old.number, old.order_id, old.line_id, old.shipment_line_id, old.item_id,
            old.certificate_id, old.kind, old.words, old.opened_at, old.opened_by_id) then
        raise exception 'A claim stays as it was opened, and as it ended.'
            using errcode = 'check_violation', constraint = 'claim_stays';
    end if;
    if (old.choice <> '' and new.choice <> old.choice)
        or (old.not_confident_at is not null and new.not_confident_at is distinct from old.not_confident_at) then
        raise exception 'What she answered stays.' using errcode = 'check_violation', constraint = 'claim_stays';
    end if;
    if new.state in ('decided_authentic', 'decided_not_authentic', 'decided_condition')
        and new.state <> old.state and not exists (
        select from promise_claimdecision d where d.claim_id = new.id
          and d.third_party = (new.not_confident_at is not null)
          and d.outcome = any (case new.state when 'decided_authentic' then array['authentic', 'as_described']
              when 'decided_not_authentic' then array['not_authentic'] else array['misdescribed'] end)
    ) then
        raise exception 'No decision says so.' using errcode = 'check_violation', constraint = 'claim_decision_follows_case';
    end if;
    return new;
end $$;
create trigger promise_claim_stays before update or delete on promise_claim for each row
    execute function promise_claim_stays();
create function promise_photo_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then return new; end if;
    if tg_op = 'UPDATE' or old.source = 'buyer'
        or (select state from promise_claim where id = old.claim_id) <> 'received' then
        raise exception 'The pictures of a claim stay.' using errcode = 'check_violation', constraint = 'claim_stays';
    end if;
    return old;
end $$;
create trigger promise_photo_stays before update or delete on promise_claimphoto for each row
    execute function promise_photo_stays();
"""
# The refund of a claim is one of its own order, captured there: the payment's own rules bound its sum.
MONEY = """
create function promise_refund_fits() returns trigger language plpgsql as $$
begin
    if not exists (
        select from payments_refund r join payments_payment p on p.id = r.payment_id
        where r.id = new.refund_id and p.order_id = new.order_id
    ) then
        raise exception 'The refund of a claim is of its own order.'
            using errcode = 'check_violation', constraint = 'claim_refund_of_its_order';
    end if;
    if old.refund_id is not null and new.refund_kind = old.refund_kind and exists (
        select from payments_refund r where r.id = old.refund_id and not (r.state = 'failed' and r.closed_at is not null)
    ) then
        raise exception 'It is refunded once.' using errcode = 'check_violation', constraint = 'claim_refunded_once';
    end if;
    return new;
end $$;
create trigger promise_refund_fits before update of refund_id on promise_claim for each row
    when (new.refund_id is not null and new.refund_id is distinct from old.refund_id)
    execute function promise_refund_fits();
"""
# What is doubted isn't offered; what was misdescribed isn't offered before it was graded anew.
LISTED = """
create function promise_guards_listing() returns trigger language plpgsql as $$
begin
    if exists (select from promise_claim where item_id = new.id and ended_at is null) then
        raise exception 'A claim about it is open.'
            using errcode = 'check_violation', constraint = 'listing_needs_passed_case';
    end if;
    if exists (
        select from promise_claimdecision d join promise_claim c on c.id = d.claim_id
        where c.item_id = new.id and d.outcome = 'misdescribed' and c.refund_kind = 'full' and not exists (
            select from catalog_gradedecision g where g.item_id = new.id and g.decided_at > d.decided_at)
    ) then
        raise exception 'Its condition was misdescribed: grade it anew first.'
            using errcode = 'check_violation', constraint = 'listing_needs_passed_case';
    end if;
    return new;
end $$;
create trigger promise_guards_listing before update of state on catalog_item for each row
    when (new.state = 'listed' and old.state is distinct from new.state)
    execute function promise_guards_listing();
"""
UNDO = """
drop trigger promise_guards_listing on catalog_item;
drop trigger promise_refund_fits on promise_claim;
drop trigger promise_photo_stays on promise_claimphoto;
drop trigger promise_claim_stays on promise_claim;
drop trigger promise_decides on promise_claimdecision;
drop function promise_guards_listing, promise_refund_fits, promise_photo_stays, promise_claim_stays, promise_decides;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("promise", "0001_initial"),
        ("authentication", "0021_quality_report_readers"),
        ("payments", "__first__"),
        ("catalog", "0021_grades_are_decided"),
    ]
    operations = [
        migrations.RunSQL(DECIDED + STAYS + MONEY + LISTED, UNDO),
        *(append_only(f"promise_{table}") for table in ("claimdecision", "claiminspection", "claimreminder")),
    ]
