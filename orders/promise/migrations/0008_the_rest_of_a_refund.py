"""Of a refund over several payments that failed in part, what is missing may be asked for anew."""

from django.db import migrations

# Of a refund, and of those that were asked for with it after it (but `until`): some failed for good, none is under way.
FELL_SHORT = """
create function promise_fell_short(first bigint, until bigint default null) returns boolean language sql stable as $$
    with recursive asked as (
        select id, state, closed_at from payments_refund where id = first
        union all
        select r.id, r.state, r.closed_at from payments_refund r join asked a on r.rest_of_id = a.id
        where r.id is distinct from until
    )
    select coalesce(bool_or(closed_at is not null) and bool_and(state = 'done' or closed_at is not null), false)
    from asked
$$;
"""
MONEY = """
create or replace function promise_refund_fits() returns trigger language plpgsql as $$
begin
    if not exists (
        select from payments_refund r join payments_payment p on p.id = r.payment_id
        where r.id = new.refund_id and p.order_id = new.order_id
    ) then
        raise exception 'The refund of a claim is of its own order.'
            using errcode = 'check_violation', constraint = 'claim_refund_of_its_order';
    end if;
    if old.refund_id is not null and new.refund_kind = old.refund_kind and {stands} then
        raise exception 'It is refunded once.' using errcode = 'check_violation', constraint = 'claim_refunded_once';
    end if;
    return new;
end $$;
"""
NOW = MONEY.replace("{stands}", "not promise_fell_short(old.refund_id, new.refund_id)")
BEFORE = MONEY.replace(
    "{stands}",
    """exists (
        select from payments_refund r where r.id = old.refund_id and not (r.state = 'failed' and r.closed_at is not null)
    )""",
)


class Migration(migrations.Migration):
    dependencies = [("promise", "0007_after_its_end"), ("payments", "__first__")]
    operations = [
        migrations.RunSQL(FELL_SHORT, "drop function promise_fell_short"),
        migrations.RunSQL(NOW, BEFORE),
    ]
