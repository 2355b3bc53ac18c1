"""A provider that says what the test wants, for pages that must be true whoever the provider is."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from orders.payments.gateway import GatewayError, Sale, Standing, Truth
from orders.payments.models import Method, Payment

PATH = "tests.payments.pages.scripted.Scripted"
PAGE = "https://provider.example/page"


@dataclass
class Script:
    """What the provider says next, and what it was asked so far."""

    standing: Standing = Standing.OPEN
    problem: str = ""
    held: bool = False
    amount: Decimal | None = None
    unavailable: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    raises: dict[str, GatewayError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def truth(self, payment: Payment) -> Truth:
        hosted = payment.method not in {Method.CARD, Method.WIRE}
        return Truth(
            self.standing,
            reference=f"ref-{payment.pk}",
            amount=payment.amount if self.amount is None else self.amount,
            currency=payment.currency,
            details={"brand": "amex", "last4": "1005"},
            problem=self.problem,
            client_secret="secret" if payment.method == Method.CARD else "",
            hosted_url=PAGE if hosted else "",
            hosted_form=self.form if payment.method == Method.CARD_HOSTED else {},
            held=self.held,
        )


SCRIPT = Script()


def begin_script() -> Iterator[Script]:
    """A fresh script for one test."""
    SCRIPT.__dict__.update(Script().__dict__)
    yield SCRIPT


class Scripted:
    """Every provider of the test, by the script."""

    def _say(self, operation: str, payment: Payment) -> Truth:
        SCRIPT.asked.append(f"{operation} {payment.method}")
        if error := SCRIPT.raises.get(operation):
            raise error
        return SCRIPT.truth(payment)

    def unavailable(self, method: str, sale: Sale) -> str:
        return SCRIPT.unavailable.get(method, "")

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        return self._say("start", payment)

    def authorize(self, payment: Payment, token: str, key: str) -> Truth:
        SCRIPT.tokens.append(token)
        truth = self._say("authorize", payment)
        SCRIPT.standing = Standing.AUTHORISED
        return replace(truth, standing=Standing.AUTHORISED)

    def lookup(self, payment: Payment) -> Truth:
        return self._say("lookup", payment)

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        truth = self._say("capture", payment)
        SCRIPT.standing = Standing.CAPTURED
        return replace(truth, standing=Standing.CAPTURED)

    def void(self, payment: Payment, key: str) -> Truth:
        truth = self._say("void", payment)
        SCRIPT.standing = Standing.OPEN
        return replace(truth, standing=Standing.CANCELLED)
