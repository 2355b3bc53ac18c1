"""Who judged the piece in any case but the claim's own doesn't decide the claim, whenever that was."""

from django.db import migrations

JUDGED = """
create function promise_judged_elsewhere(claim promise_claim, person bigint) returns boolean language sql stable as $$
    select exists (
        select from authentication_review r join authentication_case c on c.id = r.case_id
        where c.item_id = claim.item_id and r.reviewer_id = person and r.state = 'submitted'
          and not (c.kind = 'claim' and c.reference = claim.number))
$$;
"""
DECIDES = """
create or replace function promise_decides() returns trigger language plpgsql as $$
declare claim promise_claim; outcome text;
begin
    select * into claim from promise_claim where id = new.claim_id for update;
    if new.decided_by_id = claim.opened_by_id or {judged} then
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
"""
BEFORE = """exists (
        select from authentication_review r join authentication_case c on c.id = r.case_id
        where c.item_id = claim.item_id and r.reviewer_id = new.decided_by_id
          and r.state = 'submitted' and r.submitted_at < claim.opened_at
    )"""
NOW = JUDGED + DECIDES.replace("{judged}", "promise_judged_elsewhere(claim, new.decided_by_id)")
UNDO = DECIDES.replace("{judged}", BEFORE) + "drop function promise_judged_elsewhere;"


class Migration(migrations.Migration):
    dependencies = [("promise", "0003_a_claim_or_a_return")]
    operations = [migrations.RunSQL(NOW, UNDO)]
