"""The double as one object: start it, ask it, make it misbehave, stop it."""

from typing import Any

from ..base.double import Double
from ..base.errors import Json
from ..base.http import Answer, Request
from . import control, pages, signature
from .api import Api


class PayPalDouble(Double):
    """A PayPal of one's own: ``with PayPalDouble(webhook_url=...) as double: ... double.url``."""

    title = "PayPal"
    secret = "paypal-double-signing"
    switch_kinds = (
        "held",  # orders.authorize: the authorisation is PENDING (PayPal's review) until /_double/resolve
        "capture_pending",  # authorizations.capture: PENDING until /_double/resolve
        "refund_pending",  # captures.refund: PENDING until /_double/resolve
        "unauthorized",  # 401, the token is no longer good
    )

    def __init__(self, **asked: Any) -> None:
        """Bind at once; the arguments are those of every double."""
        super().__init__(**asked)
        self.api = Api(self.state, self.switches, self.public_url, self.webhook_secret, self.stopping)

    def answer(self, request: Request) -> Answer | None:
        """Answer the API and the page."""
        if request.path.startswith(("/v1/", "/v2/")):
            return self.api.handle(request)
        return pages.handle(self.api, request)

    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """Give the five headers; a forged webhook is signed with another secret."""
        return signature.headers("forged" if forged else self.webhook_secret, self.public_url, body)

    def summary(self) -> Json:
        """Return the counts that GET /_double/state answers."""
        return control.summary(self.api)

    def handle(self, name: str, asked: Json) -> Json | None:
        """Answer POST /_double/resolve, dispute and age."""
        return control.handle(self.api, name, asked)

    def resolve(self, outcome: str = "completed", **which: str) -> Json:
        """End what is pending: ``resolve("denied", authorization=...)``."""
        return self._woken(control.resolve(self.api, outcome, **which))

    def dispute(self, **asked: str) -> Json:
        """Open or move a dispute: ``dispute(capture=...)``, ``dispute(dispute=..., status=..., outcome=...)``."""
        return self._woken(control.dispute(self.api, **asked))

    def age(self, order_id: str, days: int) -> None:
        """Let days pass for the authorisations of an order."""
        control.age(self.api, order_id, days)

    def approve(self, order_id: str, choice: str = "approve") -> str:
        """Do what the buyer does on the page; returns where it sends her."""
        request = Request("POST", "/checkoutnow", f"token={order_id}", f"choice={choice}".encode(), {})
        page = pages.handle(self.api, request)
        self.webhooks.wake()
        return page.headers["Location"] if page else ""

    def _woken(self, answer: Json) -> Json:
        self.webhooks.wake()
        return answer
