"""The double as one object: start it, ask it, make it misbehave, stop it."""

from typing import Any

from ..base.double import Double
from ..base.http import Answer, Request
from ..base.state import Transaction
from . import control, files, pages, sessions, signature
from .api import Api
from .errors import Json

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
    "Access-Control-Expose-Headers": "Request-Id, Idempotent-Replayed",
    "Access-Control-Max-Age": "600",
}


class StripeDouble(Double):
    """A Stripe of one's own: ``with StripeDouble(webhook_url=...) as double: StripeClient(..., double.url)``."""

    title = "Stripe"
    secret = "whsec_double"
    switch_kinds = (
        "processing",  # confirm: the intent stays "processing" until POST /_double/resolve
        "held",  # confirm: authorised, but Radar wants a person to look
        "refund_pending",  # a refund waits for POST /_double/refund
        "refund_failed",  # a refund is answered as pending and fails at once
    )

    def __init__(self, **asked: Any) -> None:
        """Bind at once; the arguments are those of every double."""
        super().__init__(**asked)
        self.api = Api(self.state, self.switches, self.public_url, self.stopping)

    def answer(self, request: Request) -> Answer | None:
        """Answer the API, Stripe.js and its frames, and the pages."""
        if request.method == "OPTIONS":
            return Answer(204, headers=CORS if request.path.startswith("/v1/") else {})
        if request.path.startswith("/v1/"):
            answer = self.api.handle(request)
            answer.headers = CORS | answer.headers
            return answer
        if request.method == "GET" and request.path in files.FILES:
            return files.answer(request.path)
        return pages.handle(self.api, request.method, request.path, request.body)

    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """Give the Stripe-Signature header."""
        return signature.headers("whsec_wrong" if forged else self.webhook_secret, body)

    def summary(self) -> Json:
        """Return the counts that GET /_double/state answers."""
        return control.summary(self.api)

    def handle(self, name: str, asked: Json) -> Json | None:
        """Answer POST /_double/resolve, dispute, dispute/resolve, expire, refund, review."""
        return control.answer(self.api, name, asked)

    def delivered(self, tx: Transaction, event: str) -> None:
        """Count down the event's ``pending_webhooks``."""
        tx.put("event", event, {**(tx.get("event", event) or {}), "pending_webhooks": 0})

    def sweep(self) -> None:
        """Expire Checkout Sessions that are past their time."""
        with self.state.transaction() as tx:
            sessions.expire_due(self.api.call(tx, "checkout.sweep", {}))

    def dispute(self, intent_id: str, reason: str = "fraudulent") -> Json:
        """Let the buyer dispute a captured payment at her bank."""
        return self._act("dispute", payment_intent=intent_id, reason=reason)

    def resolve_dispute(self, dispute_id: str, outcome: str) -> Json:
        """Let her bank decide a dispute: won (by the shop) or lost."""
        return self._act("dispute/resolve", dispute=dispute_id, outcome=outcome)

    def finish_refund(self, refund_id: str, outcome: str = "succeeded") -> Json:
        """End a pending refund: succeeded or failed."""
        return self._act("refund", refund=refund_id, outcome=outcome)

    def close_review(self, intent_id: str, outcome: str = "approved") -> Json:
        """Close the review that the switch ``held`` opened."""
        return self._act("review", payment_intent=intent_id, outcome=outcome)

    def expire_authorisation(self, intent_id: str) -> Json:
        """Let authorised money go back because nobody captured it in time."""
        return self._act("expire", payment_intent=intent_id)

    def _act(self, name: str, **asked: str) -> Json:
        done = control.answer(self.api, name, dict(asked)) or {}
        self.webhooks.wake()
        return done

    def resolve(self, intent_id: str, outcome: str = "succeeded") -> Json:
        """End the ``processing`` of a payment: succeeded or failed."""
        intent = control.resolve(self.api, intent_id, outcome)
        self.webhooks.wake()
        return intent
