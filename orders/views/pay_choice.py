"""The choice of ways to pay: what the page of an unpaid order shows, and why a way is missing."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from orders import bill, breakdown, frozen
from orders.access import link_to, token_for
from orders.order.models import Order
from orders.payments import credited, instalments, methods
from orders.payments.models import Method, Payment
from orders.payments.queries import attempts_of
from orders.payments.words import asked_of
from orders.queries import hold_ends
from orders.views import pay_page
from orders.views.personal import ShopRequest
from portero.core.figures import figure

NAMES = {
    Method.CARD: "Card",
    Method.PAYPAL: "PayPal",
    Method.AFFIRM: "Affirm, by the month",
    Method.WIRE: "Bank wire",
}
PROCESSORS = {"stripe": "Stripe", "authorizenet": "Authorize.net"}


@dataclass(frozen=True)
class Card:
    """How the card row can be used now: by the processor's fields (`form`), or by a button alone.

    `form`: stripe, authorizenet, `elsewhere` (another way is open: a button closes that and begins here),
    `away` (the processor can't be reached) or `paused` until `paused_until`.
    """

    form: str
    client_secret: str = ""
    paused_until: datetime | None = None


@dataclass(frozen=True)
class Way:
    """One row of the choice; `template` draws what stands in it when it is open."""

    method: Method
    name: str
    unavailable: str
    open: bool
    template: str


def choice(
    request: ShopRequest,
    order: Order,
    card: Card,
    *,
    live: Payment | None = None,
    ends: datetime | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the choice of ways; `problem` is what was said of the last try.

    `live` is what is open on another page, `ends` until when the pieces are kept, if the caller has asked.
    """
    facts = order_facts(order, ends)
    context = {
        **facts,
        "verify": bool(order.contact.verification),
        "ways": _ways(order, live, card),
        "card": card,
        "going": live.method if live else "",
        "problem": problem,
        "instalments": instalments.examples(facts["due"], Decimal(figure("affirm_example_apr"))),
        "processor": PROCESSORS.get(live.provider if live else "", ""),
        "wire_hours": figure("wire_hold_hours"),
        **_scripts(order, card),
    }
    return HttpResponse(pay_page.rendered(request, context), status=status)


def order_facts(order: Order, ends: datetime | None = None) -> dict[str, Any]:
    """What every page of paying says of the order itself; `ends` as in `choice`."""
    lines = frozen.read(order)
    paid = attempts_of(order) if credited.may_pay(order) else []
    return {
        "order": order,
        "due": credited.due(order, paid),
        "credits": bill.credits_of(order, paid),
        "token": token_for(order),
        "lines": lines,
        "taxed": breakdown.of_order(order),
        "tax_note": breakdown.note_of(order),
        "rows": bill.of_order(order),
        "hold_ends": ends or hold_ends(order),
    }


def unfinished(payment: Payment) -> str:
    """What is true of an attempt on another page that she left before the end."""
    if payment.method == Method.CARD_HOSTED:
        return "You left the card page before paying."
    if payment.method == Method.WIRE:
        return ""
    return f"You left {asked_of(payment)} before agreeing to the payment."


def _ways(order: Order, live: Payment | None, card: Card) -> list[Way]:
    """Every way, in the order of the shop; one is open: hers, if it's on another page, else the first possible."""
    offers = methods.offers(order)
    possible = [offer.method for offer in offers if not offer.unavailable]
    if card.form == "paused" and len(possible) > 1:
        possible.remove(Method.CARD)
    going = Method.CARD if live and live.method == Method.CARD_HOSTED else (live.method if live else None)
    first = going if going in possible else next(iter(possible), None)
    return [
        Way(
            method=offer.method,
            name=NAMES[offer.method],
            unavailable=offer.unavailable,
            open=offer.method == first,
            template=f"pay/ways/{_template(offer.method, card)}.html",
        )
        for offer in offers
    ]


def _template(method: Method, card: Card) -> str:
    return f"card_{card.form}" if method == Method.CARD else method.value


def _scripts(order: Order, card: Card) -> dict[str, Any]:
    """What the card processor's own script needs; nothing where the card fields aren't shown."""
    if card.form == "stripe":
        return {
            "script": settings.STRIPE_JS_URL,
            "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
            "return_url": link_to(order, "orders:pay-return"),
            "billing": json.dumps(_billing_details(order)),
        }
    if card.form == "authorizenet":
        return {
            "script": settings.AUTHORIZENET_JS_URL,
            "login_id": settings.AUTHORIZENET_LOGIN_ID,
            "client_key": settings.AUTHORIZENET_CLIENT_KEY,
        }
    return {"script": ""}


def _billing_details(order: Order) -> dict[str, Any]:
    """What the provider's form would ask for and we know already."""
    address = order.billing_address
    place = {
        "line1": address.line1,
        "line2": address.line2,
        "city": address.line4,
        "state": address.state,
        "postal_code": address.postcode,
        "country": address.country_id,
    }
    contact = {"email": order.contact.email, "phone": order.contact.phone}
    return {"name": address.name, **contact, "address": place}
