"""An order isn't completed while a claim under the Promise is open about it, as it isn't while a return is."""

from django.db import migrations

WITH_CLAIMS = """
create or replace function returns_order_completes_last() returns trigger language plpgsql as $$
begin
    if exists (select 1 from returns_return where order_id = new.id and ended_at is null)
        or exists (select 1 from promise_claim where order_id = new.id and ended_at is null) then
        raise exception 'order %: a return or claim of it is open', new.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""
WITHOUT = """
create or replace function returns_order_completes_last() returns trigger language plpgsql as $$
begin
    if exists (select 1 from returns_return where order_id = new.id and ended_at is null) then
        raise exception 'order %: a return of it is open', new.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0005_lapsed_ones"), ("promise", "0001_initial")]
    operations = [migrations.RunSQL(WITH_CLAIMS, WITHOUT)]
