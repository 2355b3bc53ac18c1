"""One person's look at a piece: a finding for each check, with what shows it, and her verdict."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authentication.measures.units import in_words
from authentication.models.cases import Case
from authentication.models.checklists import Check


class OutsideExpert(models.Model):
    """An authenticator outside the house, who is asked by an expiring link."""

    name = models.CharField(max_length=120)
    email = models.EmailField()
    speaks_for = models.CharField(max_length=200, blank=True, help_text="house or field that she knows")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    class State(models.TextChoices):
        BEGUN = "begun", "Begun"
        SUBMITTED = "submitted", "Submitted"
        HANDED_BACK = "handed_back", "Handed back"

    class Verdict(models.TextChoices):
        AUTHENTIC = "authentic", "Authentic"
        COUNTERFEIT = "counterfeit", "Counterfeit"
        CANNOT_VERIFY = "cannot_verify", "Cannot verify"
        SECOND_OPINION = "second_opinion", "Needs a second opinion"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(help_text="1 and 2 blind, 3 after a disagreement; outside: 4")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expert = models.ForeignKey(
        OutsideExpert, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    state = models.CharField(max_length=12, choices=State, default=State.BEGUN)
    verdict = models.CharField(max_length=16, choices=Verdict, blank=True)
    reason = models.TextField(blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    looked_s = models.PositiveIntegerField(
        default=0, help_text="seconds with the piece on the screen, as counted here"
    )
    least_look_s = models.PositiveIntegerField(
        default=0,
        help_text="the least look of the case's tier, in seconds; the database sets it when she begins",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    ring_at = models.DateTimeField(
        null=True, blank=True, help_text="when it goes back to the queue, or she is reminded; swept"
    )
    link_expires_at = models.DateTimeField(
        null=True, blank=True, help_text="an outside expert's link, until when"
    )

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"], condition=~Q(state="handed_back"), name="review_round_once"
            ),
            models.UniqueConstraint(
                fields=["case", "reviewer"], condition=~Q(state="handed_back"), name="review_person_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=False, expert__isnull=True)
                | Q(reviewer__isnull=True, expert__isnull=False),
                name="review_has_one_judge",
            ),
            models.CheckConstraint(
                condition=Q(state="begun") | Q(ring_at__isnull=True), name="review_rings_while_begun"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                & ~Q(verdict="")
                & (Q(verdict="authentic") | ~Q(reason=""))
                | (~Q(state="submitted") & Q(submitted_at__isnull=True)),
                name="review_submitted_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["ring_at"], condition=Q(ring_at__isnull=False), name="review_to_ring"),
        ]

    def __str__(self) -> str:
        return f"review {self.round} of {self.case_id} ({self.state})"


class Finding(models.Model):
    class Result(models.TextChoices):
        RIGHT = "right", "As it should be"
        CONCERN = "concern", "Something is off"
        WRONG = "wrong", "Wrong"
        ABSENT = "absent", "Doesn't apply"

    class Unit(models.TextChoices):
        MILLIMETRE = "mm"
        CENTIMETRE = "cm"
        INCH = "in"
        GRAM = "g"
        KILOGRAM = "kg"
        OUNCE = "oz"
        CARAT = "ct"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    # The check by its row: a published checklist never changes.
    check_made = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="findings")
    result = models.CharField(max_length=10, choices=Result, blank=True)
    note = models.TextField(blank=True)
    entered = models.TextField(
        blank=True, help_text="weight, measure; a code encrypted (authentication.serials.entered)"
    )
    value = models.DecimalField(
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="what was entered as a number; none: it can't be read",
    )
    unit = models.CharField(max_length=2, choices=Unit, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["check_made__position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "check_made"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, unit="")
                | Q(value__isnull=False, value__gt=0, unit__in=["mm", "cm", "in", "g", "kg", "oz", "ct"]),
                name="finding_measured_in_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_made_id}: {self.result}"

    @property
    def is_sealed(self) -> bool:
        """Whether what was entered is a code, and encrypted."""
        return bool(self.entered) and self.check_made.asks == Check.Asks.CODE

    @property
    def entered_words(self) -> str:
        """What was entered, for others than her; a code is only said to be there."""
        if self.is_sealed:
            return "The code is on file, encrypted."
        return self.entered if self.value is None else in_words(self.value, self.unit)


class Evidence(models.Model):
    """A photograph that shows a finding. Private storage."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    file = models.CharField(max_length=200, help_text="name in the private storage")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"evidence {self.pk} of {self.finding_id}"
