"""Stripe's webhooks: which payment, refund or dispute an event is about. A pure function from Stripe's JSON."""

from orders.payments.gateway import BadWebhook, Topic, WebhookEvent
from orders.payments.providers.stripe.fields import Json, identifier, member, text, told

# The first that fits decides.
TOPICS = (
    ("charge.dispute.", Topic.DISPUTE),
    ("charge.refund", Topic.REFUND),
    ("refund.", Topic.REFUND),
    ("charge.", Topic.PAYMENT),
    ("payment_intent.", Topic.PAYMENT),
    ("checkout.session.", Topic.PAYMENT),
    ("review.", Topic.PAYMENT),
)
# The object's own id, under the name by which our workers look for it.
OWN = {"checkout.session": "session", "refund": "refund", "dispute": "dispute", "charge": "charge"}


def event_of(event: Json) -> WebhookEvent:
    """Ids only of an event: the facts come from `lookup`. Raises BadWebhook for what isn't an event."""
    number, kind = identifier(event.get("id")), text(event, "type")
    if not number or not kind:
        raise BadWebhook("not an event")
    thing = member(member(event, "data"), "object")
    sort, own = text(thing, "object"), identifier(thing.get("id"))
    facts = {
        "object": sort,
        "metadata": told(thing),
        "session": "",
        "charge": identifier(thing.get("charge")),
    }
    if sort in OWN:
        facts[OWN[sort]] = own
    reference = own if sort == "payment_intent" else identifier(thing.get("payment_intent"))
    topic = next((topic for start, topic in TOPICS if kind.startswith(start)), Topic.OTHER)
    return WebhookEvent(id=number, kind=kind, reference=reference, facts=facts, topic=topic)
