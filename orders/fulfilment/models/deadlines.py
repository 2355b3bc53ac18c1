"""What the clock left behind: reminders, breaches, and the pauses in which it stood."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orders.fulfilment.models.shipments import Shipment
from portero.core.running import Span


class Reminder(models.Model):
    """Fulfilment was reminded once of this deadline; the constraint makes it once."""

    class Kind(models.TextChoices):
        FIRST = "first", "After 24 hours"
        SECOND = "second", "After 36 hours"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    due_at = models.DateTimeField()
    noticed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipment", "kind"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.kind} reminder of {self.shipment_id}"


class Breach(models.Model):
    """The ship-by promise was broken, stamped with the moment it happened, not the moment we noticed."""

    shipment = models.OneToOneField(Shipment, on_delete=models.PROTECT, related_name="breach")
    happened_at = models.DateTimeField()
    noticed_at = models.DateTimeField(default=timezone.now)
    cause = models.CharField(max_length=300, blank=True, help_text="why, in the manager's words")
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "breaches"
        constraints = [
            models.CheckConstraint(
                condition=Q(cause="", explained_at__isnull=True)
                | (~Q(cause="") & Q(explained_at__isnull=False, explained_by__isnull=False)),
                name="breach_explained_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["happened_at"], name="breach_by_time"),
            models.Index(fields=["happened_at"], condition=Q(explained_at__isnull=True), name="breach_open"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} late since {self.happened_at:%Y-%m-%d %H:%M}"


class Pause(models.Model):
    """The clock of a shipment stood from `began_at` to `ended_at`; without an end it stands still.

    Written by `orders.fulfilment.pausing` alone; the time in it counts for nothing.
    """

    class Kind(models.TextChoices):
        PREORDER = "preorder", "Not in hand yet"
        STAFF = "staff", "Stopped by the manager"
        VERIFICATION = "verification", "New address is verified"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=12, choices=Kind)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200)
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "kind"], condition=Q(ended_at__isnull=True), name="pause_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="pause_forward"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="pause_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} pause of {self.shipment_id}"

    @property
    def span(self) -> Span:
        """The time that doesn't count."""
        return Span(self.began_at, self.ended_at)
