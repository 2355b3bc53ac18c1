"""A consignor: whoever owns a mailbox and sells with us. An account is optional; the mailbox is what we know her by."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


class Consignor(models.Model):
    email = models.EmailField(unique=True, help_text="lower case; confirmed by the mailed link")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consignor",
        help_text="her account, if she has one under this e-mail",
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="consignor_email_lower"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"
