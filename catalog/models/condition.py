"""The condition report: what is wrong with a piece, what comes with it, what it measures."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.item import Grade, Item
from catalog.models.photos import Photo


class ConditionReport(models.Model):
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="condition_report")
    summary = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return f"Condition of {self.item_id}"


class ZoneGrade(models.Model):
    """The sub-grade of one zone (catalog.condition.zones); without a grade the piece has no such zone."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="zone_grades")
    position = models.PositiveSmallIntegerField(default=0)
    zone = models.CharField(max_length=20, help_text="exterior, corners, optical, stones ...")
    grade = models.CharField(max_length=12, choices=Grade, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "zone"], name="zone_graded_once"),
            models.CheckConstraint(condition=Q(grade__in=["", *Grade.values]), name="zone_grade_known"),
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.grade or 'none'}"


class Defect(models.Model):
    class Severity(models.TextChoices):
        LIGHT = "light", "Light"
        MODERATE = "moderate", "Moderate"
        MARKED = "marked", "Marked"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="defects")
    position = models.PositiveSmallIntegerField(help_text="the number on the pin")
    kind = models.CharField(max_length=60, help_text="Rubbing, hairline, stain ...")
    place = models.CharField(max_length=120, help_text="front left corner ...")
    zone = models.CharField(
        max_length=40, blank=True, help_text="exterior, corners, handles, hardware, interior"
    )
    size_mm = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    severity = models.CharField(max_length=10, choices=Severity)
    note = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey(Photo, on_delete=models.SET_NULL, null=True, blank=True, related_name="pins")
    x = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, help_text="per cent of the photo's width"
    )
    y = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, help_text="per cent of the photo's height"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="defect_position_once"),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__gte=0, x__lt=100, y__gte=0, y__lt=100),
                name="defect_pin_on_photo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.place}"


class Inclusion(models.Model):
    """Box, dust bag, card, receipt ...: also what is *not* there is said."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="inclusions")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    present = models.BooleanField(default=True)

    class Meta:
        ordering = ["-present", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="inclusion_named_once")]

    def __str__(self) -> str:
        return self.name if self.present else f"No {self.name}"


class Measurement(models.Model):
    class Unit(models.TextChoices):
        CENTIMETRE = "cm"
        MILLIMETRE = "mm"
        GRAM = "g"
        CARAT = "ct"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="measurements")
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(
        max_length=40, help_text="width, height, depth, drop ...: places it in the drawing"
    )
    label = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    unit = models.CharField(max_length=2, choices=Unit)
    tolerance = models.DecimalField(
        max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="measurement_keyed_once"),
            models.CheckConstraint(condition=Q(value__gt=0, tolerance__gte=0), name="measurement_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.value} {self.unit}"
