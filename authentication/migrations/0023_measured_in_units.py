"""What is measured in a review is a number with its unit; one that can't be read doesn't complete it, also by SQL."""

from django.db import migrations, models

LACKS = """
create or replace function authentication_review_lacks(done authentication_review, list bigint) returns boolean
    language sql stable as $$
    select done.looked_s < done.least_look_s
        or done.looked_s > extract(epoch from done.submitted_at - done.begun_at) + 1
        or exists (
            select 1 from authentication_check c
            left join authentication_finding f on f.check_made_id = c.id and f.review_id = done.id
            where c.template_id = list and (
                coalesce(f.result, '') not in ('right', 'concern', 'wrong', 'absent')
                or (f.result = 'absent' and f.note = '')
                or (f.result <> 'absent' and {measured})
                or ((f.result in ('concern', 'wrong') or (f.result = 'right' and c.evidence = 'always'))
                    and not exists (select 1 from authentication_evidence e where e.finding_id = f.id))))
$$;
"""
NUMBER = "c.asks in ('weight', 'measure', 'carat') and f.value is null"
TEXT = "c.asks in ('weight', 'measure') and f.entered = ''"


class Migration(migrations.Migration):
    dependencies = [
        ("authentication", "0022_outside_after_our_own_word"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="unit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mm", "Millimetre"),
                    ("cm", "Centimetre"),
                    ("in", "Inch"),
                    ("g", "Gram"),
                    ("kg", "Kilogram"),
                    ("oz", "Ounce"),
                    ("ct", "Carat"),
                ],
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="value",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                help_text="what was entered as a number; none: it can't be read",
                max_digits=9,
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="check",
            name="asks",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Her finding alone"),
                    ("code", "The code or stamp, to be decoded"),
                    ("weight", "The weight"),
                    ("measure", "A measurement"),
                    ("carat", "A stone's weight in carats"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", ""), ("value__isnull", True)),
                    models.Q(
                        ("unit__in", ["mm", "cm", "in", "g", "kg", "oz", "ct"]),
                        ("value__gt", 0),
                        ("value__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finding_measured_in_a_unit",
            ),
        ),
        migrations.RunSQL(LACKS.format(measured=NUMBER), LACKS.format(measured=TEXT)),
    ]
