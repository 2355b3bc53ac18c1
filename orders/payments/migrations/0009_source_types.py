"""The ways to pay in Oscar's books, made once: two first payments at one moment must not make two of a kind."""

from typing import Any

from django.db import migrations

NAMES = {
    "card": "Card",
    "card_hosted": "Card, on the processor's page",
    "paypal": "PayPal",
    "affirm": "Affirm",
    "wire": "Bank wire",
}


def make(apps: Any, schema_editor: Any) -> None:
    kinds = apps.get_model("payment", "SourceType").objects
    for code, name in NAMES.items():
        if not kinds.filter(name=name).exists():
            kinds.create(code=code.replace("_", "-"), name=name)


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_refund_seen_to"), ("payment", "0005_auto_20200801_0817")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
