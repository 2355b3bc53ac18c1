"""What pages ask about orders."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from orders.basket.models import Basket
from orders.order.models import Order
from orders.states import OrderState
from portero.core.mail.models import Mail
from portero.core.own_words import found

# In words of its own: every page and step of paying asks it.
HOLD_ENDS = """
    select min(hold.expires_at)
    from catalog_hold hold
    join orders_claim claim on claim.item_id = hold.item_id and claim.released_at is null
    where hold.holder = %s and hold.released_at is null and claim.order_id = %s
"""


def hold_ends(order: Order) -> datetime | None:
    """Until when the pieces of a pending order are kept for her; None when they no longer are."""
    ((ends,),) = found(HOLD_ENDS, order.contact.basket_key, order.pk)
    kept: datetime | None = ends
    return kept


def waiting_order(request: HttpRequest) -> Order | None:
    """The order this client left at the payment page, if any: signed in by her account, else by her bag's cookie."""
    pending: Any = Order.objects.filter(status=OrderState.PENDING_PAYMENT).select_related("contact")
    if request.user.is_authenticated:
        return pending.filter(user=request.user).order_by("-pk").first()
    bag = _bag_of_cookie(request)
    if bag is None:
        return None
    return pending.filter(basket_id=bag, basket__status=Basket.FROZEN, user=None).order_by("-pk").first()


def bag_of_guest(request: HttpRequest) -> Basket | None:
    """The bag that a guest's cookie names, with nothing but its key: placement locks it, and sees what it is by now.

    None for who is signed in or has no such cookie: `request.basket` is asked then.
    """
    bag = None if request.user.is_authenticated else _bag_of_cookie(request)
    return Basket(pk=int(bag)) if bag else None


def _bag_of_cookie(request: HttpRequest) -> str | None:
    """The key of the bag that a cookie of ours names."""
    try:
        return Signer().unsign(request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN, ""))
    except BadSignature:
        return None


def mails_about(order: Order) -> QuerySet[Mail]:
    """Every mail about an order or one of its parcels, to the buyer and to staff, in the order they were written."""
    about = Q(about=f"order:{order.number}") | Q(about__startswith=f"order:{order.number}:")
    about |= Q(about__startswith=f"shipment:{order.number}-")
    return Mail.objects.filter(about).order_by("pk")
