"""What every row of the tax tables says of itself: from when until when, by whose word, how sure."""

from django.db import models


class Confidence(models.TextChoices):
    VERIFIED = "verified", "Verified"
    UNVERIFIED = "unverified", "Unverified"


class Dated(models.Model):
    """Half-open: in force on `since`, no longer on `until`."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.VERIFIED)

    class Meta:
        abstract = True
