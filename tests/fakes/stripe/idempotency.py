"""Stripe's words about idempotency keys (https://docs.stripe.com/api/idempotent_requests)."""

from ..base import keys
from .errors import StripeError


class Keys(keys.Keys):
    """One key, one execution: a repetition gets the stored answer, also when the first asker never heard it."""

    def other_request(self, key: str, path: str, first_path: str) -> StripeError:
        """400 ``idempotency_error``."""
        used = "with the same parameters they were first used with"
        if path != first_path:
            used = f"for the same endpoint they were first used for ('{path}' is not '{first_path}')"
        return StripeError(
            400,
            "idempotency_error",
            f"Keys for idempotent requests can only be used {used}. Try using a key other than '{key}' if you meant "
            "to execute a different request.",
        )

    def in_use(self, key: str) -> StripeError:
        """409 ``idempotency_key_in_use``."""
        return StripeError(
            409,
            "invalid_request_error",
            f"There is currently another in-progress request using this Idempotent Key: {key}. "
            "Please try again later.",
            code="idempotency_key_in_use",
        )
