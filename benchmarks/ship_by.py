"""The ship-by sweep among a million orders: what a round costs that finds nothing, and what each alarm costs.

    python -m benchmarks.ship_by [--orders 1000000]

A database of its own, dropped at the end. All orders but a few hundred are delivered, each with its parcel; 400 parcels
wait at the bench, of forty an alarm is due. The wall clock is the best of five; others on the machine still show.
"""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

OPEN, DUE, ROUNDS = 400, 40, 5
Row = tuple[str, float, str]


def main() -> None:
    """Measure, print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=1_000_000)
    orders = parser.parse_args().orders
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    from portero import embedded

    embedded.enter()
    django.setup()
    from django.db import connection

    from tests.database import own_database

    with own_database(connection):
        _fill(orders)
        _table(orders, _measure())
        connection.close()


def _measure() -> list[Row]:
    from django.utils import timezone

    from orders.fulfilment import parcels, queries, weeks
    from orders.fulfilment.models import Breach, Shipment
    from orders.fulfilment.sweep import sweep

    now = timezone.now()
    due = Shipment.objects.filter(alarm_at__lte=now).order_by("alarm_at", "pk").values_list("pk", flat=True)
    rows = [
        ("find what is due", *_took(lambda: list(due.all()))),
        ("a round that finds nothing", *_took(lambda: sweep(now=now - timedelta(days=365)))),
    ]
    begun = time.perf_counter()
    rung = sweep(now=now)
    each = (time.perf_counter() - begun) * 1000 / max(rung, 1)
    rows.append(
        (
            "each alarm: locks, breach, events, mails",
            each,
            f"{rung} alarms, {Breach.objects.count()} breaches",
        )
    )
    rows += [
        ("the same round again", *_took(lambda: sweep(now=now))),
        ("parcels that go wrong", *_took(lambda: parcels.trouble(now))),
        ("the bench's queue", *_took(lambda: list(queries.open_shipments()))),
        ("counts in the sidebar", *_took(lambda: (queries.waiting_count(), queries.late_count(now)))),
        ("the last thirty days", *_took(lambda: queries.record_since(now))),
        ("kept promises, twelve weeks", *_took(lambda: weeks.weeks(now))),
    ]
    print(due.explain())
    return rows


def _took(act: Callable[[], object]) -> tuple[float, str]:
    """The best of five in milliseconds, and how many statements it asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        best = min(best, (time.perf_counter() - begun) * 1000)
    return best, f"{len(asked)} statements"


WAITS, LATE = f"g <= {OPEN}", f"g <= {DUE}"
PAID = f"""
    now() - case when {LATE} then interval '49 hours' when {WAITS} then interval '2 hours'
    else g % 600 * interval '1 day' end
"""
ITS_ORDER = "(select max(id) from order_order) - g + 1"
ORDERS = {"number": "'X-' || g", "status": f"case when {WAITS} then 'confirmed' else 'delivered' end"}
SHIPMENTS = {
    "order_id": ITS_ORDER,
    "number": "'X-' || g || '-1'",
    "state": f"case when {WAITS} then 'to_pack' else 'delivered' end",
    "confirmed_at": PAID,
    "ship_by": f"{PAID} + interval '48 hours'",
    "alarm_at": f"case when {LATE} then {PAID} + interval '48 hours' when {WAITS} then {PAID} + interval '1 day' end",
    "shipped_at": f"case when not {WAITS} then {PAID} + interval '20 hours' end",
    "tracking_number": f"case when not {WAITS} then '94' || g else '' end",
}


def _fill(orders: int) -> None:
    """One order by the shop's own verbs, and so many copies of it without its lines: triggers that add up are off."""
    from django.db import connection

    from tests.factories.orders import confirmed_order

    order = confirmed_order()
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        _copy("order_order", order.pk, orders, ORDERS)
        _copy("orders_contact", order.contact.pk, orders, {"order_id": ITS_ORDER})
        _copy("fulfilment_shipment", order.shipments.get().pk, orders, SHIPMENTS)
        cursor.execute("set session_replication_role = origin")
        for table in ("order_order", "orders_contact", "fulfilment_shipment"):
            cursor.execute(f"vacuum analyze {table}")


def _copy(table: str, pk: int, times: int, changes: Mapping[str, str]) -> None:
    """So many copies of a row; `changes` are the columns that differ, as SQL of the copy's number `g`."""
    from django.db import connection

    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        columns = [column.name for column in described if column.name != "id"]
        values = ", ".join(changes.get(name, f'one."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"insert into {table} ({names}) select {values} from {table} one, generate_series(1, {times}) g "  # noqa: S608
            f"where one.id = {pk} order by g desc"
        )


def _table(orders: int, rows: list[Row]) -> None:
    print(f"\n{orders:,} orders, {OPEN} open, {DUE} due\n\n| | ms | |\n|---|---:|---|")
    for name, took, note in rows:
        print(f"| {name} | {took:,.2f} | {note} |")


if __name__ == "__main__":
    main()
