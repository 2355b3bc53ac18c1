"""Every statement that changes a tax table changes the stamp, so that processes know to read again."""

from django.db import migrations

TABLES = [
    "registration",
    "jurisdiction",
    "rate",
    "boundary",
    "taxrule",
    "shippingrule",
    "roundingrule",
    "refundrule",
]
FUNCTION = """
insert into tax_tablesstamp (value) values (gen_random_uuid());
create or replace function portero_tax_changed() returns trigger language plpgsql as $$
begin
    update tax_tablesstamp set value = gen_random_uuid();
    return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0004_rules_and_boundaries")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function portero_tax_changed(); delete from tax_tablesstamp;"),
        *(
            migrations.RunSQL(
                f"create trigger tax_{table}_changed after insert or update or delete on tax_{table} "
                "for each statement execute function portero_tax_changed();",
                f"drop trigger tax_{table}_changed on tax_{table};",
            )
            for table in TABLES
        ),
    ]
