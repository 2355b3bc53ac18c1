"""What the database keeps true about known fakes and blind grades, also against a shell and SQL.

A known fake is no piece of the shop, is never listed and never certified, and stays known. A blind grade is given by
somebody who neither graded the piece nor wrote its report, and stays as it was given.
"""

from django.db import migrations

from portero.core.append_only import append_only

FAKES = """
create function authentication_fake_is_marked() returns trigger language plpgsql as $$
begin
    if exists (select 1 from catalog_item where id = new.item_id and state not in ('draft', 'withdrawn'))
       or exists (select 1 from authentication_certificate where item_id = new.item_id) then
        perform authentication_refuse('known_fake_stays', 'What was in the shop or certified is no known fake.');
    end if;
    return new;
end $$;
create trigger authentication_fake_is_marked before insert on authentication_trainingfake for each row
    execute function authentication_fake_is_marked();
create function authentication_fake_is_not_listed() returns trigger language plpgsql as $$
begin
    if exists (select 1 from authentication_trainingfake where item_id = new.id) then
        perform authentication_refuse('listing_needs_passed_case', 'It is a known fake, kept for training.');
    end if;
    return new;
end $$;
create trigger authentication_fake_is_not_listed before update of state on catalog_item for each row
    when (new.state in ('listed', 'sold') and old.state is distinct from new.state)
    execute function authentication_fake_is_not_listed();
create function authentication_fake_is_not_certified() returns trigger language plpgsql as $$
begin
    if exists (select 1 from authentication_trainingfake where item_id = new.item_id) then
        perform authentication_refuse('known_fake_stays', 'A known fake gets no certificate.');
    end if;
    return new;
end $$;
create trigger authentication_fake_is_not_certified before insert on authentication_certificate for each row
    execute function authentication_fake_is_not_certified();
"""
BLIND = """
create function authentication_blind_grade_given() returns trigger language plpgsql as $$
declare piece bigint;
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then return new; end if;
    if tg_op = 'DELETE' or old.given_at is not null or new.decision_id <> old.decision_id then
        perform authentication_refuse('blind_grade_stays', 'A blind grade stays as it was given.');
    end if;
    select item_id into piece from catalog_gradedecision where id = new.decision_id;
    if exists (select 1 from catalog_gradedecision where item_id = piece and decided_by_id = new.grader_id)
       or exists (select 1 from catalog_conditionreport where item_id = piece and recorded_by_id = new.grader_id) then
        perform authentication_refuse('blind_grade_stays', 'Who graded the piece before doesn''t grade it blind.');
    end if;
    return new;
end $$;
create trigger authentication_blind_grade_given before update or delete on authentication_blindgrade for each row
    execute function authentication_blind_grade_given();
"""
UNDO = """
drop trigger authentication_fake_is_marked on authentication_trainingfake;
drop trigger authentication_fake_is_not_listed on catalog_item;
drop trigger authentication_fake_is_not_certified on authentication_certificate;
drop trigger authentication_blind_grade_given on authentication_blindgrade;
drop function authentication_fake_is_marked, authentication_fake_is_not_listed, authentication_fake_is_not_certified,
    authentication_blind_grade_given;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("authentication", "0013_quality"),
        ("catalog", "0021_grades_are_decided"),
    ]
    operations = [
        *(append_only(f"authentication_{table}") for table in ("trainingfake", "qualitydraw", "miss")),
        migrations.RunSQL(FAKES + BLIND, UNDO),
    ]
