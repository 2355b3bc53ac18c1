"""A worker has loaded what its first visitors need before it takes a request."""

import gc
import sys

from django.template import Engine


def test_a_worker_starts_with_its_templates_and_drivers_loaded_and_asks_no_database() -> None:
    from orders.tax.gazetteer import zip_of
    from portero import wsgi

    zip_of.cache_clear()
    wsgi.warm_up()
    assert gc.get_freeze_count() > 100_000
    compiled = Engine.get_default().template_loaders[0].get_template_cache  # type: ignore[attr-defined]
    assert {"orders/pay/frame.html", "emails/order_received.html", "emails/order_received.txt"} <= set(
        compiled
    )
    assert zip_of.cache_info().currsize == 1
    assert "orders.payments.providers.stripe.driver" in sys.modules
