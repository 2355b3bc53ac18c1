"""From a certificate to the claim form, for whoever has the piece; nobody learns who that is, or whether we know."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from authentication.certificates.mails import HOLDER
from authentication.models import Certificate, Holder
from catalog.models import Item
from orders import mails as order_mails
from orders.access import link_to, orders_of
from orders.models import Claim as Sold
from orders.order.models import Order
from portero.core import links
from portero.core.mail import outbox

ONCE_IN = timedelta(minutes=15)


def bought_by(certificate: Certificate, user: Any) -> Order | None:
    """The order by which this client bought the piece and still has it; None also for a guest's own order."""
    mine = Sold.objects.filter(item=certificate.item_id, released_at__isnull=True)
    return orders_of(user).filter(pk__in=mine.values("order")).first()


def write_to(certificate: Certificate, email: str) -> None:
    """Mail the link of the claim form to the buyer, or what a later owner can do to her; nothing to anybody else."""
    sold = Sold.objects.filter(item=certificate.item_id, released_at__isnull=True)
    hers = sold.filter(order__contact__email__iexact=email).select_related("order__contact").first()
    if hers is not None:
        _to_buyer(certificate, hers.order)
    elif (holder := _holder(certificate, email)) is not None:
        _to_holder(certificate, holder)


def _to_buyer(certificate: Certificate, order: Order) -> None:
    item = certificate.item
    order_mails.post_about(
        "claim_link",
        order,
        about=f"order:{order.number}:claim-link-{_window()}",
        piece=_name(item),
        link=link_to(order, "promise:open", item.number),
    )


def _to_holder(certificate: Certificate, holder: Holder) -> None:
    facts = {
        "certificate": certificate.number,
        "piece": _name(certificate.item),
        "link": links.link_to("promise:holder", HOLDER, holder.pk),
    }
    about = f"claim-holder:{certificate.number}:{_window()}"
    outbox.post("claim_holder", about=about, to=holder.email, context=facts)


def _holder(certificate: Certificate, email: str) -> Holder | None:
    """Its owner by a transfer; a buyer who is the registered holder has her order."""
    return certificate.holders.filter(until__isnull=True, email=email.lower()).first()


def _window() -> int:
    return int(timezone.now().timestamp() // ONCE_IN.total_seconds())


def _name(item: Item) -> str:
    return f"{item.designer.name} {item.title}"
