"""The outbox: a mail is a row first, sent by a task, swept when stuck, readable in admin."""

from django.db import models
from django.utils import timezone


class Mail(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=60, help_text="which mail: order_received, shipped ...")
    about = models.CharField(max_length=80, help_text="what it is about: order:R-20398 ...")
    to = models.EmailField()
    sender = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    facts = models.JSONField(
        null=True,
        blank=True,
        help_text="what it will be written from by the task that sends it; none once it is",
    )
    enclosed = models.JSONField(
        default=dict,
        blank=True,
        help_text="what goes with it: by kind of paper, the keys of what they are about",
    )
    unsubscribe = models.URLField(
        max_length=300,
        blank=True,
        help_text="where one click ends mails of this kind; for those she subscribed to",
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    again_at = models.DateTimeField(
        null=True, blank=True, help_text="when staff had it sent again: its days are counted from then"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        app_label = "core"
        ordering = ["-pk"]
        permissions = [
            ("preview_mail", "Can see what every mail says, from samples"),
            ("resend_mail", "Can have a mail that failed sent again"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "to"], name="mail_once_per_subject_and_kind"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="mail_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(facts__isnull=True), name="mail_sent_is_written"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["queued", "sending"]), name="mail_due"
            ),
            models.Index(fields=["due_at"], condition=models.Q(state="failed"), name="mail_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}"
