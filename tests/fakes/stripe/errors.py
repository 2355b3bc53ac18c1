"""Stripe's error envelope (https://docs.stripe.com/api/errors)."""

from typing import Any

from ..base.errors import DoubleError, Json

__all__ = [
    "Json",
    "StripeError",
    "card_error",
    "invalid",
    "missing",
    "server_error",
    "unauthorized",
    "unexpected_state",
]


class StripeError(DoubleError):
    """An answer of 4xx or 5xx.

    ``executed`` says that the operation ran (a decline, an illegal transition): such an answer is stored under
    its idempotency key and replayed, while a malformed request may be mended and sent again with the same key.
    """

    def __init__(
        self, status: int, kind: str, message: str, *, executed: bool = False, **fields: Any
    ) -> None:
        super().__init__(status, message)
        self.executed = executed
        self.error: Json = {"type": kind, "message": message}
        self.error.update({name: value for name, value in fields.items() if value is not None})

    @property
    def envelope(self) -> Json:
        """The JSON body of the answer."""
        return {"error": self.error}


def invalid(message: str, *, executed: bool = False, **fields: Any) -> StripeError:
    """Return a 400 for a request that can never work as sent."""
    return StripeError(400, "invalid_request_error", message, executed=executed, **fields)


def missing(kind: str, identifier: str, param: str = "id") -> StripeError:
    """Return the 404 for an object that does not exist."""
    return StripeError(
        404, "invalid_request_error", f"No such {kind}: '{identifier}'", code="resource_missing", param=param
    )


def unauthorized(message: str) -> StripeError:
    """Return the 401 for an absent or unknown API key."""
    return StripeError(401, "invalid_request_error", message)


def card_error(message: str, code: str, **fields: Any) -> StripeError:
    """Return the 402 that the buyer can mend with another card."""
    return StripeError(402, "card_error", message, executed=True, code=code, **fields)


def unexpected_state(message: str, intent: Json) -> StripeError:
    """Return the 400 for a transition that the PaymentIntent's status does not allow."""
    return invalid(message, executed=True, code="payment_intent_unexpected_state", payment_intent=intent)


def server_error() -> StripeError:
    """Return the 500 of a switch."""
    return StripeError(500, "api_error", "An unknown error occurred.", executed=True)
