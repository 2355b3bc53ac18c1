"""Sweeps over orders that beat starts, and the mail that a page leaves to the worker."""

from celery import shared_task

from orders import coming_again, completion, expiry, mails
from orders.order.models import Order


@shared_task
def expire_holds() -> None:
    """Release the holds that have ended, and the claims on pieces that came to us again."""
    expiry.expire_holds()
    coming_again.free_claims()


@shared_task
def complete_orders() -> None:
    """Every quarter hour: orders of which nothing can be sent back any more."""
    completion.sweep()


@shared_task
def mail_order_link(order_pk: int | None) -> None:
    """Mail the link of this order to its buyer; nothing for no order."""
    if order := Order.objects.select_related("contact", "shipping_address").filter(pk=order_pk).first():
        mails.order_link(order)
