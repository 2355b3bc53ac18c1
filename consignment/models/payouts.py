"""Why the money for a sold piece isn't paid out yet; the rooms above write these rows, payouts read them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consignment.models.pieces import Consignment


class PayoutHold(models.Model):
    """While one stands, nothing is paid for the piece. Written by `consignment.payouts.holds` alone, never deleted."""

    class Kind(models.TextChoices):
        RETURN = "return", "A return is open"
        CLAIM = "claim", "A claim under the Promise is open"

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="payout_holds")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="payout_holds")
    reference = models.CharField(max_length=24, help_text="the return's or the claim's number")
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.CharField(max_length=200)
    until = models.DateTimeField(
        null=True, blank=True, help_text="when it is expected to end, if that is known"
    )
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "reference"], condition=Q(lifted_at__isnull=True), name="payout_hold_once"
            ),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(why=""), name="payout_hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=models.F("placed_at")),
                name="payout_hold_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["consignment"], condition=Q(lifted_at__isnull=True), name="payout_held"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} for {self.reference}"
