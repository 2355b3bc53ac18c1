"""A published key is a promise: the database refuses to change it, to lengthen its time, or to delete it."""

from django.db import migrations

KEYS_STAY = """
create function core_signing_key_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a published key is never deleted' using errcode = 'check_violation';
    end if;
    if (new.id, new.kid, new.public_key, new.valid_from) is distinct from (old.id, old.kid, old.public_key, old.valid_from)
       or (old.valid_until is not null and (new.valid_until is null or new.valid_until > old.valid_until))
       or (old.compromised_since is not null
           and (new.compromised_since is null or new.compromised_since > old.compromised_since)) then
        raise exception 'of a published key only the end changes, and only to an earlier time'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger core_signing_key_stays before update or delete on core_signingkey
    for each row execute function core_signing_key_stays();
"""
KEYS_GO = "drop trigger core_signing_key_stays on core_signingkey; drop function core_signing_key_stays;"


class Migration(migrations.Migration):
    dependencies = [("core", "0007_signing_keys")]
    operations = [migrations.RunSQL(KEYS_STAY, KEYS_GO)]
