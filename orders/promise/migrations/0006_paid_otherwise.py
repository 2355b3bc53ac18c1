"""Money that went back another way is known, and a misdescribed piece that is ours for it is graded anew as well."""

from django.db import migrations, models

LISTED = """
create or replace function promise_guards_listing() returns trigger language plpgsql as $$
begin
    if exists (select from promise_claim where item_id = new.id and ended_at is null) then
        raise exception 'A claim about it is open.'
            using errcode = 'check_violation', constraint = 'listing_needs_passed_case';
    end if;
    if exists (
        select from promise_claimdecision d join promise_claim c on c.id = d.claim_id
        where c.item_id = new.id and d.outcome = 'misdescribed' and {kept} and not exists (
            select from catalog_gradedecision g where g.item_id = new.id and g.decided_at > d.decided_at)
    ) then
        raise exception 'Its condition was misdescribed: grade it anew first.'
            using errcode = 'check_violation', constraint = 'listing_needs_passed_case';
    end if;
    return new;
end $$;
"""
NOW = LISTED.replace("{kept}", "(c.refund_kind = 'full' or c.paid_otherwise is not null)")
BEFORE = LISTED.replace("{kept}", "c.refund_kind = 'full'")


class Migration(migrations.Migration):
    dependencies = [("promise", "0005_not_ours_after_photographs")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="paid_otherwise",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="USD that went back another way without our books; none: no money did, 0: they know of all of it",
                max_digits=12,
                null=True,
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
