"""Who sits before a piece: a reviewer of the house, or an authenticator outside it; both use the same desk."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from authentication.models import Check, Review


@dataclass(frozen=True)
class Seat:
    """A review that may be worked on, and how its addresses begin: by the case's number, or by the link's token."""

    review: Review
    room: str
    key: str

    @property
    def is_outside(self) -> bool:
        """Whether she is not of the house: she is told less."""
        return self.room == "outside"

    def to(self, name: str, *more: Any) -> str:
        """The address of something of this review."""
        return reverse(f"{self.room}:{name}", args=[self.key, *more])

    def check(self, code: str) -> Check:
        """A check of its checklist. Raises Http404."""
        try:
            return self.review.case.template.checks.get(code=code)
        except Check.DoesNotExist:
            raise Http404 from None
