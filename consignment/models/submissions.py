"""What a consignor shows us before we have the piece: the answers of the sell form, its photographs, what followed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr
from django.utils import timezone

from consignment.models.people import Consignor
from portero.core.money import MoneyField


class Submission(models.Model):
    class Kind(models.TextChoices):
        """What the sell form asks first; each has its shot list."""

        HANDBAG = "handbag", "Handbag"
        WATCH = "watch", "Watch"
        JEWELRY = "jewelry", "Jewelry"
        ACCESSORY = "accessory", "Accessory"

    class State(models.TextChoices):
        DRAFT = "draft", "Being filled in"
        UNCONFIRMED = "unconfirmed", "Waiting for the e-mail to be confirmed"
        SENT = "sent", "With our specialists"
        ASKED = "asked", "We asked for more pictures"
        OFFERED = "offered", "We have made an offer"
        ACCEPTED = "accepted", "Agreed"
        DECLINED = "declined", "We can't take it"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    number = models.CharField(max_length=12, unique=True, help_text="S-, digits, check digit; random")
    key = models.UUIDField(unique=True, help_text="of the form: opened or sent twice, it is one submission")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    designer = models.CharField(max_length=120, blank=True)
    style = models.CharField(max_length=120, blank=True)
    condition = models.TextField(blank=True, max_length=2000, help_text="in her own words")
    included = models.JSONField(default=list, blank=True, help_text="box, dust bag, receipt ... as codes")
    asking_price = MoneyField(null=True, blank=True, help_text="what she hopes for, USD")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True, help_text="lower case; where the link went")
    phone = models.CharField(max_length=40, blank=True)
    consignor = models.ForeignKey(
        Consignor, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    item = models.ForeignKey(
        "catalog.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        help_text="a piece bought here that its owner consigns again",
    )
    opened_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, help_text="drafts left alone are deleted")
    sent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    quote_by = models.DateTimeField(
        null=True, blank=True, help_text="until when staff answer; empty while it isn't their turn"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "unconfirmed",
                        "sent",
                        "asked",
                        "offered",
                        "accepted",
                        "declined",
                        "withdrawn",
                        "lapsed",
                    ]
                ),
                name="submission_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", quote_by__isnull=False)
                | (~Q(state="sent") & Q(quote_by__isnull=True)),
                name="submission_sent_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "unconfirmed", "withdrawn", "lapsed"])
                | Q(consignor__isnull=False, confirmed_at__isnull=False),
                name="submission_confirmed_has_consignor",
            ),
            models.CheckConstraint(
                condition=Q(asking_price__isnull=True) | Q(asking_price__gt=0),
                name="submission_asking_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["quote_by"], condition=Q(state="sent"), name="submission_to_quote"),
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=["draft", "unconfirmed", "asked"]),
                name="submission_unfinished",
            ),
            models.Index(fields=["email"], name="submission_email"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    @property
    def what(self) -> str:
        """The piece in a few words: `Hermès Kelly 28`."""
        return " ".join(filter(None, [self.designer, self.style])) or self.get_kind_display()


class SubmissionPhoto(models.Model):
    """One picture of hers, re-encoded, in the private storage."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="photos")
    key = models.UUIDField(help_text="of the upload: sent twice, it is one picture")
    shot = models.CharField(max_length=20, help_text="which of the shot list; `more` beside it")
    file = models.CharField(max_length=200, help_text="name in the private storage")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the uploaded bytes")
    likeness = models.CharField(max_length=16, help_text="64-bit difference hash: near duplicates")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "key"], name="submission_photo_once"),
            models.UniqueConstraint(fields=["submission", "digest"], name="submission_photo_bytes_once"),
            models.UniqueConstraint(
                fields=["submission", "shot"], condition=~Q(shot="more"), name="submission_shot_once"
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="submission_photo_digest"),
            *(
                # Two hashes that differ in three bits at most have one of these in common.
                models.Index(Substr("likeness", start, 4), name=f"submission_photo_like_{start}")
                for start in (1, 5, 9, 13)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shot} of {self.submission_id}"


class SubmissionEvent(models.Model):
    """What happened, by whom and why; appended, never changed. The consignor sees the public ones."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, help_text="the state it moved to, or what was done")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="staff; none: the consignor, or a deadline",
    )
    by_consignor = models.BooleanField(default=False)
    said = models.TextField(blank=True, help_text="the reason, or what was asked")
    public = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.submission_id}"

    @property
    def named(self) -> str:
        """What happened, as staff read it: `Legal hold`."""
        return self.kind.replace("_", " ").capitalize()
