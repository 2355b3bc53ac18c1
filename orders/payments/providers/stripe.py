"""Cards through Stripe: a PaymentIntent captured by hand, or Checkout's hosted page without JavaScript."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

import stripe
from django.conf import settings
from django.utils import timezone

from orders.payments.gateway import (
    BadWebhook,
    Declined,
    Refused,
    Sale,
    Standing,
    Truth,
    Unknown,
    WebhookEvent,
)
from orders.payments.models import Method, Payment
from portero.core.money import from_minor, to_minor

TIMEOUT_SECONDS = 20
STANDINGS = {
    "requires_payment_method": Standing.OPEN,
    "requires_confirmation": Standing.OPEN,
    "requires_action": Standing.OPEN,
    "processing": Standing.PROCESSING,
    "requires_capture": Standing.AUTHORISED,
    "succeeded": Standing.CAPTURED,
    "canceled": Standing.CANCELLED,
}
TRY_AGAIN = (
    "We could not reach the bank's processor. Please try again in a minute; you can't be charged twice."
)


@cache
def client(secret_key: str, api_base: str) -> stripe.StripeClient:
    """One client per key and address, so that connections are reused. Retries are ours, with stored keys."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        max_network_retries=0,
    )


@contextmanager
def translated() -> Iterator[None]:
    """Stripe's exceptions as ours: what can't be trusted to be final is Unknown."""
    try:
        yield
    except stripe.CardError as error:
        raise Declined(error.user_message or "The card was declined.", code=error.code or "") from error
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.IdempotencyError) as error:
        raise Unknown(TRY_AGAIN, code=type(error).__name__) from error
    except (stripe.APIError, stripe.AuthenticationError, stripe.PermissionError) as error:
        # A key that was rotated says nothing about the payment.
        raise Unknown(TRY_AGAIN, code=type(error).__name__) from error
    except stripe.StripeError as error:
        raise Refused(
            "The payment could not be started. Our team has been told.", code=error.code or ""
        ) from error


class StripePayments:
    """Driver of `payment.provider == "stripe"`."""

    def __init__(self) -> None:
        self.api = client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE).v1

    def unavailable(self, method: str, sale: Sale) -> str:
        """Cards pay every sale."""
        return ""

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Create the PaymentIntent that Stripe's own fields confirm in the browser, or Checkout's page."""
        if payment.method == Method.CARD_HOSTED:
            return self._start_hosted(payment, return_url, cancel_url, key)
        params: Any = {
            **self._common(payment),
            "amount": to_minor(payment.amount),
            "currency": payment.currency.lower(),
            "payment_method_types": ["card"],
        }
        with translated():
            return self._truth(self.api.payment_intents.create(params, {"idempotency_key": key}))

    def _start_hosted(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Create a Checkout session; Stripe makes the intent when she submits its page."""
        product = {"name": f"Order {payment.order.number}"}
        price = {
            "currency": payment.currency.lower(),
            "unit_amount": to_minor(payment.amount),
            "product_data": product,
        }
        params: Any = {
            "mode": "payment",
            "payment_method_types": ["card"],
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_intent_data": self._common(payment),
            "client_reference_id": payment.order.number,
            "customer_email": payment.order.contact.email,
            "metadata": self._metadata(payment),
            "success_url": return_url,
            "cancel_url": cancel_url,
            # From the attempt, not from now: a repeat under the same key must say the same.
            "expires_at": int((payment.created_at + timedelta(hours=1)).timestamp()),
        }
        with translated():
            session = self.api.checkout.sessions.create(params, {"idempotency_key": key})
        return self._session_truth(session, payment)

    def lookup(self, payment: Payment) -> Truth:
        """The intent as it stands; of a hosted page, its session too, which may take another card."""
        with translated():
            if not payment.hosted_reference:
                return self._truth(self._intent(payment.reference))
            session = self.api.checkout.sessions.retrieve(payment.hosted_reference)
            return self._session_truth(session, payment)

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """Take the whole authorised amount; an intent that is already captured says so."""
        params: Any = {"amount_to_capture": to_minor(amount)}
        return self._act(payment.reference, partial(self.api.payment_intents.capture, params=params), key)

    def void(self, payment: Payment, key: str) -> Truth:
        """Cancel the intent; of a hosted page, close the page first, so that it can't begin another."""
        if not payment.hosted_reference:
            return self._act(payment.reference, self.api.payment_intents.cancel, key)
        # Completed or expired already: then the lookup says which.
        with translated(), contextlib.suppress(stripe.InvalidRequestError):
            self.api.checkout.sessions.expire(payment.hosted_reference, {}, {"idempotency_key": key})
        truth = self.lookup(payment)
        if truth.standing in {Standing.CANCELLED, Standing.CAPTURED} or not truth.reference:
            return truth
        return self._act(truth.reference, self.api.payment_intents.cancel, f"{key}-intent")

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Check Stripe's signature over the raw body and keep ids only: the facts come from `lookup`."""
        try:
            event = stripe.Webhook.construct_event(
                body, headers.get("Stripe-Signature", ""), settings.STRIPE_WEBHOOK_SECRET
            )
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise BadWebhook(str(error)) from error
        thing = event.data.object.to_dict()
        facts = {"object": thing.get("object", ""), "metadata": dict(thing.get("metadata") or {})}
        intent = thing["id"] if facts["object"] == "payment_intent" else thing.get("payment_intent") or ""
        session = thing["id"] if facts["object"] == "checkout.session" else ""
        return WebhookEvent(
            id=event.id, kind=event.type, reference=intent, facts={**facts, "session": session}
        )

    def _act(self, reference: str, call: Callable[..., Any], key: str) -> Truth:
        """Do it; if Stripe says the intent is in another state, that state is the answer."""
        with translated():
            try:
                call(reference, options={"idempotency_key": key})
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
            return self._truth(self._intent(reference))

    def _intent(self, reference: str) -> Any:
        return self.api.payment_intents.retrieve(reference, {"expand": ["latest_charge"]})

    @staticmethod
    def _metadata(payment: Payment) -> dict[str, str]:
        return {"order": payment.order.number, "attempt": str(payment.attempt)}

    def _common(self, payment: Payment) -> dict[str, Any]:
        return {
            "capture_method": "manual",
            "description": f"Portero order {payment.order.number}",
            "metadata": self._metadata(payment),
        }

    def _session_truth(self, session: Any, payment: Payment) -> Truth:
        if session.payment_intent:
            truth = self._truth(self._intent(str(session.payment_intent)), session.id)
            return replace(truth, hosted_url=session.url or "")
        standing = Standing.CANCELLED if session.status == "expired" else Standing.OPEN
        return Truth(
            standing,
            reference="",
            amount=payment.amount,
            currency=payment.currency,
            hosted_url=session.url or "",
            details={"hosted": session.id},
        )

    @staticmethod
    def _truth(intent: Any, session: str = "") -> Truth:
        standing = STANDINGS.get(intent.status)
        if standing is None:
            raise Unknown(TRY_AGAIN, code=intent.status)
        if standing is Standing.CAPTURED and getattr(intent.latest_charge, "refunded", False):
            standing = Standing.CANCELLED  # staff have given all of it back: no money will come of it
        cents = {Standing.CAPTURED: intent.amount_received, Standing.AUTHORISED: intent.amount_capturable}
        error = intent.last_payment_error if standing is Standing.OPEN else None
        return Truth(
            standing,
            reference=intent.id,
            amount=from_minor(cents.get(standing, intent.amount)),
            currency=intent.currency.upper(),
            details=_card_facts(intent.latest_charge) | ({"hosted": session} if session else {}),
            problem=(error.message or "The card was declined.") if error else "",
            client_secret=intent.client_secret or "",
        )


def _card_facts(charge: Any) -> dict[str, str]:
    """Brand, last four digits and the checks staff look at; never more of the card than that."""
    card = getattr(getattr(charge, "payment_method_details", None), "card", None)
    if card is None:
        return {}
    checks = getattr(card, "checks", None)
    facts = {
        "brand": card.brand,
        "last4": card.last4,
        "country": getattr(card, "country", None),
        "cvc": getattr(checks, "cvc_check", None),
        "address": getattr(checks, "address_line1_check", None),
        "postcode": getattr(checks, "address_postal_code_check", None),
        "authorised": _moment(charge.created),
    }
    return {name: str(value) for name, value in facts.items() if value}


def _moment(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, tz=timezone.get_current_timezone()).isoformat()
