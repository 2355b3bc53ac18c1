"""The public halves, with the time in which each of them signed. None is ever removed."""

from django.db import models
from django.db.models import F, Q


class SigningKey(models.Model):
    """A public key of the house. The database refuses other changes than an earlier end, and every DELETE."""

    class Status(models.TextChoices):
        CURRENT = "current", "signs now"
        RETIRED = "retired", "signed earlier"
        COMPROMISED = "compromised", "not to be trusted any more"

    kid = models.CharField("key", max_length=43, unique=True, help_text="RFC 7638 thumbprint")
    public_key = models.CharField(max_length=43, unique=True, help_text="Ed25519, base64url")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    compromised_since = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "core"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="signing_key_valid_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(compromised_since__isnull=True) | Q(valid_until__isnull=False),
                name="signing_key_compromised_is_over",
            ),
            # Two could each claim to be the newest; rotation ends one as it begins the next.
            models.UniqueConstraint(
                fields=["valid_until"],
                condition=Q(valid_until__isnull=True),
                nulls_distinct=False,
                name="signing_key_one_without_end",
            ),
        ]

    def __str__(self) -> str:
        return self.kid
