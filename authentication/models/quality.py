"""Blind second looks and known fakes: what the house asks itself about its own judgement."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authentication.models.cases import Case
from authentication.models.reviews import Review
from catalog.models import Grade


class TrainingFake(models.Model):
    """A piece that is known to be counterfeit and kept for training. For good: it is never listed or certified."""

    item = models.OneToOneField("catalog.Item", on_delete=models.PROTECT, related_name="training_fake")
    why = models.TextField(help_text="what gives it away; the head reads it beside a miss")
    marked_at = models.DateTimeField(default=timezone.now)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        permissions = [("view_quality", "Can see how reviewers agree, and what they missed")]

    def __str__(self) -> str:
        return f"{self.item_id}, a known fake"


class QualityDraw(models.Model):
    """Whether a decided case, or a decided grade, was drawn for a blind second look. Each is drawn once."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="quality_draw"
    )
    decision = models.OneToOneField(
        "catalog.GradeDecision", on_delete=models.PROTECT, null=True, blank=True, related_name="quality_draw"
    )
    chosen = models.BooleanField()
    percent = models.PositiveSmallIntegerField(help_text="the share in force then")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, decision__isnull=True)
                | Q(case__isnull=True, decision__isnull=False),
                name="quality_draw_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{'chosen' if self.chosen else 'passed over'}: {self.case_id or self.decision_id}"


class BlindGrade(models.Model):
    """A second person's grade of a piece, given without the first one's report and grade. It changes nothing."""

    decision = models.OneToOneField(
        "catalog.GradeDecision", on_delete=models.PROTECT, related_name="blind_grade"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    grader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grade = models.CharField(max_length=12, choices=Grade, blank=True, help_text="empty: below Good")
    zones = models.JSONField(default=dict, blank=True, help_text="sub-grade by zone")
    note = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, grader__isnull=True)
                | Q(given_at__isnull=False, grader__isnull=False),
                name="blind_grade_given_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(given_at__isnull=True), name="blind_grade_waits")
        ]

    def __str__(self) -> str:
        return f"blind grade of {self.decision_id}: {self.grade or 'none yet'}"


class ReportReader(models.Model):
    """Somebody chose to read the report of a piece that waited for her blind grade: she doesn't give it any more."""

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="report_readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="report_reader_once")]

    def __str__(self) -> str:
        return f"{self.person_id} has read the report of {self.item_id}"


class Miss(models.Model):
    """Somebody called a known fake authentic; the head was told."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="miss")
    noticed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "misses"

    def __str__(self) -> str:
        return f"review {self.review_id}"
