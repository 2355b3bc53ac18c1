"""What rang for a return: the buyer was reminded, or staff were told that something of theirs is late."""

from django.db import models
from django.utils import timezone

from orders.returns.models.returns import Return


class ReturnReminder(models.Model):
    """Once per deadline; the constraint makes it once."""

    class Kind(models.TextChoices):
        SEND = "send", "She was reminded to send it"
        DECIDE = "decide", "Not decided in time"
        LABEL = "label", "No label yet"
        TRANSIT = "transit", "Under way for too long"
        INSPECT = "inspect", "Received and not inspected in time"
        SEND_BACK = "send_back", "Refused and not sent back in time"
        BACK = "back", "Sent back and not with her for too long"
        LOST = "lost", "Lost and not decided in time"

    ret = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    due_at = models.DateTimeField(help_text="the deadline it is about")
    to_manager = models.BooleanField(default=False, help_text="it still was late a day later")
    noticed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ret", "kind", "due_at", "to_manager"], name="return_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ret_id}"
