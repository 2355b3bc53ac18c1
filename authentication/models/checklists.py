"""What an expert looks at, kind of piece by kind of piece: versions, frozen once they are published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ChecklistTemplate(models.Model):
    """One version of the checklist of a kind of piece, or of one designer's pieces of that kind.

    The newest published version is in force; a case keeps the version that it was opened with.
    """

    category = models.ForeignKey(
        "catalog.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checklists",
        help_text="also for the categories below it; empty: for whatever has no list of its own",
    )
    designer = models.ForeignKey(
        "catalog.Designer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checklists",
        help_text="empty: for every designer without a list of her own",
    )
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(default=timezone.now)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True, help_text="what this version changed, and why")

    class Meta:
        ordering = ["category", "designer", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "designer", "version"],
                nulls_distinct=False,
                name="checklist_version_once",
            ),
            models.UniqueConstraint(
                fields=["category", "designer"],
                condition=Q(published_at__isnull=True),
                nulls_distinct=False,
                name="checklist_drafted_once",
            ),
        ]

    def __str__(self) -> str:
        named = " ".join(str(one) for one in (self.designer, self.category) if one) or "Everything else"
        return f"{named}, version {self.version}"


class Check(models.Model):
    """One thing to look at: where, how, and what has to be shown for it."""

    class Evidence(models.TextChoices):
        ALWAYS = "always", "A photograph each time"
        IN_DOUBT = "in_doubt", "A photograph unless it is plainly right"

    class Asks(models.TextChoices):
        """What the reviewer enters beside her finding."""

        NOTHING = "", "Her finding alone"
        CODE = "code", "The code or stamp, to be decoded"
        WEIGHT = "weight", "The weight"
        MEASURE = "measure", "A measurement"
        CARAT = "carat", "A stone's weight in carats"

    # What is kept as a number with its unit (authentication.measures).
    MEASURED = (Asks.WEIGHT, Asks.MEASURE, Asks.CARAT)

    template = models.ForeignKey(ChecklistTemplate, on_delete=models.CASCADE, related_name="checks")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40, help_text="stays the same across versions: stitching, stamp ...")
    title = models.CharField(max_length=120)
    where = models.CharField(max_length=200, blank=True, help_text="the place on the piece")
    how = models.TextField(help_text="how it is looked at, and what is right")
    evidence = models.CharField(max_length=10, choices=Evidence, default=Evidence.IN_DOUBT)
    asks = models.CharField(max_length=10, choices=Asks, blank=True, default=Asks.NOTHING)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="check_once_per_checklist"),
            models.UniqueConstraint(
                fields=["template", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="check_position_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
