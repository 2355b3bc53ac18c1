"""The rules that grades are proposed by until staff change them."""

from typing import Any

from django.db import migrations

# Kind (empty: every kind), zones (none: everywhere), this severe or worse, from so many on, the best grade then.
RULES: tuple[tuple[str, list[str], str, int, str], ...] = (
    ("", [], "light", 1, "excellent"),
    ("", [], "light", 4, "very_good"),
    ("", [], "moderate", 1, "very_good"),
    ("", [], "moderate", 4, "good"),
    ("", [], "marked", 1, "good"),
    ("", [], "marked", 4, ""),
    # What can be smelled is met before anything is seen.
    ("handbag", ["odour"], "light", 1, "very_good"),
    ("handbag", ["odour"], "moderate", 1, "good"),
    ("handbag", ["odour"], "marked", 1, ""),
    # Good means that everything works (catalog.grade_words).
    ("watch", ["technical"], "moderate", 1, "good"),
    ("watch", ["technical"], "marked", 1, ""),
)


def seed(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("catalog", "GradeRule")
    rule.objects.bulk_create(
        rule(kind=kind, zones=zones, severity=severity, at_least=at_least, highest=highest)
        for kind, zones, severity, at_least, highest in RULES
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0019_grades_by_zone_and_decision")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
