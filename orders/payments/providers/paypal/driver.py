"""PayPal as a gateway: she approves an order on PayPal's page, we authorise and capture it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from orders.payments.gateway import (
    CAPTURE,
    Declined,
    DisputeTruth,
    Movement,
    RefundStanding,
    RefundTruth,
    Sale,
    Standing,
    Truth,
    Unknown,
    WebhookEvent,
)
from orders.payments.models import Payment
from orders.payments.providers.paypal import answers, bodies, disputes, issues, movements, refunds, webhooks
from orders.payments.providers.paypal.client import SILENT, Client, Missing, Rejected, client
from orders.payments.providers.paypal.fields import Thing, attempt_of, status, text, thing

ORDERS, AUTHORIZATIONS = "/v2/checkout/orders", "/v2/payments/authorizations"
CAPTURES, REFUNDS, DISPUTES = "/v2/payments/captures", "/v2/payments/refunds", "/v1/customer/disputes"
# The most PayPal takes at once (https://www.paypal.com/us/cshelp/article/help193).
LIMIT = Decimal(60_000)


class PayPal:
    """Driver of `payment.provider == "paypal"`; `payment.reference` is the id of PayPal's order."""

    def __init__(self) -> None:
        self.api: Client = client(
            settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET, settings.PAYPAL_API_BASE
        )

    def unavailable(self, method: str, sale: Sale) -> str:
        """PayPal takes US dollars up to its limit."""
        if sale.currency != "USD":
            return "PayPal takes US dollars here. Please choose another way to pay."
        if sale.total > LIMIT:
            return f"PayPal takes up to ${LIMIT:,} at once. Please choose another way to pay."
        return ""

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Create the order; `hosted_url` is PayPal's page. The same key gives the same order for six hours.

        A minimal answer (id, status, links) leaves out what we asked for.
        """
        body = bodies.order(payment, return_url, cancel_url)
        return answers.truth_of({**body, **self.api.send(ORDERS, body, key)})

    def authorize(self, payment: Payment, token: str, key: str) -> Truth:
        """Set the approved sum aside. Raises Declined, also if PayPal answers with a denied authorisation."""
        self._act(_path(ORDERS, payment.reference, "authorize"), {}, key)
        truth = self.lookup(payment)
        if truth.standing is Standing.CANCELLED and truth.problem:
            raise Declined(truth.problem, code="DENIED")
        return truth

    def lookup(self, payment: Payment) -> Truth:
        """The order with its payments. One that was never approved is forgotten by PayPal, and then cancelled.

        If we never learned its id nobody could approve it: it can't become money.
        """
        if not payment.reference:
            return _nothing(payment)
        try:
            return answers.truth_of(self._order(payment))
        except Missing:
            if payment.details.get("authorization") or _may_be_authorised(payment):
                raise
            return _nothing(payment)

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """Take the sum; after the honour period its authorisation is renewed first."""
        order = self._order(payment)
        live = answers.live_authorization(order)
        if live is None:
            return answers.truth_of(order)
        live = self._renewed(payment, live, f"{key}-renew")
        body = {"amount": bodies.amount(amount, payment.currency), "final_capture": True}
        capture = self._act(_path(AUTHORIZATIONS, text(live, "id"), "capture"), body, key)
        if status(capture) in answers.NOT_TAKEN:
            raise Declined(issues.REFUSED, code=status(capture))
        return self.lookup(payment)

    def void(self, payment: Payment, key: str) -> Truth:
        """Let the sum go. An order that isn't authorised can't be closed, but takes no money without us."""
        truth = self.lookup(payment)
        if truth.standing in {Standing.OPEN, Standing.APPROVED}:
            # Unless an authorisation that nobody answered is still being worked on.
            return replace(
                truth, standing=Standing.CANCELLED, hosted_url="", watch=_may_be_authorised(payment)
            )
        if truth.standing in {Standing.CANCELLED, Standing.CAPTURED}:
            return truth
        for authorization in answers.payments(self._order(payment), "authorizations"):
            if status(authorization) in answers.LIVE:
                number = text(authorization, "id")
                self._act(_path(AUTHORIZATIONS, number, "void"), {}, f"{key}-{number}")
        return self.lookup(payment)

    def renew(self, payment: Payment, key: str) -> Truth:
        """Reauthorise once the honour period is over (PayPal allows it then, once, until day 29)."""
        order = self._order(payment)
        live = answers.live_authorization(order)
        if live is None:
            return answers.truth_of(order)
        fresh = self._renewed(payment, live, key)
        return answers.truth_of(self._order(payment) if fresh is live else _with(self._order(payment), fresh))

    def refund(self, payment: Payment, amount: Decimal, key: str) -> RefundTruth:
        """Give captured money back; the key is its `custom_id` too, so that it can be found again."""
        body = {"amount": bodies.amount(amount, payment.currency), "custom_id": key}
        try:
            refund = self.api.send(_path(CAPTURES, self._capture_id(payment), "refund"), body, key)
        except Rejected as error:
            if error.code == issues.NOT_SETTLED:
                return RefundTruth(RefundStanding.NOT_YET, "", amount)
            if error.code in issues.NO_REFUND:
                return RefundTruth(RefundStanding.FAILED, "", amount, problem=issues.NO_REFUND[error.code])
            raise
        return refunds.refund_truth(refund)

    def lookup_refund(
        self, payment: Payment, amount: Decimal, key: str, reference: str
    ) -> RefundTruth | None:
        """The refund with this id, or the one that carries this key."""
        if reference:
            return refunds.refund_truth(self.api.read(_path(REFUNDS, reference)))
        for listed in answers.payments(self._order(payment), "refunds"):
            refund = self.api.read(_path(REFUNDS, text(listed, "id")))
            if text(refund, "custom_id") == key:
                return refunds.refund_truth(refund)
        return None

    def lookup_dispute(self, reference: str) -> DisputeTruth:
        """Where a dispute stands; it names our capture, whose payment we look up."""
        dispute = self.api.read(_path(DISPUTES, reference))
        number = text(disputes.disputed(dispute), "seller_transaction_id")
        return disputes.dispute_truth(dispute, self._order_of_capture(number) if number else "")

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """PayPal's list of captures and refunds; it is up to three hours late."""
        for found in movements.listed(self.api, since, until):
            number = found.reference if found.kind == CAPTURE else found.payment_reference
            ours = _ours(number, attempt_of({"custom_id": found.note}))
            yield replace(found, payment_reference=ours or found.payment_reference)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Have PayPal verify it and keep ids only; where it names a capture alone, we know whose it is."""
        event = webhooks.parsed(self.api, settings.PAYPAL_WEBHOOK_ID, headers, body)
        if event.reference or not event.facts.get("capture"):
            return event
        return replace(event, reference=_ours(event.facts["capture"], event.facts.get("metadata")))

    def _order(self, payment: Payment) -> Thing:
        """The order; a renewed authorisation that it doesn't list is fetched and added."""
        order = self.api.read(_path(ORDERS, payment.reference))
        renewed = str(payment.details.get("authorization", ""))
        listed = {text(one, "id") for one in answers.payments(order, "authorizations")}
        if not renewed or not listed or renewed in listed:
            return order
        return _with(order, self.api.read(_path(AUTHORIZATIONS, renewed)))

    def _renewed(self, payment: Payment, live: Thing, key: str) -> Thing:
        """A fresh authorisation if the honour period is over and PayPal grants one, else the same again."""
        ends = answers.honoured_until(live)
        if status(live) != "CREATED" or ends is None or ends > timezone.now():
            return live
        body = {"amount": bodies.amount(payment.amount, payment.currency)}
        fresh: Thing = {}
        with suppress(Declined):  # the old one may still be good, though nobody guarantees it
            fresh = self._act(_path(AUTHORIZATIONS, text(live, "id"), "reauthorize"), body, key)
        return fresh if text(fresh, "id") and status(fresh) in answers.LIVE else live

    def _act(self, path: str, body: Mapping[str, Any], key: str) -> Thing:
        """Do it; nothing if PayPal says it is in another state, which the lookup then tells. Raises Declined."""
        try:
            return self.api.send(path, body, key)
        except Rejected as error:
            if (verdict := issues.verdict(error)) is not None:
                raise verdict from error
        return {}

    def _capture_id(self, payment: Payment) -> str:
        number = str(payment.details.get("capture", ""))
        number = number or str(answers.truth_of(self._order(payment)).details.get("capture", ""))
        if not number:
            raise Unknown(SILENT, code="no capture")
        return number

    def _order_of_capture(self, number: str) -> str:
        if ours := _ours(number):
            return ours
        with suppress(Rejected):
            capture = self.api.read(_path(CAPTURES, number))
            return text(thing(capture, "supplementary_data", "related_ids"), "order_id")
        return ""


def _path(base: str, *parts: str) -> str:
    """A path of PayPal's API; each part is quoted, since ids come from outside."""
    return "/".join([base, *(quote(part, safe="") for part in parts)])


def _with(order: Thing, authorization: Thing) -> Thing:
    """The order as if it listed this authorisation too."""
    first, *rest = order["purchase_units"]
    listed = [*answers.payments(order, "authorizations"), authorization]
    unit = {**first, "payments": {**thing(first, "payments"), "authorizations": listed}}
    return {**order, "purchase_units": [unit, *rest]}


def _nothing(payment: Payment) -> Truth:
    return Truth(Standing.CANCELLED, payment.reference, payment.amount, payment.currency)


def _may_be_authorised(payment: Payment) -> bool:
    return payment.calls.filter(operation="authorize", outcome__in=["", "unknown"]).exists()


def _ours(capture: str, told: Mapping[str, str] | None = None) -> str:
    """PayPal's order of our payment with this capture, found by our own note if there is one; empty if there's none."""
    ours = Payment.objects.filter(provider="paypal").exclude(reference="")
    about = (
        {"order__number": told["order"], "attempt": told["attempt"]}
        if told
        else {"details__capture": capture}
    )
    return ours.filter(**about).values_list("reference", flat=True).first() or ""
