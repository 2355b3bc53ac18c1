"""The item: one physical piece, with everything that a card or a facet shows in one row."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from catalog.models.vocabulary import Category, Colour, Designer, Hardware, Material, Style
from portero.core.money import CURRENCY, MoneyField

# Of all words those that a piece is called by: the index of all knows no weights, so PostgreSQL would look at every
# piece that has a word anywhere.
CALLED = Func(F("words"), Value("{a}"), function="ts_filter", output_field=SearchVectorField())


class Grade(models.TextChoices):
    """Nothing below Good is accepted (domain.md, Words)."""

    PRISTINE = "pristine", "Pristine"
    EXCELLENT = "excellent", "Excellent"
    VERY_GOOD = "very_good", "Very Good"
    GOOD = "good", "Good"


class ListingState(models.TextChoices):
    """*On hold* is not a state: it follows from a live hold."""

    DRAFT = "draft", "Draft"
    LISTED = "listed", "Listed"
    SOLD = "sold", "Sold"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Clearance(models.Model):
    """Why a piece may be listed: a passed authentication case, or an imported record."""

    class Kind(models.TextChoices):
        AUTHENTICATION = "authentication", "Authentication case"
        IMPORTED = "imported", "Imported record"

    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(max_length=120, help_text="case number, or file and line of the import")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"


class Item(models.Model):
    class Bucket(models.TextChoices):
        VALUE = "value", "Great value against retail"
        RARITY = "rarity", "Hard to find, collectable or rare"

    number = models.CharField(max_length=16, unique=True, help_text="P-, digits, check digit; never changes")
    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="item")
    designer = models.ForeignKey(Designer, on_delete=models.PROTECT, related_name="items")
    style = models.ForeignKey(Style, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="items")
    title = models.CharField(max_length=200, help_text="without the designer: Birkin 30 in Gold Togo")
    slug = models.SlugField(max_length=220)
    description = models.TextField(blank=True)
    colour = models.ForeignKey(Colour, on_delete=models.PROTECT, null=True, blank=True)
    material = models.ForeignKey(Material, on_delete=models.PROTECT, null=True, blank=True)
    hardware = models.ForeignKey(Hardware, on_delete=models.PROTECT, null=True, blank=True)
    size = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    year_basis = models.CharField(max_length=60, blank=True, help_text="from the stamp, estimated ...")
    made_in = models.CharField(max_length=2, blank=True)
    also_made_of = models.JSONField(
        default=list, blank=True, help_text="materials beside the main one: trim, handles, strap, lining"
    )
    hs_code = models.CharField(
        max_length=14, blank=True, help_text="tariff code, where it isn't the usual one of its kind"
    )
    ships_from = models.CharField(max_length=2, default="US")
    ships_from_city = models.CharField(max_length=80, blank=True, default="New York")
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    ships_on = models.DateField(
        null=True, blank=True, help_text="announced day, while it isn't in hand (catalog.announcing)"
    )

    grade = models.CharField(max_length=12, choices=Grade, blank=True)
    never_carried = models.BooleanField(default=False)
    bucket = models.CharField(max_length=10, choices=Bucket, blank=True)
    bucket_reason = models.CharField(max_length=300, blank=True)
    rarity = models.JSONField(
        default=list, blank=True, help_text="exotic skin, special order, discontinued ..."
    )

    currency = models.CharField(max_length=3, default=CURRENCY)
    price = MoneyField(
        null=True, blank=True, help_text="changed by catalog.pricing alone, which keeps the history"
    )
    previous_price = MoneyField(null=True, blank=True)
    price_changed_at = models.DateTimeField(null=True, blank=True)
    retail_estimate = MoneyField(null=True, blank=True)
    retail_basis = models.CharField(max_length=200, blank=True)

    state = models.CharField(max_length=10, choices=ListingState, default=ListingState.DRAFT)
    clearance = models.OneToOneField(Clearance, on_delete=models.PROTECT, null=True, blank=True)
    certificate = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="number of the one in force; a trigger of authentication keeps it, so that its page needs no query",
    )
    listed_at = models.DateTimeField(null=True, blank=True)
    sold_at = models.DateTimeField(null=True, blank=True)

    lead_photo = models.CharField(
        max_length=200, blank=True, help_text="storage name; a card needs no photo query"
    )
    lead_alt = models.CharField(max_length=250, blank=True)
    lead_widest = models.PositiveIntegerField(
        default=0, db_default=0, help_text="as Photo.widest: how wide its renditions are, 0 without"
    )
    second_photo = models.CharField(max_length=200, blank=True)
    second_widest = models.PositiveIntegerField(default=0, db_default=0)

    source = models.CharField(max_length=60, blank=True, help_text="which import or channel it came from")
    source_reference = models.CharField(max_length=120, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, help_text="hash of the imported facts")
    words = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-listed_at", "-pk"]
        permissions = [("publish_item", "Can list, withdraw and price a piece")]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^P-[0-9]{6,10}-[0-9]$"), name="item_number_form"
            ),
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="item_state_known"),
            models.CheckConstraint(condition=Q(grade__in=["", *Grade.values]), name="item_grade_known"),
            models.CheckConstraint(
                condition=Q(hs_code="") | Q(hs_code__regex=r"^[0-9][0-9.]{3,13}$"), name="item_hs_code_form"
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0), name="item_price_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["listed", "sold"])
                | (
                    Q(clearance__isnull=False, price__isnull=False, listed_at__isnull=False)
                    & ~Q(grade="")
                    & ~Q(bucket="")
                    & ~Q(bucket_reason="")
                ),
                name="item_listed_is_cleared_graded_priced",
            ),
            models.CheckConstraint(
                condition=Q(state="sold", sold_at__isnull=False)
                | (~Q(state="sold") & Q(sold_at__isnull=True)),
                name="item_sold_has_time",
            ),
            models.UniqueConstraint(
                fields=["source", "source_reference"],
                condition=~Q(source_reference=""),
                name="item_once_per_source_reference",
            ),
        ]
        indexes = [
            models.Index(
                F("listed_at").desc(),
                F("id").desc(),
                condition=Q(state__in=["listed", "sold"]),
                name="item_newest",
            ),
            models.Index(
                "category",
                F("listed_at").desc(),
                condition=Q(state__in=["listed", "sold"]),
                name="item_in_category",
            ),
            models.Index(
                "designer",
                F("listed_at").desc(),
                condition=Q(state__in=["listed", "sold"]),
                name="item_by_designer",
            ),
            models.Index("price", condition=Q(state__in=["listed", "sold"]), name="item_by_price"),
            GinIndex(fields=["words"], name="item_words"),
            GinIndex(CALLED, name="item_called"),
            models.Index(fields=["ships_on"], condition=Q(ships_on__isnull=False), name="item_announced"),
            # What staff still work on: few among very many.
            models.Index(
                "state", F("id").desc(), condition=~Q(state__in=["listed", "sold"]), name="item_at_work"
            ),
            # The archive (catalog.queries.sold) and the arms of catalog.comparables.candidates.
            models.Index(
                F("sold_at").desc(), F("id").desc(), condition=Q(state="sold"), name="item_sold_latest"
            ),
            models.Index(
                "category", F("sold_at").desc(), condition=Q(state="sold"), name="item_sold_in_category"
            ),
            models.Index("style", F("sold_at").desc(), condition=Q(state="sold"), name="item_sold_in_style"),
            models.Index(
                "designer",
                "category",
                F("sold_at").desc(),
                condition=Q(state="sold"),
                name="item_sold_of_kind",
            ),
            models.Index(
                "style", F("listed_at").desc(), condition=Q(state="listed"), name="item_listed_in_style"
            ),
            models.Index(
                "designer",
                "category",
                F("listed_at").desc(),
                condition=Q(state="listed"),
                name="item_listed_of_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:item", args=[self.number, self.slug])
