"""The words pieces are described with, for those who keep them in order."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from unfold.decorators import display

from catalog.models import Category, Colour, Designer, Hardware, Item, LandingText, Material, Style
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site


class WordAdmin(StaffModelAdmin):
    """A word with its address; one that pieces use can't be deleted (the database protects it)."""

    menu = "Before the sale"
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    ordering = ["name"]


class CountedAdmin(WordAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Counted word by word, for the rows that are shown; a join would go through every piece there is."""
        rows: QuerySet[Any] = super().get_queryset(request)
        field = self.model._meta.get_field("items").field.name
        pieces = Item.objects.filter(**{field: OuterRef("pk")}).order_by().values(field)
        count = Subquery(pieces.annotate(count=Count("*")).values("count"))
        return rows.annotate(piece_count=Coalesce(count, 0))

    @display(description="Pieces", ordering="piece_count")
    def pieces(self, word: Any) -> int:
        return int(word.piece_count)


@admin.register(Designer, site=site)
class DesignerAdmin(CountedAdmin):
    list_display = ["name", "country", "pieces"]


@admin.register(Style, site=site)
class StyleAdmin(CountedAdmin):
    list_display = ["name", "designer", "category", "pieces"]
    list_filter = ["category"]
    list_select_related = ["designer", "category"]
    search_fields = ["name", "designer__name"]
    autocomplete_fields = ["designer"]


@admin.register(Category, site=site)
class CategoryAdmin(CountedAdmin):
    list_display = ["name", "parent", "position", "tax_category", "pieces"]
    list_filter = ["tax_category"]
    list_select_related = ["parent"]
    ordering = ["position", "name"]


@admin.register(Colour, site=site)
class ColourAdmin(WordAdmin):
    list_display = ["name", "family", "hex"]
    list_filter = ["family"]


@admin.register(Material, site=site)
class MaterialAdmin(WordAdmin):
    list_display = ["name", "family", "is_exotic", "species", "cites_appendix"]
    list_filter = ["family", "is_exotic"]


@admin.register(Hardware, site=site)
class HardwareAdmin(WordAdmin):
    list_display = ["name"]


@admin.register(LandingText, site=site)
class LandingTextAdmin(StaffModelAdmin):
    """The words of landing pages; counts and prices are never typed, the page adds them."""

    menu = "Before the sale"
    list_display = ["__str__", "title", "updated_at"]
    list_select_related = ["designer", "category", "style"]
    search_fields = ["designer__name", "category__name", "style__name", "intro"]
    autocomplete_fields = ["designer", "category", "style"]
    also_saved = ("updated_at",)
