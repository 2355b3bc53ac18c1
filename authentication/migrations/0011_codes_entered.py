"""A code that a reviewer enters is kept encrypted; the database takes no other."""

from django.db import migrations, models

SEALED = """
create function authentication_code_sealed() returns trigger language plpgsql as $$
begin
    if new.entered <> '' and new.entered not like 'gAAAA%' and exists (
        select from authentication_check where id = new.check_made_id and asks = 'code'
    ) then
        raise exception 'A code is kept encrypted.' using errcode = 'check_violation', constraint = 'code_sealed';
    end if;
    return new;
end $$;
create trigger authentication_code_sealed before insert or update of entered, check_made_id on authentication_finding
    for each row execute function authentication_code_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("authentication", "0010_certificates_stand_on_cases")]
    operations = [
        migrations.AlterField(
            model_name="finding",
            name="entered",
            field=models.TextField(
                blank=True, help_text="weight, measure; a code encrypted (authentication.serials.entered)"
            ),
        ),
        migrations.RunSQL(
            SEALED,
            "drop trigger authentication_code_sealed on authentication_finding;"
            "drop function authentication_code_sealed();",
        ),
    ]
