"""The zones Portero opens with, and what each option costs there (demonstration figures; staff change them).

Each charge is the option's own, as it was until now, plus what the zone costs more; from 50,000 USD on the
insurance makes it dearer. They reach back to the first day, so that every past sale can be answered.
USPS Priority Mail Express and DHL don't deliver to military addresses by the day they promise, or at all.
"""

import datetime
from decimal import Decimal
from typing import Any

from django.db import migrations

BEGUN = datetime.date(2000, 1, 1)
DEAR = Decimal("50000.00")
# Zone: its name, how a sentence says it, its places (a country, or US states), for each option what it costs
# more than the option itself (None: not offered) and, where transit differs, the business days.
EUROPE = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK"
ZONES: list[tuple[str, str, str, dict[tuple[str, str], Any]]] = [
    (
        "Contiguous United States",
        "the United States",
        "US",
        {
            ("standard", "domestic"): 0,
            ("expedited", "domestic"): 0,
            ("standard", "international"): 0,
            ("expedited", "international"): 0,
        },
    ),
    (
        "Alaska and Hawaii",
        "Alaska and Hawaii",
        "US-AK US-HI",
        {
            ("standard", "domestic"): (15, 4, 7),
            ("expedited", "domestic"): (20, 2, 3),
            ("standard", "international"): (15, 5, 8),
        },
    ),
    (
        "US territories",
        "the US territories",
        "US-AS US-FM US-GU US-MH US-MP US-PR US-PW US-VI",
        {
            ("standard", "domestic"): (15, 5, 8),
            ("expedited", "domestic"): (20, 2, 4),
            ("standard", "international"): (15, 5, 8),
        },
    ),
    (
        "Military addresses (APO, FPO, DPO)",
        "military addresses",
        "US-AA US-AE US-AP",
        {("standard", "domestic"): (5, 10, 25)},
    ),
    (
        "Canada and Mexico",
        "Canada and Mexico",
        "CA MX",
        {("standard", "international"): 0, ("expedited", "international"): 0},
    ),
    ("Europe", "Europe", EUROPE, {("standard", "international"): 0, ("expedited", "international"): 0}),
    (
        "Asia and Pacific",
        "Asia and the Pacific",
        "AU HK JP KR NZ SG TW",
        {("standard", "international"): 10, ("expedited", "international"): 15},
    ),
    (
        "Middle East",
        "the Middle East",
        "AE BH IL KW QA SA",
        {("standard", "international"): 15, ("expedited", "international"): 25},
    ),
    ("Rest of the world", "this country", "", {("standard", "international"): (25, 5, 9)}),
]
DEARER = {"standard": Decimal("30.00"), "expedited": Decimal("50.00")}


def add(apps: Any, schema_editor: Any) -> None:
    place = apps.get_model("delivery", "ZonePlace")
    charge = apps.get_model("delivery", "DeliveryCharge")
    options = {(o.speed, o.lane): o for o in apps.get_model("orders", "DeliveryOption").objects.all()}
    for name, in_words, places, costs in ZONES:
        zone = apps.get_model("delivery", "Zone").objects.create(
            name=name, in_words=in_words, rest_of_world=not places
        )
        for code in places.split():
            country, _, state = code.partition("-")
            place.objects.create(zone=zone, country=country, state=state)
        for key, facts in costs.items():
            charge.objects.bulk_create(_rows(charge, options[key], zone, facts))


def _rows(charge: Any, option: Any, zone: Any, facts: Any) -> list[Any]:
    more, days_min, days_max = facts if isinstance(facts, tuple) else (facts, None, None)
    days = {"days_min": days_min, "days_max": days_max}
    plain = option.charge + more
    bands = [(Decimal("0.00"), plain), (DEAR, plain + DEARER[option.speed])]
    return [
        charge(option=option, zone=zone, value_from=value, charge=sum_, since=BEGUN, **days)
        for value, sum_ in bands
    ]


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("delivery", "DeliveryCharge").objects.all().delete()
    apps.get_model("delivery", "Zone").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("orders", "0003_delivery_options")]
    operations = [migrations.RunPython(add, remove)]
