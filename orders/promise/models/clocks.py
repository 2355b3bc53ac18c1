"""What rang about a claim: each step is reminded of once and escalated once, whoever sweeps and however often."""

from django.db import models
from django.utils import timezone

from orders.promise.models.claims import Claim, ClaimState


class ClaimReminder(models.Model):
    """A reminder before a step's deadline, or the escalation at it; `due_at` says which turn of the step it was."""

    class What(models.TextChoices):
        REMINDER = "reminder", "Reminder"
        ESCALATION = "escalation", "Escalation"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reminders")
    state = models.CharField(max_length=22, choices=ClaimState, help_text="the step that it is about")
    what = models.CharField(max_length=10, choices=What)
    due_at = models.DateTimeField(help_text="the deadline of that step")
    noticed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "state", "what", "due_at"], name="claim_rings_once_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.claim_id} in {self.state}"
