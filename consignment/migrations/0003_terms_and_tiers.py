"""The first version of our terms, and the tiers of commission that staff begin with."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import migrations

# Higher for small pieces, whose handling costs the same; a piece at the shop's usual 2,500 to 10,000 USD pays the
# 25 % that domain.md names as the average.
TIERS = (("0", "0.3500"), ("1000", "0.3000"), ("2500", "0.2500"), ("10000", "0.2000"), ("25000", "0.1500"))
TERMS = """You own the piece, it is free of anybody else's rights, and you may sell it. It stays yours until it is sold.

Portero receives, insures, examines, photographs, lists and ships the piece at its own cost, and insures it from the carrier's first scan of our label until it is with the buyer or back with you.

Our experts examine every piece. A piece that is not authentic is never listed; where the law requires it, we keep it and tell you why. A piece that we do not take for another reason goes back to you at our cost, with the reason in writing.

The price begins at the start price and falls only by the steps named above, on the days named above, never below the floor price. Any other change needs your consent, which you give or refuse by one click. You see every change, who made it and why.

Our commission is the share named above of the price the piece sells for. Sales tax, duties and delivery are the buyer's and no part of it. There are no other fees.

A buyer may return a piece within the return window that our shop names. After it has closed and no claim is open, we pay you on the first working day.

You may withdraw the piece at any time before somebody buys it; we send it back to you. At the end of the term it goes back to you, unless you renew.

We keep what you tell us to carry out this agreement and as the law requires, and never show your name or address to a buyer.

The law of the State of New York applies."""


def seed(apps: Any, schema_editor: Any) -> None:
    tier, terms = apps.get_model("consignment", "CommissionTier"), apps.get_model("consignment", "Terms")
    tier.objects.bulk_create(
        tier(price_from=Decimal(price_from), rate=Decimal(rate)) for price_from, rate in TIERS
    )
    terms.objects.create(version="2026-11", text=TERMS, since=datetime(2026, 11, 1, tzinfo=UTC))


class Migration(migrations.Migration):
    dependencies = [("consignment", "0002_append_only")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
