"""What staff write about a house, a style, a kind, or a house's pieces of one kind; the figures come from the shop."""

from django.db import models
from django.db.models import Q

from catalog.models.vocabulary import Category, Designer, Style


class LandingText(models.Model):
    """One landing page's own words: of a style alone, or of a designer, a category, or both together."""

    designer = models.ForeignKey(Designer, on_delete=models.CASCADE, null=True, blank=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True)
    style = models.ForeignKey(Style, on_delete=models.CASCADE, null=True, blank=True)
    title = models.CharField(
        max_length=70, blank=True, help_text="for search results; empty: made from the names"
    )
    description = models.CharField(
        max_length=160, blank=True, help_text="for search results; empty: made from the figures"
    )
    intro = models.TextField(
        blank=True, max_length=1200, help_text="stands before the figures, which the page adds by itself"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(style__isnull=False, designer__isnull=True, category__isnull=True)
                | Q(style__isnull=True) & (Q(designer__isnull=False) | Q(category__isnull=False)),
                name="landing_text_of_one_page",
                violation_error_message="Choose a style alone, or a designer, a category, or these two together.",
            ),
            models.UniqueConstraint(
                fields=["designer", "category", "style"],
                nulls_distinct=False,
                name="landing_text_once_per_page",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.designer, self.category, self.style) if part)
