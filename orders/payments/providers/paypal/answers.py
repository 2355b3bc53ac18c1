"""What an order of PayPal's says about a payment: pure functions from its JSON."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from orders.payments.gateway import Standing, Truth, Unknown
from orders.payments.providers.paypal.client import SILENT
from orders.payments.providers.paypal.fields import Thing, moment, status, text, thing, things, total

# The days after an authorisation during which PayPal honours the whole sum; afterwards it must be renewed
# (https://developer.paypal.com/docs/api/payments/v2/#authorizations_reauthorize).
HONOUR_PERIOD = timedelta(days=3)
DENIED = "PayPal did not approve the payment. Nothing was charged; please choose another way to pay."

WITHOUT_PAYMENT = {
    "CREATED": Standing.OPEN,
    "SAVED": Standing.OPEN,
    "PAYER_ACTION_REQUIRED": Standing.OPEN,
    "PENDING_APPROVAL": Standing.PROCESSING,
    "APPROVED": Standing.APPROVED,
    "VOIDED": Standing.CANCELLED,
}
TAKEN = {"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"}
NOT_TAKEN = {"DECLINED", "DENIED", "FAILED"}
LIVE = {"CREATED", "PENDING"}
ENDED = {"VOIDED", "DENIED", "EXPIRED"}
USED = {"CAPTURED", "PARTIALLY_CAPTURED"}


def truth_of(order: Thing) -> Truth:
    """Where the payment of this order stands. Raises Unknown for a status, a sum or a combination we don't know."""
    captures = known(payments(order, "captures"), {*TAKEN, *NOT_TAKEN, "PENDING"})
    authorizations = known(payments(order, "authorizations"), {*LIVE, *ENDED, *USED})
    taken = [one for one in captures if status(one) in TAKEN]
    # Beside one that was taken, or given back, another may still bring money.
    if any(status(one) == "PENDING" for one in captures):
        coming = [one for one in captures if status(one) not in {*NOT_TAKEN, "REFUNDED"}]
        return _truth(order, Standing.PROCESSING, coming)
    if taken:
        gone = all(status(one) == "REFUNDED" for one in taken)
        return _truth(order, Standing.CANCELLED if gone else Standing.CAPTURED, taken)
    if (live := live_authorization(order)) is not None:
        return _authorised(order, live)
    if any(status(one) in USED for one in authorizations):
        raise Unknown(SILENT, code="captured, but no capture")
    if authorizations:
        return _truth(
            order, Standing.CANCELLED, things(order, "purchase_units"), problem=_why(authorizations)
        )
    standing = WITHOUT_PAYMENT.get(status(order))
    if standing is None:
        raise Unknown(SILENT, code=f"order {status(order)}")
    return _truth(order, standing, things(order, "purchase_units"))


def live_authorization(order: Thing) -> Thing | None:
    """The authorisation that can be captured: the latest, if it was renewed."""
    live = [one for one in payments(order, "authorizations") if status(one) in LIVE]
    return max(live, key=_created, default=None)


def honoured_until(authorization: Thing) -> datetime | None:
    """When PayPal stops guaranteeing the whole sum; None if PayPal doesn't say when it was authorised."""
    created = moment(authorization, "create_time")
    ends = moment(authorization, "expiration_time")
    return min(filter(None, [created + HONOUR_PERIOD, ends])) if created else None


def payments(order: Thing, kind: str) -> list[Thing]:
    """The authorizations, captures or refunds of an order."""
    return [one for unit in things(order, "purchase_units") for one in things(thing(unit, "payments"), kind)]


def known(rows: list[Thing], statuses: set[str]) -> list[Thing]:
    """The same rows. Raises Unknown if one has a status that isn't among these."""
    for row in rows:
        if status(row) not in statuses:
            raise Unknown(SILENT, code=f"status {status(row)}")
    return rows


def link(parent: Thing, *names: str) -> str:
    """The address PayPal gives under one of these names, empty if under none."""
    found = {text(one, "rel").lower(): text(one, "href") for one in things(parent, "links")}
    return next((found[name] for name in names if found.get(name)), "")


def _authorised(order: Thing, authorization: Thing) -> Truth:
    held = status(authorization) == "PENDING"
    return _truth(
        order,
        Standing.PROCESSING if held else Standing.AUTHORISED,
        [authorization],
        held=held,
        expires_at=honoured_until(authorization),
    )


def _truth(order: Thing, standing: Standing, about: list[Thing], **more: Any) -> Truth:
    amount, currency = total(about)
    return Truth(
        standing,
        reference=text(order, "id"),
        amount=amount,
        currency=currency,
        details=dict(_facts(order)),
        hosted_url=link(order, "payer-action", "approve") if standing is Standing.OPEN else "",
        **more,
    )


def _facts(order: Thing) -> Iterator[tuple[str, str]]:
    """The ids later calls need, and what staff weigh when they look at a payment; no name, address or phone."""
    wallet, payer = thing(order, "payment_source", "paypal"), thing(order, "payer")
    authorization = live_authorization(order) or next(iter(payments(order, "authorizations")[-1:]), {})
    captures = [one for one in payments(order, "captures") if status(one) not in NOT_TAKEN]
    # What is refunded is refunded from the capture that has something left.
    capture: Thing = next(iter(sorted(captures, key=lambda one: status(one) == "REFUNDED")), {})
    facts = {
        "authorization": text(authorization, "id"),
        "authorised": text(authorization, "create_time"),
        "capture": text(capture, "id"),
        "seller_protection": status(thing(capture or authorization, "seller_protection")).lower(),
        "payer_email": text(wallet, "email_address") or text(payer, "email_address"),
        "payer_country": status(thing(wallet, "address") or thing(payer, "address"), "country_code"),
        "payer_status": status(wallet, "account_status").lower(),
    }
    return ((name, fact) for name, fact in facts.items() if fact)


def _why(authorizations: list[Thing]) -> str:
    return DENIED if any(status(one) == "DENIED" for one in authorizations) else ""


def _created(authorization: Thing) -> datetime:
    return moment(authorization, "create_time") or datetime.min.replace(tzinfo=UTC)
