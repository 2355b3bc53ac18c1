"""Answers of 4xx and 5xx, raised."""

from typing import Any

Json = dict[str, Any]


class DoubleError(Exception):
    """An answer of 4xx or 5xx; a provider's own kind gives it the provider's envelope."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def envelope(self) -> Json:
        """The JSON body of the answer."""
        return {"error": {"message": str(self)}}
