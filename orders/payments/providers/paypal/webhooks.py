"""PayPal's webhooks: PayPal itself says whether it signed one, over the body exactly as it came."""

import json
from collections.abc import Mapping
from typing import Any

from orders.payments.gateway import BadWebhook, Topic, Unknown, WebhookEvent
from orders.payments.providers.paypal.answers import link
from orders.payments.providers.paypal.client import SILENT, Client, Rejected
from orders.payments.providers.paypal.disputes import disputed
from orders.payments.providers.paypal.fields import Thing, attempt_of, status, text, thing, things

VERIFY = "/v1/notifications/verify-webhook-signature"
# Their names in the question, and the headers of the webhook that answer them.
SIGNED_WITH = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
REVERSED = "PAYMENT.CAPTURE.REVERSED"
TOPICS = {
    "CHECKOUT.ORDER.": Topic.PAYMENT,
    "CHECKOUT.PAYMENT-APPROVAL.": Topic.PAYMENT,
    "PAYMENT.AUTHORIZATION.": Topic.PAYMENT,
    "PAYMENT.CAPTURE.REFUNDED": Topic.REFUND,
    REVERSED: Topic.REFUND,
    "PAYMENT.CAPTURE.": Topic.PAYMENT,
    "PAYMENT.REFUND.": Topic.REFUND,
    "CUSTOMER.DISPUTE.": Topic.DISPUTE,
    "RISK.DISPUTE.": Topic.DISPUTE,  # its name before
}


def parsed(client: Client, webhook_id: str, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
    """Ask PayPal whether this is its own, and read it. Raises BadWebhook, and Unknown if PayPal is silent."""
    event = _json(body)
    marks = {name.lower(): value for name, value in headers.items()}
    if not all(marks.get(header) for header in SIGNED_WITH.values()):
        raise BadWebhook("not signed")
    question = {name: marks[header] for name, header in SIGNED_WITH.items()} | {"webhook_id": webhook_id}
    try:
        answer = client.send(VERIFY, _spliced(question, body))
    except Rejected as error:
        raise BadWebhook(f"PayPal can't read it: {error.code}") from error
    if status(answer, "verification_status") == "FAILURE":
        raise BadWebhook("PayPal didn't sign it")
    if status(answer, "verification_status") != "SUCCESS":
        raise Unknown(SILENT, code="no verdict")
    return event_of(event)


def event_of(event: Thing) -> WebhookEvent:
    """Its id, kind, and the ids of what it is about; nothing else is kept. Raises BadWebhook without an id."""
    kind, resource = status(event, "event_type"), thing(event, "resource")
    if not text(event, "id") or not kind:
        raise BadWebhook("no id")
    topic = next((topic for start, topic in TOPICS.items() if kind.startswith(start)), Topic.OTHER)
    facts = _facts(kind, topic, resource)
    return WebhookEvent(text(event, "id"), kind, _order_id(kind, resource), facts, topic)


def _order_id(kind: str, resource: Thing) -> str:
    if kind.startswith("CHECKOUT.ORDER."):
        return text(resource, "id")
    related = thing(resource, "supplementary_data", "related_ids")
    return text(related, "order_id") or (text(resource, "order_id") if kind.startswith("CHECKOUT.") else "")


def _facts(kind: str, topic: Topic, resource: Thing) -> dict[str, Any]:
    unit: Thing = next(iter(things(resource, "purchase_units")), {})
    told = attempt_of(resource) or attempt_of(unit)
    if topic is Topic.DISPUTE:
        about = disputed(resource)
        ids = {"dispute": text(resource, "dispute_id"), "capture": text(about, "seller_transaction_id")}
        told = attempt_of(about)
    elif topic is Topic.REFUND:
        ids = _refunded(kind, resource)
    else:
        ids = {"object": text(resource, "id")}
    return {name: value for name, value in ids.items() if value} | ({"metadata": told} if told else {})


def _refunded(kind: str, resource: Thing) -> dict[str, str]:
    """The refund and its capture; where the event tells of the capture alone, it names no refund."""
    if "/captures/" in link(resource, "self"):
        capture = text(resource, "id")
        return {"capture": capture} | ({"reversed": capture} if kind == REVERSED else {})
    capture = text(resource, "capture_id") or link(resource, "up", "capture").rpartition("/")[2]
    return {"refund": text(resource, "id"), "capture": capture}


def _json(body: bytes) -> Thing:
    try:
        event = json.loads(body.decode("utf-8"))
    except ValueError as error:
        raise BadWebhook("not JSON") from error
    if not isinstance(event, dict):
        raise BadWebhook("not an event")
    return event


def _spliced(question: Mapping[str, str], body: bytes) -> bytes:
    """The question as JSON text with the event's own bytes in it: written anew, it would no longer fit its signature.

    The body has been read as one JSON object, so it can't smuggle members of its own into the question.
    """
    return json.dumps(question).encode()[:-1] + b', "webhook_event": ' + body.strip() + b"}"
