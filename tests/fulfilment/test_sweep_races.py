"""Two sweeps at once, or a sweep while somebody packs: each alarm rings once, and nobody waits or deadlocks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from orders.fulfilment.models import Breach, Reminder, Shipment
from orders.fulfilment.sweep import sweep
from orders.locks import lock_order
from portero.core.models import Mail
from tests.factories.orders import confirmed_order
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db(transaction=True)
LATE = CONFIRMED + timedelta(hours=49)


def in_thread(start: Barrier) -> int:
    try:
        start.wait(timeout=60)
        return sweep(now=LATE)
    finally:
        connection.close()


def test_four_sweeps_at_once_ring_each_alarm_once() -> None:
    for _ in range(5):
        confirmed_order(at=CONFIRMED)
    start = Barrier(4)
    with ThreadPoolExecutor(4) as threads:
        handled = list(threads.map(in_thread, [start] * 4))
    assert sum(handled) == 5
    assert (Breach.objects.count(), Reminder.objects.count()) == (5, 10)
    assert Mail.objects.filter(kind="shipment_late").count() == 5
    assert not Shipment.objects.filter(alarm_at__isnull=False).exists()


def test_a_sweep_leaves_an_order_alone_while_somebody_packs_it() -> None:
    order = confirmed_order(at=CONFIRMED)
    with transaction.atomic():
        lock_order(order.pk)
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(in_thread, Barrier(1)).result(timeout=60) == 0
    assert not Breach.objects.exists()
    assert sweep(now=LATE) == 1
    assert Breach.objects.get().happened_at == CONFIRMED + timedelta(hours=48)
