"""How a piece comes by its grade: the rules that propose one, and what a person decided about a report."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.condition.zones import ZONES, Kind
from catalog.models.condition import Defect
from catalog.models.item import Grade, Item


class GradeRule(models.Model):
    """From so many defects on, no better than this grade (catalog.condition.rules). Staff edit them."""

    kind = models.CharField(max_length=10, choices=Kind, blank=True, help_text="empty: every kind of piece")
    zones = models.JSONField(default=list, blank=True, help_text="in these zones together; empty: everywhere")
    severity = models.CharField(max_length=10, choices=Defect.Severity, help_text="this severe or worse")
    at_least = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)], help_text="from so many defects on"
    )
    highest = models.CharField(
        max_length=12,
        choices=Grade,
        blank=True,
        help_text="the best grade then; empty: below Good, not taken",
    )

    class Meta:
        ordering = ["kind", "severity", "at_least", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(at_least__gte=1), name="grade_rule_counts_from_one"),
            models.CheckConstraint(
                condition=Q(highest__in=["", *Grade.values]), name="grade_rule_grade_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at_least} {self.severity}: {self.get_highest_display() or 'below Good'}"

    def clean(self) -> None:
        """The zones are those of its kind of piece. Raises ValidationError for another word."""
        kinds = [self.kind] if self.kind else ZONES
        known = {zone.slug for kind in kinds for zone in ZONES[kind]}
        if not isinstance(self.zones, list) or not set(self.zones) <= known:
            raise ValidationError({"zones": f"A list of: {', '.join(sorted(known))}."})


class GradeDecision(models.Model):
    """A person confirmed the grade of one report, or set another one with her reason. Appended, never changed.

    The newest one counts, as long as the report says what it said then: `report_state` is the database's own hash of
    it (catalog_report_state), written by its trigger; `report_digest` is that of the signed form (catalog.condition).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="grade_decisions")
    proposed = models.CharField(max_length=12, choices=Grade, blank=True, help_text="empty: below Good")
    why_proposed = models.JSONField(default=list, help_text="the rules that decided the proposal, in words")
    confirmed = models.CharField(
        max_length=12, choices=Grade, blank=True, help_text="empty: below Good, not taken"
    )
    reason = models.TextField(blank=True, help_text="why it is another grade than the proposed one")
    report_digest = models.CharField(max_length=64)
    report_state = models.CharField(max_length=64, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed=F("confirmed")) | ~Q(reason__regex=r"^\s*$"),
                name="grade_override_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__in=["", *Grade.values], proposed__in=["", *Grade.values]),
                name="grade_decision_known",
            ),
            models.CheckConstraint(
                condition=Q(report_digest__regex=r"^[0-9a-f]{64}$"), name="grade_decision_on_a_report"
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="grade_decision_by_time")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.get_confirmed_display() or 'below Good'}"
