"""What happened to the order: its timeline, the payments, the refunds, the parcels."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from orders.fulfilment import tracking
from orders.fulfilment.outbound import tags_of
from orders.order.models import Order
from orders.payments.models import Payment
from orders.timeline import WORDS
from orders.verification_evidence import CHECKS

# What an event carries besides its reason and may be read by a bank.
TOLD = ("shipment", "carrier", "tracking_number", "amount", "reference", "message", "problem", "why")
CARD = {"brand": "Card", "last4": "Ending", "country": "Issued in"} | CHECKS
PAYPAL = {
    "payer_email": "PayPal account",
    "payer_status": "Account status",
    "payer_country": "Account country",
    "seller_protection": "Seller protection",
}
SHOWN = CARD | PAYPAL
# Our own notes about money: they help nobody who decides, and a declined try argues against an honest sale.
OURS = (
    *("declined", "payment_declined", "needs_review", "payment_needs_review", "reviewed", "payment_reviewed"),
    *("ending", "authorisation_ending"),
)


def timeline(order: Order) -> list[dict[str, Any]]:
    """The events of the order, also those only staff see, with who did it; not our notes about money."""
    return [
        {
            "at": event.at,
            "what": WORDS.get(event.kind) or in_words(event.kind),
            "who": who(event.actor, order),
            "seen_by_buyer": event.public,
            "note": "; ".join(filter(None, [event.reason, _told(event.data)])),
        }
        for event in order.events.exclude(Q(kind__in=OURS) | Q(kind__startswith="dispute_")).select_related(
            "actor"
        )
    ]


def payments(order: Order) -> list[dict[str, Any]]:
    """What was captured, with its events; of a card only brand, last four and checks, of PayPal the account."""
    captured = order.payments.filter(captured_amount__gt=0)
    return [_payment(payment) for payment in captured.prefetch_related("events")]


def refunds(order: Order) -> list[dict[str, Any]]:
    """Every refund that was asked for."""
    return [
        {
            "amount": refund.amount,
            "state": refund.get_state_display(),
            "reason": refund.reason,
            "asked_at": refund.requested_at,
            "done_at": refund.done_at,
            "reference": refund.reference,
        }
        for payment in order.payments.all()
        for refund in payment.refunds.order_by("pk")
    ]


def deliveries(order: Order) -> list[dict[str, Any]]:
    """Every parcel: who carried it, how it is traced, and when it moved."""
    return [
        {
            "number": parcel.number,
            "state": parcel.get_state_display(),
            "carrier": f"{parcel.carrier} {parcel.service}",
            "tracking_number": parcel.tracking_number,
            "tracking_page": tracking.page(parcel.carrier, parcel.tracking_number),
            "signature": "required" if parcel.signature else "not required",
            "insured_for": parcel.insured_for,
            "security_tag": ", ".join(tags_of(parcel)),
            "packed_at": parcel.packed_at,
            "shipped_at": parcel.shipped_at,
            "delivered_at": parcel.delivered_at,
        }
        for parcel in order.shipments.prefetch_related("lines__packed").order_by("pk")
    ]


def who(actor: User | None, order: Order) -> str:
    """The buyer, a member of staff by name, or the shop itself; never by address."""
    if actor is None:
        return "the shop"
    if actor.pk == order.user_id:
        return "the buyer"
    return f"{actor.get_full_name() or 'a member of staff'}, Portero"


def in_words(kind: str) -> str:
    """`ship_by_reminder` as `Ship by reminder`."""
    return kind.replace("_", " ").capitalize()


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "method": payment.get_method_display(),
        "provider": payment.provider,
        "reference": payment.reference,
        "state": payment.get_state_display(),
        "amount": payment.amount,
        "captured": payment.captured_amount,
        "authorised_at": payment.authorised_at,
        "captured_at": payment.captured_at,
        "checks": {
            name: str(payment.details[key]) for key, name in SHOWN.items() if payment.details.get(key)
        },
        "events": [
            {"at": event.at, "what": in_words(event.kind), "note": _told(event.data)}
            for event in payment.events.all()
            if event.kind not in OURS
        ],
    }


def _told(data: dict[str, Any]) -> str:
    return "; ".join(f"{in_words(name).lower()} {data[name]}" for name in TOLD if data.get(name))
