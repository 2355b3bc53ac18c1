"""A client who still doubts after our own review gets an authenticator outside: her case stands on ours.

Ours was complete and passed; its reviewers count among the people who judged. Her word alone decides.
"""

from django.db import migrations

MAY_DECIDE = """
create or replace function authentication_may_decide(decided authentication_case) returns boolean
    language sql stable as $$
    with said as (
        select round, verdict, coalesce('r' || reviewer_id, 'x' || expert_id) as judge from authentication_review
        where case_id = decided.id and state = 'submitted'
    ), fits as (
        select * from said where verdict = case decided.state when 'passed' then 'authentic'
            when 'counterfeit' then 'counterfeit' else 'cannot_verify' end
    ), before as (
        select coalesce('r' || r.reviewer_id, 'x' || r.expert_id) as judge
        from authentication_case ours join authentication_review r on r.case_id = ours.id
        where ours.id = decided.prior_id and r.state = 'submitted' and ours.state = 'passed'
          and ours.kind = 'claim' and decided.kind = 'claim' and ours.item_id = decided.item_id
          and ours.reference = decided.reference and decided.reference <> ''
          and exists (select 1 from said where round = 4)
    ), wanted as (select authentication_reviews_wanted(decided.tier) as people)
    select (select count(distinct judge) from (select judge from said union select judge from before) every)
            >= (select people from wanted)
       and case when exists (select 1 from said where round = 4)
                then exists (select 1 from fits where round = 4)
                else (select count(distinct judge) from fits) >= (select people from wanted)
                     and 2 * (select count(*) from fits) > (select count(*) from said where verdict <> 'second_opinion')
           end
$$;
"""
BEFORE = """
create or replace function authentication_may_decide(decided authentication_case) returns boolean
    language sql stable as $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("authentication", "0021_quality_report_readers")]
    operations = [migrations.RunSQL(MAY_DECIDE, BEFORE)]
