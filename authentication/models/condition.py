"""What an expert has typed of a condition report and not put on it yet."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReportDraft(models.Model):
    """Her entries as she typed them, half-typed ones too: kept while she types, gone when the report is saved."""

    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="report_drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField(default=dict, help_text="the fields of the page by name")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="report_draft_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.item_id} by {self.person_id}"
