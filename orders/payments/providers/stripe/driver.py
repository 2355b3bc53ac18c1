"""The driver of `payment.provider == "stripe"`: cards by a PaymentIntent or Checkout's page, and Affirm."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import stripe
from django.conf import settings
from django.utils import timezone

from orders.payments.gateway import (
    BadWebhook,
    DisputeTruth,
    Movement,
    RefundStanding,
    RefundTruth,
    Refused,
    Sale,
    Standing,
    Truth,
    Unknown,
    WebhookEvent,
)
from orders.payments.models import Method, Payment
from orders.payments.providers.stripe import params
from orders.payments.providers.stripe.client import TRY_AGAIN, ask, client, translated
from orders.payments.providers.stripe.disputes import dispute_truth
from orders.payments.providers.stripe.events import event_of
from orders.payments.providers.stripe.fields import Json, identifier, member, text, told
from orders.payments.providers.stripe.limits import affirm_unavailable
from orders.payments.providers.stripe.movements import movement
from orders.payments.providers.stripe.refunds import REFUSALS, by_key, refund_truth
from orders.payments.providers.stripe.truths import intent_truth, session_truth
from portero.core.money import to_minor

INTENTS = "/v1/payment_intents"
EXPAND = ["latest_charge.review"]
# The intent is elsewhere already: where, says the lookup.
OVERTAKEN = {
    "payment_intent_unexpected_state",
    "charge_already_captured",
    "charge_already_refunded",
    "charge_expired_for_capture",
    "capture_charge_authorization_expired",
}
SIGNED_WITHIN_SECONDS = 300
CLOCKS_DIFFER = timedelta(minutes=5)


class StripePayments:
    """Cards and Affirm through Stripe."""

    def __init__(self) -> None:
        self.client = client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)
        self.api = self.client.v1

    def unavailable(self, method: str, sale: Sale) -> str:
        """Only Affirm has limits of its own."""
        return affirm_unavailable(sale) if method == Method.AFFIRM else ""

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Begin on our page, on Checkout's, or on Affirm's; there also go on after Affirm said no."""
        if payment.method == Method.CARD_HOSTED:
            asked: Any = params.card_hosted(payment, return_url, cancel_url)
            with translated():
                session = self.api.checkout.sessions.create(asked, {"idempotency_key": key}).to_dict()
            return self._session(session)
        if payment.method == Method.AFFIRM and payment.reference:
            return self._affirm_again(payment, return_url, key)
        hosted = payment.method == Method.AFFIRM
        asked = params.affirm(payment, return_url) if hosted else params.card(payment)
        with translated():
            return intent_truth(ask(self.client, "post", INTENTS, asked, key).body)

    def authorize(self, payment: Payment, token: str, key: str) -> Truth:
        """The buyer's browser does this at Stripe: nothing is left but to ask."""
        return self.lookup(payment)

    def lookup(self, payment: Payment) -> Truth:
        """The intent as it stands; of a hosted page, its session too, which may take another card."""
        if payment.hosted_reference:
            with translated():
                session = self.api.checkout.sessions.retrieve(payment.hosted_reference).to_dict()
            return self._session(session)
        if payment.reference:
            return intent_truth(self._intent(payment.reference))
        return self._search(payment)

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """Take the whole authorised amount; an intent that is already captured says so."""
        asked = {"amount_to_capture": to_minor(amount), "expand": EXPAND}
        return self._act(payment.reference, "capture", asked, key)

    def void(self, payment: Payment, key: str) -> Truth:
        """Cancel the intent; of a hosted page, close the page first, so that it can't begin another."""
        if payment.reference and not payment.hosted_reference:
            return self._cancel(payment.reference, key)
        if payment.hosted_reference:
            # Completed or expired already: then the lookup says which.
            with translated(), contextlib.suppress(stripe.InvalidRequestError):
                self.api.checkout.sessions.expire(payment.hosted_reference, {}, {"idempotency_key": key})
        truth = self.lookup(payment)
        if truth.standing in {Standing.CANCELLED, Standing.CAPTURED} or not truth.reference:
            return truth
        return self._cancel(truth.reference, f"{key}-intent")

    def renew(self, payment: Payment, key: str) -> Truth:
        """Stripe can't prolong an authorisation: as it stands."""
        return self.lookup(payment)

    def refund(self, payment: Payment, amount: Decimal, key: str) -> RefundTruth:
        """Give back to the card or to Affirm; a refusal that is about the charge is a failed refund."""
        asked: Any = {
            "payment_intent": payment.reference,
            "amount": to_minor(amount),
            "metadata": params.metadata(payment) | {"key": key},
        }
        try:
            with translated():
                made = self.api.refunds.create(asked, {"idempotency_key": key}).to_dict()
        except Refused as refused:
            if refused.code not in REFUSALS:
                raise
            # Stripe forgets keys after a day: it may be our own refund that has been made already.
            problem = REFUSALS[refused.code]
            failed = RefundTruth(RefundStanding.FAILED, "", amount, problem=problem)
            return self.lookup_refund(payment, amount, key, "") or failed
        return refund_truth(made, payment.amount)

    def lookup_refund(
        self, payment: Payment, amount: Decimal, key: str, reference: str
    ) -> RefundTruth | None:
        """By its id; else the one of this payment's refunds that carries our key."""
        with translated():
            if reference:
                found: Json | None = self.api.refunds.retrieve(reference).to_dict()
            else:
                listed = self.api.refunds.list({"payment_intent": payment.reference, "limit": 100})
                found = by_key((one.to_dict() for one in listed.auto_paging_iter()), key)
        return refund_truth(found, payment.amount) if found else None

    def lookup_dispute(self, reference: str) -> DisputeTruth:
        """Where a dispute stands, with the charge, which names the payment where older disputes don't."""
        with translated():
            return dispute_truth(self.api.disputes.retrieve(reference, {"expand": ["charge"]}).to_dict())

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Captures and refunds from Stripe's balance, newest first."""
        window: Any = {"gte": _seconds(since), "lt": _seconds(until)}
        asked: Any = {"created": window, "limit": 100, "expand": ["data.source"]}
        with translated():
            for booking in self.api.balance_transactions.list(asked).auto_paging_iter():
                if found := movement(booking.to_dict()):
                    yield found

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Check Stripe's signature over the raw body and keep ids only: the facts come from `lookup`."""
        mark = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
        try:
            stripe.WebhookSignature.verify_header(
                body, mark, settings.STRIPE_WEBHOOK_SECRET, SIGNED_WITHIN_SECONDS
            )
            event = json.loads(body)
        except (ValueError, stripe.SignatureVerificationError) as error:
            # Not chained: Stripe's error carries the raw body, which must not reach an error report.
            raise BadWebhook(type(error).__name__) from None
        if not isinstance(event, dict):
            raise BadWebhook("not an event")
        return event_of(event)

    def _affirm_again(self, payment: Payment, return_url: str, key: str) -> Truth:
        """Her page while it's open; after a refusal a new one, the same for all who ask after this refusal."""
        intent = self._intent(payment.reference)
        truth = intent_truth(intent)
        if truth.standing is not Standing.OPEN or truth.hosted_url:
            return truth
        refused = identifier(member(intent, "last_payment_error").get("payment_method"))
        asked = params.affirm_method(payment, return_url) | {"expand": EXPAND}
        return self._act(payment.reference, "confirm", asked, f"{key}-{refused}")

    def _cancel(self, reference: str, key: str) -> Truth:
        return self._act(reference, "cancel", {"expand": EXPAND}, key)

    def _act(self, reference: str, what: str, asked: Mapping[str, Any], key: str) -> Truth:
        """Do it and read the answer; ask if that repeats an older one, or the intent is in another state."""
        with translated():
            try:
                done = ask(self.client, "post", f"{INTENTS}/{quote(reference)}/{what}", asked, key)
                if not done.replayed:
                    return intent_truth(done.body)
            except stripe.InvalidRequestError as error:
                if error.code not in OVERTAKEN:
                    raise
        return intent_truth(self._intent(reference))

    def _intent(self, reference: str) -> Json:
        with translated():
            return ask(self.client, "get", f"{INTENTS}/{quote(reference)}", {"expand": EXPAND}).body

    def _session(self, session: Json) -> Truth:
        intent = identifier(session.get("payment_intent"))
        return session_truth(session, self._intent(intent) if intent else None)

    def _search(self, payment: Payment) -> Truth:
        """A payment whose beginning was never answered, by what we told Stripe about it.

        If it isn't there, nobody has its page or its secret, so that no money can come of it; unless our request
        is only just arriving.
        """
        hosted = payment.method == Method.CARD_HOSTED
        began = _seconds(payment.created_at - CLOCKS_DIFFER)
        asked: Any = {"created": {"gte": began, "lte": began + 86_400}, "limit": 100}
        with translated():
            listed = (self.api.checkout.sessions if hosted else self.api.payment_intents).list(asked)
            things = (one.to_dict() for one in listed.auto_paging_iter())
            found = next((one for one in things if told(one) == params.metadata(payment)), None)
        if found is not None:
            return self._session(found) if hosted else intent_truth(self._intent(text(found, "id")))
        if timezone.now() - payment.created_at < CLOCKS_DIFFER:
            raise Unknown(TRY_AGAIN, code="not there yet")
        return Truth(Standing.CANCELLED, "", payment.amount, payment.currency)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
