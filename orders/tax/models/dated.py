"""What every row of the tax tables says of itself: from when until when, by whose word, how sure."""

from django.core.exceptions import ValidationError
from django.db import models


class Confidence(models.TextChoices):
    VERIFIED = "verified", "Verified"
    UNVERIFIED = "unverified", "Unverified"


class InOrder(models.Model):
    """A row with `since` and `until`, for the forms of staff: what ends before it begins is refused in words.

    Said on the field, so that the constraints of the table aren't asked: PostgreSQL knows no range backwards.
    """

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raises ValidationError on `until`."""
        super().clean()
        since, until = getattr(self, "since", None), getattr(self, "until", None)
        if since and until and until <= since:
            raise ValidationError({"until": "It ends before it begins."})


class Dated(InOrder):
    """Half-open: in force on `since`, no longer on `until`."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)

    class Meta:
        abstract = True
