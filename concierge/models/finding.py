"""Find It For Me: a client's request for a piece that isn't listed, what happened, and the pieces proposed to her."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Grade
from portero.core.money import MoneyField


class FindRequest(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "We are looking"
        PROPOSED = "proposed", "We have found a piece"
        CLOSED = "closed", "Closed"

    number = models.CharField(max_length=12, unique=True, help_text="F-, seven digits, check digit")
    key = models.UUIDField(unique=True, help_text="of the form: sent twice, it is one request")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="find_requests",
    )
    email = models.EmailField(help_text="lower case")
    name = models.CharField(max_length=120)
    designer = models.CharField(max_length=120)
    style = models.CharField(max_length=120, blank=True)
    colours = models.CharField("colours", max_length=200, blank=True)
    material = models.CharField(max_length=120, blank=True)
    hardware = models.CharField(max_length=120, blank=True)
    size = models.CharField(max_length=60, blank=True)
    grade = models.CharField("at least in grade", max_length=12, choices=Grade, default=Grade.GOOD)
    budget = MoneyField("at most, before tax", null=True, blank=True)
    needed_by = models.DateField("by", null=True, blank=True)
    note = models.TextField(blank=True)
    came_from = models.CharField(max_length=2200, blank=True, help_text="the search she was on")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    look_by = models.DateTimeField(
        null=True, blank=True, help_text="when staff look at it again; none once closed"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "proposed", "closed"]), name="find_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", look_by__isnull=True)
                | (~Q(state="closed") & Q(look_by__isnull=False)),
                name="find_open_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gt=0), name="find_budget_positive"
            ),
        ]
        indexes = [models.Index(fields=["look_by"], condition=~Q(state="closed"), name="find_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    @property
    def what(self) -> str:
        """The piece in a few words: `Hermès Kelly 28`."""
        parts = [self.designer, self.style]
        if self.size and self.size.casefold() not in self.style.casefold():
            parts.append(self.size)
        return " ".join(filter(None, parts))

    @property
    def is_closed(self) -> bool:
        """Whether the search is over."""
        return self.state == self.State.CLOSED


class FindEvent(models.Model):
    """What happened, by whom and why; appended, never changed. The client sees the public ones."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Search opened"
        LOOKED = "looked", "Looked"
        PROPOSED = "proposed", "Proposed a piece"
        DECLINED = "declined", "Not for her"
        CLOSED = "closed", "Closed"

    request = models.ForeignKey(FindRequest, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="none: the client",
    )
    said = models.TextField(blank=True, help_text="why, or what was seen")
    public = models.BooleanField(default=True)
    item = models.ForeignKey(
        "catalog.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"


class Proposal(models.Model):
    """A listed piece that staff proposed; once per request."""

    request = models.ForeignKey(FindRequest, on_delete=models.PROTECT, related_name="proposals")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    why = models.CharField(max_length=600, help_text="what staff wrote to her about it")
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["request", "item"], name="piece_proposed_once")]

    def __str__(self) -> str:
        return f"{self.item_id} for {self.request_id}"
