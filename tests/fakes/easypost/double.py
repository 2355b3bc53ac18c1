"""The double as one object: start it, ask it, make it misbehave, stop it."""

import hashlib
import hmac
from typing import Any

from ..base.double import Double
from ..base.errors import Json
from ..base.http import Answer, Request
from . import control
from .api import Api


class EasyPostDouble(Double):
    """An EasyPost of one's own: ``with EasyPostDouble(webhook_url=...) as double: ... double.api_url``."""

    title = "EasyPost"
    secret = "easypost-double-signing"
    switch_kinds = (
        "no_rates",  # shipments.create: no carrier offers anything
        "in_progress",  # shipments.buy: another purchase of this shipment is said to be running
    )

    def __init__(self, **asked: Any) -> None:
        """Bind at once; the arguments are those of every double."""
        super().__init__(**asked)
        self.api = Api(self.state, self.switches, self.public_url, self.stopping)

    @property
    def api_url(self) -> str:
        """The setting EASYPOST_API_BASE."""
        return f"{self.url}/v2"

    def answer(self, request: Request) -> Answer | None:
        """Answer the API and the storage of labels."""
        if request.path.startswith("/v2/"):
            return self.api.handle(request)
        return self.api.file(request)

    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """Give ``X-Hmac-Signature``; a forged webhook is signed with another secret."""
        secret = "forged" if forged else self.webhook_secret
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return {"X-Hmac-Signature": f"hmac-sha256-hex={digest}"}

    def summary(self) -> Json:
        """Return the counts that GET /_double/state answers."""
        return control.summary(self.api)

    def handle(self, name: str, asked: Json) -> Json | None:
        """Answer POST /_double/scan and refund."""
        return control.handle(self.api, name, asked)

    def scan(self, tracking_code: str, status: str, **told: Any) -> Json:
        """Let the carrier note something: ``scan(number, "in_transit", city="Newark", hours_ago=3)``."""
        return self._woken(control.scan(self.api, tracking_code, status, **told))

    def finish_refund(self, shipment: str, outcome: str = "refunded") -> Json:
        """End a refund that was asked for: refunded or rejected."""
        return self._woken(control.refund(self.api, shipment, outcome))

    def _woken(self, answer: Json) -> Json:
        self.webhooks.wake()
        return answer
