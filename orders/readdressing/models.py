"""A change of a delivery address: both addresses, who asked, who decided and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class AddressChange(models.Model):
    """She wants her order elsewhere. Paid, it waits for staff; before the charge the order's own case decides.

    Written by `orders.readdressing` alone. Nothing is deleted: the address before stays a row of its own.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waits for verification"
        TAKEN = "taken", "Taken, the order itself is verified"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn by the buyer"
        LAPSED = "lapsed", "The order was cancelled"

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="address_changes")
    before = models.ForeignKey("order.ShippingAddress", on_delete=models.PROTECT, related_name="+")
    after = models.OneToOneField("order.ShippingAddress", on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=80, blank=True, help_text="she was asked: her ZIP lies in several")
    address_kept = models.JSONField(
        default=list, blank=True, help_text="what we asked about the address and she kept as typed"
    )
    state = models.CharField(max_length=10, choices=State)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="none: by the signed link",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=300, blank=True)
    refund = models.OneToOneField(
        "payments.Refund", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="open"), name="address_change_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "taken"], ended_at__isnull=True)
                | Q(state__in=["withdrawn", "lapsed"], ended_at__isnull=False)
                | Q(state__in=["approved", "declined"], ended_at__isnull=False, decided_by__isnull=False)
                & ~Q(decision_reason=""),
                name="address_change_has_who_when_why",
            ),
        ]

    def __str__(self) -> str:
        return f"address change of {self.order_id}, {self.state}"
