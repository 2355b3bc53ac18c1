"""The words a piece is described with: designers, styles, categories, colours, materials, hardware."""

from django.db import models
from django.urls import reverse


class Named(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Designer(Named):
    country = models.CharField(max_length=2, blank=True, help_text="ISO code of the house's country")
    aliases = models.JSONField(default=list, blank=True, help_text="house abbreviations and other spellings")

    def get_absolute_url(self) -> str:
        return reverse("catalog:designer", args=[self.slug])


class Category(Named):
    """A kind of piece, two levels deep: Handbags > Shoulder bags."""

    class TaxCategory(models.TextChoices):
        """What the tax rules distinguish (tax/README, `manage.py tax_quote`)."""

        HANDBAG = "handbag"
        WALLET = "wallet"
        LUGGAGE = "luggage"
        WATCH = "watch"
        JEWELRY = "jewelry"
        SHOES = "shoes"
        CLOTHING = "clothing"
        FUR = "fur"
        SCARF = "scarf"
        BELT = "belt"
        SUNGLASSES = "sunglasses"
        HOME = "home"
        GENERAL = "general"

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(default=0)
    tax_category = models.CharField(max_length=20, choices=TaxCategory, default=TaxCategory.GENERAL)
    measured_as = models.CharField(
        max_length=20, default="general", help_text="which measurement drawing fits"
    )
    description = models.TextField(blank=True)

    class Meta(Named.Meta):
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def get_absolute_url(self) -> str:
        return reverse("catalog:category", args=[self.slug])


class Style(Named):
    """A designer's model: Birkin 30, Classic Flap Medium, Datejust 36."""

    designer = models.ForeignKey(Designer, on_delete=models.PROTECT, related_name="styles")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True)
    aliases = models.JSONField(default=list, blank=True)

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["designer", "name"], name="style_once_per_designer"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("catalog:style", args=[self.slug])


class Colour(Named):
    """A colour as the house calls it, with the family it is filtered by."""

    family = models.CharField(max_length=40, db_index=True)
    hex = models.CharField(max_length=7, blank=True, help_text="for the swatch, #rrggbb")


class Material(Named):
    family = models.CharField(max_length=40, db_index=True)
    is_exotic = models.BooleanField(default=False)
    species = models.CharField(max_length=80, blank=True)
    cites_appendix = models.CharField(max_length=3, blank=True)


class Hardware(Named):
    class Meta(Named.Meta):
        verbose_name_plural = "hardware"
