"""A claim moves along the states' table alone; its parcel may still come after it has ended, and what was lost be found.

`promise_may_follow` is `orders.promise.states.ALLOWED`; a test compares them pair by pair.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

EDGES = """
create function promise_may_follow(before text, after text) returns boolean language sql immutable as $$
    select after = any (case before
        when 'opened' then array['label_sent', 'received', 'decided_condition', 'withdrawn', 'declined']
        when 'label_sent' then array['in_transit', 'received', 'withdrawn', 'lapsed']
        when 'in_transit' then array['received', 'lost']
        when 'lost' then array['received', 'going_back', 'refunding', 'closed']
        when 'received' then array['under_review', 'refunding', 'going_back', 'closed']
        when 'under_review' then array['decided_authentic', 'decided_not_authentic', 'decided_condition', 'going_back']
        when 'decided_authentic' then array['third_party', 'going_back']
        when 'third_party' then array['decided_authentic', 'decided_not_authentic', 'decided_condition']
        when 'decided_not_authentic' then array['refunding', 'closed']
        when 'decided_condition' then array['label_sent', 'refunding', 'going_back', 'closed']
        when 'going_back' then array['lost', 'closed']
        when 'refunding' then array['refunded', 'closed']
        when 'closed' then array['received', 'going_back']
        when 'withdrawn' then array['received']
        when 'lapsed' then array['in_transit', 'received']
        else array[]::text[] end)
$$;
create function promise_claim_moves() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'opened' then
            raise exception 'A claim begins when it is opened.'
                using errcode = 'check_violation', constraint = 'claim_moves_by_its_table';
        end if;
    elsif new.state <> old.state and not promise_may_follow(old.state, new.state) then
        raise exception 'A claim that is % can''t become %.', old.state, new.state
            using errcode = 'check_violation', constraint = 'claim_moves_by_its_table';
    end if;
    return new;
end $$;
create trigger promise_claim_steps before insert or update of state on promise_claim for each row
    execute function promise_claim_moves();
"""
STAYS = """
create or replace function promise_claim_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then return new; end if;
    if tg_op = 'DELETE'
        or (old.ended_at is not null and {ended})
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
"""
# An end stays, but where the parcel came after it, or what was given up as lost is found.
GOES_ON = """not (
            (new.ended_at is null and new.state <> old.state and new.reopened_at is not null
                and new.reopened_at is distinct from old.reopened_at
                and (old.state <> 'closed' or (old.lost_at is not null and old.paid_otherwise is null
                    and old.refund_kind <> 'full')))
            or (old.turned_up_at is null and new.turned_up_at is not null
                and to_jsonb(new) - 'turned_up_at' - 'turned_up_by_id'
                    = to_jsonb(old) - 'turned_up_at' - 'turned_up_by_id'))"""
AGAIN = """
create trigger promise_claim_again_or_return before update of ended_at on promise_claim for each row
    when (old.ended_at is not null and new.ended_at is null) execute function promise_claim_or_return();
"""
UNDO = """
drop trigger promise_claim_again_or_return on promise_claim;
drop trigger promise_claim_steps on promise_claim;
drop function promise_claim_moves, promise_may_follow;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("promise", "0006_paid_otherwise"),
    ]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="reopened_at",
            field=models.DateTimeField(
                blank=True, help_text="when its parcel came, or moved, although it had ended", null=True
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="turned_up_at",
            field=models.DateTimeField(
                blank=True, help_text="lost, paid back and found: ours again since", null=True
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="turned_up_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="back_times",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="how often it came to us again on its way back to her"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("turned_up_at__isnull", True), ("turned_up_by__isnull", True))
                | models.Q(
                    ("lost_at__isnull", False),
                    ("state__in", ["refunding", "refunded", "closed"]),
                    ("turned_up_at__isnull", False),
                    ("turned_up_by__isnull", False),
                ),
                name="claim_turned_up_was_lost_and_paid_back",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("state", "lapsed")), fields=["ended_at"], name="claim_lapsed"
            ),
        ),
        migrations.RunSQL(EDGES, UNDO),
        migrations.RunSQL(STAYS.replace("{ended}", GOES_ON) + AGAIN, STAYS.replace("{ended}", "true")),
    ]
