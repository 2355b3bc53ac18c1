"""Numbers of pieces: kept encrypted, found again by a slow keyed digest, never shown to the public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Serial(models.Model):
    """One number of one piece. It is never changed: who mistyped withdraws it with a reason and records it again."""

    class Kind(models.TextChoices):
        SERIAL = "serial", "Serial number"
        MOVEMENT = "movement", "Number of the movement"
        CARD = "card", "Number on card, lock or key"
        CODE = "code", "Date code or stamp"

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="serials")
    kind = models.CharField(max_length=10, choices=Kind)
    ciphertext = models.TextField(help_text="as it was typed, encrypted with a key of SERIAL_KEYS")
    digest = models.CharField(max_length=64, help_text="slow keyed digest of the normalised text")
    pepper = models.CharField(max_length=16, help_text="name of the pepper that the digest was made with")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        permissions = [("read_serial", "Can read the numbers of pieces, which is recorded")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind", "digest"],
                condition=Q(withdrawn_at__isnull=True),
                name="serial_once_per_item",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="serial_withdrawn_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], condition=Q(withdrawn_at__isnull=True), name="serial_digest")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.item_id}"


class FlaggedList(models.Model):
    """A list of stolen or counterfeit numbers as it was brought in, with the rows that weren't taken."""

    name = models.CharField(max_length=120, help_text="who sent it, and of when it is")
    file_digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the file: not twice")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rows = models.PositiveIntegerField(default=0, help_text="rows of the file")
    taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, blank=True, help_text="[line, reason]; no number stands here")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class FlaggedNumber(models.Model):
    """A number that was reported. Its digest is made in the background: it is slow on purpose."""

    class Why(models.TextChoices):
        STOLEN = "stolen", "Reported stolen"
        COUNTERFEIT = "counterfeit", "Known from counterfeits"

    source = models.ForeignKey(FlaggedList, on_delete=models.PROTECT, related_name="numbers")
    line = models.PositiveIntegerField()
    designer = models.ForeignKey(
        "catalog.Designer", on_delete=models.PROTECT, null=True, blank=True, help_text="empty: of any house"
    )
    why = models.CharField(max_length=12, choices=Why)
    reference = models.CharField(max_length=120, blank=True, help_text="of the report or the register")
    ciphertext = models.TextField()
    digest = models.CharField(max_length=64, blank=True)
    pepper = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["source", "line"]
        constraints = [models.UniqueConstraint(fields=["source", "line"], name="flagged_line_once")]
        indexes = [
            models.Index(fields=["digest"], condition=~Q(digest=""), name="flagged_digest"),
            models.Index(fields=["id"], condition=Q(digest=""), name="flagged_to_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()}, line {self.line} of {self.source_id}"


class SerialAlarm(models.Model):
    """A number stands on two pieces, or on a list. Until a person decides, neither passes nor is listed.

    After that the pieces that it stands against don't.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be decided"
        HARMLESS = "harmless", "Harmless"
        HERE = "here", "Stands against the piece that raised it"
        THERE = "there", "Stands against the other piece"
        UPHELD = "upheld", "Stands against every piece with the number"

    serial = models.ForeignKey(Serial, on_delete=models.PROTECT, related_name="alarms")
    other = models.ForeignKey(
        Serial, on_delete=models.PROTECT, null=True, blank=True, related_name="alarms_elsewhere"
    )
    flagged = models.ForeignKey(
        FlaggedNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="alarms"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=True, flagged__isnull=False)
                | Q(other__isnull=False, flagged__isnull=True),
                name="serial_alarm_has_one_cause",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["here", "there"]) | Q(other__isnull=False),
                name="serial_alarm_against_one_of_two",
            ),
            models.UniqueConstraint(fields=["serial", "other"], name="serial_alarm_once_per_pair"),
            models.UniqueConstraint(fields=["serial", "flagged"], name="serial_alarm_once_per_flag"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | (
                    Q(state__in=["harmless", "here", "there", "upheld"])
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(reason="")
                ),
                name="serial_alarm_decided_by_a_person_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["raised_at"], condition=Q(state="open"), name="serial_alarm_queue")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.get_state_display().lower()}"

    @property
    def kind(self) -> str:
        """What was found, in words."""
        return self.flagged.get_why_display() if self.flagged else "The same number on two pieces"


class MatchAttempt(models.Model):
    """Somebody asked whether a number matches. Neither the number nor her address stands here, only keyed digests."""

    at = models.DateTimeField(default=timezone.now)
    item_number = models.CharField(max_length=16, blank=True, help_text="as asked; there may be no such item")
    asked = models.CharField(max_length=32)
    address = models.CharField(max_length=32)
    matched = models.BooleanField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["item_number", "-at"], name="match_attempts_of_item"),
            models.Index(fields=["at"], name="match_attempts_by_age"),
        ]

    def __str__(self) -> str:
        return f"asked of {self.item_number}"
