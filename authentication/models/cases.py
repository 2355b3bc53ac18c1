"""The review of one piece: how much is at stake, who may not judge it, what was decided."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authentication.models.checklists import ChecklistTemplate
from catalog.models import Category, Designer
from portero.core.money import MoneyField, dollars

LIVE = ["open", "disagreed", "outside"]
DECIDED = ["passed", "counterfeit", "unverified"]
FOR_SALE = ["intake", "by_hand"]  # kinds of a piece that comes in to be sold


class Tier(models.TextChoices):
    """How much is at stake, by brand and value; tier A takes two reviews by two people (domain.md, Authentication)."""

    A = "A", "Tier A, two reviews"
    B = "B", "Tier B, one review"
    C = "C", "Tier C, one review"


class TierRule(models.Model):
    """A row that matches puts the piece into its tier; of all that match, the strictest counts. Staff edit them.

    House and kind are named by slug: a rule stands before the first piece of that house is known here.
    """

    tier = models.CharField(max_length=1, choices=Tier)
    designer = models.SlugField(max_length=140, blank=True, help_text="slug of the house; empty: all")
    category = models.SlugField(
        max_length=140, blank=True, help_text="slug of the category, also for those below it; empty: all"
    )
    value_from = MoneyField(null=True, blank=True, help_text="USD, above this value; empty: at any value")

    class Meta:
        ordering = ["tier", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["designer", "category", "value_from"], nulls_distinct=False, name="tier_rule_once"
            )
        ]

    def __str__(self) -> str:
        named = f"{self.designer or 'any designer'}, {self.category or 'any category'}"
        above = f", above {dollars(self.value_from)}" if self.value_from is not None else ""
        return f"{self.tier}: {named}{above}"

    def clean(self) -> None:
        """A slug that names nothing would quietly match nothing."""
        known: dict[str, tuple[type[Designer] | type[Category], str]] = {
            "designer": (Designer, self.designer),
            "category": (Category, self.category),
        }
        wrong = {
            name: f"There is no {name} {slug!r}."
            for name, (model, slug) in known.items()
            if slug and not model.objects.filter(slug=slug).exists()
        }
        if wrong:
            raise ValidationError(wrong)


class Case(models.Model):
    class Kind(models.TextChoices):
        INTAKE = "intake", "Taken in"
        BY_HAND = "by_hand", "Opened by hand"
        CLAIM = "claim", "A client's doubt"
        REGRADE = "regrade", "Blind second look"
        SEEDED = "seeded", "Known fake, for training"

    class State(models.TextChoices):
        OPEN = "open", "To be reviewed"
        DISAGREED = "disagreed", "The reviewers disagree, a third looks"
        OUTSIDE = "outside", "With an outside authenticator"
        PASSED = "passed", "Authentic"
        COUNTERFEIT = "counterfeit", "Counterfeit"
        UNVERIFIED = "unverified", "Cannot be verified"
        CLOSED = "closed", "Closed without a decision"

    number = models.CharField(max_length=12, unique=True, help_text="C-, digits, check digit; random")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    tier = models.CharField(max_length=1, choices=Tier)
    tier_why = models.CharField(max_length=200, help_text="the rule that put it there")
    value = MoneyField(null=True, blank=True, help_text="USD, what it may be listed at; decides the tier")
    template = models.ForeignKey(ChecklistTemplate, on_delete=models.PROTECT, related_name="cases")
    claims = models.JSONField(
        default=dict,
        blank=True,
        help_text="what its owner says: year, style, material; to be checked against",
    )
    prior = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
        help_text="looked at anew",
    )
    reference = models.CharField(max_length=40, blank=True, help_text="of the claim or agreement behind it")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="until when it is to be decided; only while live"
    )
    ring_at = models.DateTimeField(
        null=True, blank=True, help_text="when staff are next reminded of it; swept"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="of the decision, for the owner if it isn't taken")

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("open_case", "Can open a case by hand and see how it ended"),
            ("ask_outside", "Can ask an outside authenticator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(state__in=LIVE), name="case_live_once_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*LIVE, *DECIDED, "closed"]), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, due_at__isnull=False, decided_at__isnull=True)
                | (~Q(state__in=LIVE) & Q(due_at__isnull=True, decided_at__isnull=False)),
                name="case_live_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="case_queue"),
            models.Index(fields=["ring_at"], condition=Q(ring_at__isnull=False), name="case_to_ring"),
            models.Index(fields=["item", "-id"], name="case_of_item"),
            models.Index(
                fields=["item"], condition=Q(state__in=["counterfeit", "unverified"]), name="case_failed"
            ),
            models.Index(
                fields=["decided_at"],
                condition=Q(kind__in=FOR_SALE, state__in=DECIDED),
                name="case_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Bar(models.Model):
    """Somebody who may not judge this piece: who took it in, owns or consigns it (domain.md, Authentication)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="bars")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="bar_once_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} not for {self.case_id}: {self.why}"


class CasePhoto(models.Model):
    """A photograph that was there when the case was opened: from its owner, or from the desk. Private storage."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    file = models.CharField(max_length=200, help_text="name in the private storage")
    caption = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"photo {self.position} of {self.case_id}"


class CaseEvent(models.Model):
    """What happened to it, by whom and why; appended, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, help_text="the state it moved to, or what was done")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="staff; none: a deadline or an outside authenticator",
    )
    said = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"
