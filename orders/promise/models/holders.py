"""What a later owner of a piece doubts: the Promise's money is the buyer's, her doubt is ours to answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class HolderDoubt(models.Model):
    """The words of whoever has a certificate by a transfer, until customer care has answered them. Never deleted."""

    holder = models.ForeignKey(
        "authentication.Holder", on_delete=models.PROTECT, related_name="promise_doubts"
    )
    words = models.TextField(help_text="what she sees, in her words")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="until when we answer")
    answer = models.TextField(blank=True, help_text="she reads it")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "doubt of a later owner"
        verbose_name_plural = "doubts of later owners"
        constraints = [
            models.UniqueConstraint(
                fields=["holder"], condition=Q(answered_at__isnull=True), name="holder_doubts_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="holder_doubt_says_what"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="holder_doubt_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(answered_at__isnull=True), name="holder_doubts_to_answer"
            )
        ]

    def __str__(self) -> str:
        return f"doubt {self.pk} of holder {self.holder_id}"
