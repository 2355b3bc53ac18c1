"""Authorize.net's notifications: signed over the raw body, and carrying ids only."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from orders.payments.gateway import BadWebhook, Topic, WebhookEvent

HEADER = "x-anet-signature"
PREFIX = "sha512="
PAYMENT, REFUND = "net.authorize.payment.", "net.authorize.payment.refund."


def parse(headers: Mapping[str, str], body: bytes) -> WebhookEvent:
    """Check the signature over the raw body, and keep the ids. Raises BadWebhook."""
    sent = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    if not _is_signed(sent, body):
        raise BadWebhook("The signature doesn't fit.")
    try:
        event = json.loads(body.decode("utf-8-sig"))
        kind, notification = str(event["eventType"]), str(event["notificationId"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadWebhook("The body can't be read.") from error
    payload = event.get("payload")
    return _event(kind, notification, payload if isinstance(payload, dict) else {})


def _is_signed(sent: str, body: bytes) -> bool:
    """HMAC-SHA512 with the signature key as text, not as the bytes its hexadecimal digits stand for."""
    scheme, digest = sent.strip()[: len(PREFIX)], sent.strip()[len(PREFIX) :]
    key = settings.AUTHORIZENET_SIGNATURE_KEY.encode()
    expected = hmac.new(key, body, hashlib.sha512).hexdigest()
    # As bytes: compare_digest refuses text beyond ASCII, and anybody can send a header.
    fits = hmac.compare_digest(digest.lower().encode(), expected.encode())
    return fits and scheme.lower() == PREFIX


def _event(kind: str, notification: str, payload: Mapping[str, Any]) -> WebhookEvent:
    topic = _topic(kind)
    transaction = str(payload.get("id") or "")
    number = str(payload.get("invoiceNumber") or payload.get("merchantReferenceId") or "")
    name = "refund" if topic is Topic.REFUND else "transaction"
    facts: dict[str, Any] = {name: transaction, **numbers(number)}
    # A refund's event names the refund, not the payment that it is of.
    reference = transaction if topic is Topic.PAYMENT else ""
    return WebhookEvent(id=notification, kind=kind, reference=reference, facts=facts, topic=topic)


def _topic(kind: str) -> Topic:
    if kind.startswith(REFUND):
        return Topic.REFUND
    return Topic.PAYMENT if kind.startswith(PAYMENT) else Topic.OTHER


def numbers(number: str) -> dict[str, Any]:
    """Order and attempt of an invoice number, which is also the reference our requests carry; none if it isn't ours."""
    order, _, rest = number.rpartition("-")
    attempt = rest.partition("R")[0]
    if not order or not attempt.isdecimal():
        return {}
    return {"metadata": {"order": order, "attempt": attempt}}
