"""The French and Italian words for lizard and python, in rules that staff haven't changed."""

from typing import Any

from django.db import migrations

ADDED = {
    "Python and cobra to California": ("pitone",),
    "Lizard and caiman to California": ("lezard",),
    "Exotic skins across a border": ("pitone", "lezard"),
}


def add(apps: Any, schema_editor: Any) -> None:
    for rule in apps.get_model("routes", "RouteRule").objects.filter(name__in=ADDED, change_reason=""):
        missing = [word for word in ADDED[rule.name] if word not in rule.words]
        rule.words = ", ".join([rule.words, *missing])
        rule.save(update_fields=["words"])


class Migration(migrations.Migration):
    dependencies = [("routes", "0002_rules")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
