"""The double as one object: start it, ask it, make it misbehave, stop it."""

from typing import Any

from ..base.double import Double
from ..base.http import Answer, Request
from . import api, control, files, pages, signature
from .api import Api
from .errors import Json


class AuthorizeNetDouble(Double):
    """An Authorize.net of one's own: ``with AuthorizeNetDouble(webhook_url=...) as double: double.url``."""

    title = "Authorize.net"
    secret = "D0B1E" * 25 + "D0B"
    switch_kinds = ("held",)  # authOnly: approved by the bank, and held for review by a fraud filter

    def __init__(self, **asked: Any) -> None:
        """Bind at once; the arguments are those of every double."""
        super().__init__(**asked)
        self.api = Api(self.state, self.switches, self.stopping)

    @property
    def api_url(self) -> str:
        """The address of the API."""
        return self.url + api.PATH

    def answer(self, request: Request) -> Answer | None:
        """Answer the API, AcceptUI.js and its frame, and the hosted page."""
        if request.path == api.PATH:
            return Answer(204, headers=api.CORS) if request.method == "OPTIONS" else self.api.handle(request)
        if request.method == "GET" and request.path in files.FILES:
            return files.answer(request.path)
        return pages.handle(self.api, request)

    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """Give the X-ANET-Signature header."""
        return signature.headers("wrong" if forged else self.webhook_secret, body)

    def summary(self) -> Json:
        """Return the counts that GET /_double/state answers."""
        return control.summary(self.api)

    def handle(self, name: str, asked: Json) -> Json | None:
        """Answer POST /_double/settle."""
        return control.settle(self.api) if name == "settle" else None

    def settle(self) -> str:
        """Close the day; returns the batch's id."""
        return str(control.settle(self.api)["batch"])
