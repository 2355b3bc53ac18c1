"""What a PaymentIntent or a Checkout session says of a payment. Pure functions from Stripe's JSON."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from orders.payments.gateway import Standing, Truth
from orders.payments.providers.stripe.fields import (
    Json,
    currency,
    entries,
    member,
    moment,
    money,
    text,
    unreadable,
)

STANDINGS = {
    "requires_payment_method": Standing.OPEN,
    "requires_source": Standing.OPEN,  # its name until 2019
    "requires_confirmation": Standing.OPEN,
    "requires_action": Standing.OPEN,
    "requires_source_action": Standing.OPEN,  # its name until 2019
    "processing": Standing.PROCESSING,
    "requires_capture": Standing.AUTHORISED,
    "succeeded": Standing.CAPTURED,
    "canceled": Standing.CANCELLED,
}
AMOUNTS = {Standing.CAPTURED: "amount_received", Standing.AUTHORISED: "amount_capturable"}
# Where Stripe names no end: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
HOLDS_FOR = timedelta(days=7)
NOT_CONFIRMED = "Your bank could not confirm that it was you."
AFFIRM_AGAIN = "You can begin again, or pay another way."
AFFIRM_PROBLEMS = {
    "payment_method_provider_decline": f"Affirm did not approve this purchase. {AFFIRM_AGAIN}",
    "payment_method_customer_decline": f"The plan was not agreed on Affirm's page. {AFFIRM_AGAIN}",
    "payment_method_provider_timeout": f"Affirm's page ran out of time. {AFFIRM_AGAIN}",
    "payment_intent_payment_attempt_expired": f"Affirm's page ran out of time. {AFFIRM_AGAIN}",
}
AFFIRM_PROBLEM = f"Affirm could not complete this payment. {AFFIRM_AGAIN}"


def intent_truth(intent: Json, session: str = "") -> Truth:
    """Where a PaymentIntent stands; `session` is the hosted page it came from. Raises Unknown for a new status."""
    standing = STANDINGS.get(text(intent, "status").lower())
    if standing is None:
        raise unreadable(f"status {text(intent, 'status')}")
    if standing is Standing.CANCELLED and text(intent, "amount_received") not in {"", "0"}:
        standing = Standing.CAPTURED  # a part had been taken before the rest was let go
    charge = charge_of(intent)
    if standing is Standing.CAPTURED and charge.get("refunded") is True:
        standing = Standing.CANCELLED  # staff have given all of it back: no money will come of it
    authorised = standing is Standing.AUTHORISED
    return Truth(
        standing,
        reference=text(intent, "id"),
        amount=_amount(intent, standing),
        currency=currency(intent),
        details=charge_facts(charge) | ({"hosted": session} if session else {}),
        problem=_problem(intent) if standing is Standing.OPEN else "",
        client_secret=text(intent, "client_secret"),
        hosted_url=_redirect(intent) if standing is Standing.OPEN else "",
        held=authorised and in_review(charge, intent),
        expires_at=capturable_until(charge) if authorised else None,
    )


def session_truth(session: Json, intent: Json | None) -> Truth:
    """Where a Checkout session stands, with its intent once she has submitted the page."""
    reference, url = text(session, "id"), text(session, "url")
    if intent is not None:
        return replace(intent_truth(intent, reference), hosted_url=url)
    status = text(session, "status").lower()
    if status not in {"open", "expired", "complete"}:
        raise unreadable(f"session {status}")
    return Truth(
        Standing.CANCELLED if status == "expired" else Standing.OPEN,
        reference="",
        amount=money(session, "amount_total"),
        currency=currency(session),
        hosted_url=url,
        details={"hosted": reference},
    )


def charge_of(intent: Json) -> Json:
    """The latest charge, where the answer carries it: expanded, or in the list that intents had until 2022."""
    charge = member(intent, "latest_charge")
    listed = entries(member(intent, "charges").get("data"))
    return charge or next((one for one in listed if isinstance(one, dict)), {})


def in_review(charge: Json, intent: Json) -> bool:
    """Whether Radar wants a person to look before the money is taken; a review that was closed no longer does."""
    review = charge.get("review") or intent.get("review")
    if isinstance(review, dict):
        return review.get("open") is not False
    return bool(review) or text(member(charge, "outcome"), "type") == "manual_review"


def capturable_until(charge: Json) -> datetime | None:
    """When the authorisation ends: as the card's network says, else a week after it was given."""
    told = member(member(charge, "payment_method_details"), "card").get("capture_before")
    given = moment(charge.get("created"))
    return moment(told) or (given + HOLDS_FOR if given else None)


def charge_facts(charge: Json) -> dict[str, str]:
    """Brand, last four digits and the checks staff look at; never more of the card than that."""
    how = member(charge, "payment_method_details")
    card, affirm = member(how, "card"), member(how, "affirm")
    checks = member(card, "checks")
    authorised = moment(charge.get("created"))
    facts = {
        "brand": card.get("brand") or ("affirm" if how.get("type") == "affirm" else None),
        "last4": card.get("last4"),
        "country": card.get("country"),
        "cvc": checks.get("cvc_check"),
        "address": checks.get("address_line1_check"),
        "postcode": checks.get("address_postal_code_check"),
        "transaction": affirm.get("transaction_id"),
        "risk": member(charge, "outcome").get("risk_level"),
        "authorised": authorised and timezone.localtime(authorised).isoformat(),
    }
    return {name: str(value) for name, value in facts.items() if value}


def _amount(intent: Json, standing: Standing) -> Decimal:
    return money(intent, AMOUNTS.get(standing, "amount"))


def _problem(intent: Json) -> str:
    """What she is told of the last try; Affirm's own messages speak to developers."""
    error = member(intent, "last_payment_error")
    if not error:
        return ""
    how = text(member(error, "payment_method"), "type")
    if how == "affirm" or entries(intent.get("payment_method_types")) == ["affirm"]:
        return AFFIRM_PROBLEMS.get(text(error, "code"), AFFIRM_PROBLEM)
    if text(error, "code") == "payment_intent_authentication_failure":
        return NOT_CONFIRMED
    return text(error, "message") or "The card was declined."


def _redirect(intent: Json) -> str:
    return text(member(member(intent, "next_action"), "redirect_to_url"), "url")
