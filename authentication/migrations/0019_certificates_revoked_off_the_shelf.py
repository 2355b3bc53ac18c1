"""What has lost its certificate is not for sale: not at that moment, and not again before another case has passed.

A case revokes as it is decided, and none is open of a piece on the shelf (0005): its revocations are let through.
"""

from django.db import migrations

RULES = """
create function authentication_certificate_ended() returns trigger language plpgsql as $$
begin
    perform from catalog_item i join authentication_certificate c on c.item_id = i.id
    where c.id = new.certificate_id and i.state = 'listed' and not exists (
        select from authentication_certificate other
        where other.item_id = i.id and other.id <> c.id and not authentication_certificate_revoked(other.id)
    ) for update of i;
    if found then
        perform authentication_refuse('certificate_of_what_is_offered', 'It is for sale: it leaves the shelf first.');
    end if;
    return new;
end $$;
create trigger authentication_certificate_ended before insert on authentication_certificateevent for each row
    when (new.kind = 'revoked' and new.reference = '') execute function authentication_certificate_ended();
create function authentication_guards_revoked() returns trigger language plpgsql as $$
begin
    if exists (
        select from authentication_certificate c where authentication_certificate_revoked(c.id) and c.case_id = (
            select id from authentication_case
            where item_id = new.id and state = 'passed' and kind in ('intake', 'by_hand', 'claim')
            order by decided_at desc, id desc limit 1
        )
    ) then
        perform authentication_refuse(
            'listing_needs_passed_case', 'Its certificate was revoked: another case has to pass first.'
        );
    end if;
    return new;
end $$;
create trigger authentication_guards_revoked before update of state on catalog_item for each row
    when (new.state = 'listed' and old.state is distinct from new.state)
    execute function authentication_guards_revoked();
"""
UNDO = """
drop trigger authentication_guards_revoked on catalog_item;
drop trigger authentication_certificate_ended on authentication_certificateevent;
drop function authentication_guards_revoked, authentication_certificate_ended;
"""


class Migration(migrations.Migration):
    dependencies = [("authentication", "0018_one_judge_one_price")]
    operations = [migrations.RunSQL(RULES, UNDO)]
