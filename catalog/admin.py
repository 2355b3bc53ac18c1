"""Pieces on the staff site: the list, one piece with all that is known about it, and its words."""

import re
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.postgres.search import SearchQuery
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from catalog import grading_admin, vocabulary_admin  # noqa: F401  (register the rules and the words)
from catalog.grade_kept_back import GradeKeptBack
from catalog.item_actions import ItemActions
from catalog.item_form import ItemForm
from catalog.item_inlines import (
    ConditionReportInline,
    DefectInline,
    InclusionInline,
    MeasurementInline,
    PhotoInline,
    PriceChangeInline,
    thumbnail,
)
from catalog.log import acting
from catalog.log.tab import ItemLogInline
from catalog.models import Clearance, Hold, Item
from catalog.numbers import read_number
from catalog.photography.arranging import show_on_card
from catalog.searching.texts import CONFIG, plain, vector_of
from catalog.shelf import Query, current
from portero.core.admin_base import StaffModelAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.words import country, moment

BEGUN_NUMBER = re.compile(r"^\s*(?:P\s*-?\s*(?=\d)|(?=\d{6}))(\d{1,10})-?\s*$", re.IGNORECASE)


class ShipsFrom(admin.SimpleListFilter):
    """The countries of the pieces in the shop, from memory: asking the table for them reads all of it."""

    title = "ships from"
    parameter_name = "ships_from"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Country codes and names, by name."""
        codes = current().answer(Query(size=0, facets=("ships",))).counts["ships"]
        return sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        """Those of the chosen country."""
        return queryset.filter(ships_from=self.value()) if self.value() else queryset


@admin.register(Item, site=site)
class ItemAdmin(GradeKeptBack, ItemActions, StaffModelAdmin):
    """Facts are edited here; price and state are moved by the verbs above the form, with a reason."""

    menu = "Shop"
    menu_title = "Pieces"
    form = ItemForm
    list_display: ClassVar[list[str]] = [
        "photo",
        "number",
        "designer",
        "title",
        "grade_label",
        "state_label",
        "price_label",
        "held",
    ]
    list_display_links = ["number"]
    list_filter = ["state", "grade", "never_carried", "category", "designer", ShipsFrom, "bucket"]
    list_select_related = ["designer"]
    # By key, which every list of a million can be read in; the newest pieces have the highest.
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = "Item number, or words: gold birkin"
    list_fullwidth = True
    readonly_fields = [
        "number",
        "state",
        "price",
        "previous_price",
        "price_changed_at",
        "clearance",
        "listed_at",
        "sold_at",
        "source",
        "source_reference",
        "holds",
    ]
    autocomplete_fields = ["designer", "style"]
    inlines = [
        ConditionReportInline,
        DefectInline,
        InclusionInline,
        MeasurementInline,
        PhotoInline,
        PriceChangeInline,
        ItemLogInline,
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("number", "state"),
                    ("price", "previous_price"),
                    ("listed_at", "sold_at"),
                    "clearance",
                    "holds",
                ]
            },
        ),
        (
            "Facts",
            {
                "fields": [
                    ("designer", "style"),
                    ("title", "slug"),
                    "category",
                    "description",
                    ("colour", "material", "hardware"),
                    ("also_made_of", "hs_code"),
                    ("size", "weight_g"),
                    ("year", "year_basis", "made_in"),
                    ("ships_from", "ships_from_city"),
                ]
            },
        ),
        (
            "Grade and curation",
            {
                "fields": [
                    ("grade", "never_carried"),
                    ("bucket", "bucket_reason"),
                    "rarity",
                    ("retail_estimate", "retail_basis"),
                ]
            },
        ),
        ("Source", {"fields": [("source", "source_reference")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """With the end of a live hold, so that the list costs one query however long it is."""
        live = Hold.objects.filter(item=OuterRef("pk"), released_at=None, expires_at__gt=timezone.now())
        rows: QuerySet[Item] = super().get_queryset(request)
        return rows.annotate(held_until=Subquery(live.values("expires_at")[:1]))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Item], search_term: str
    ) -> tuple[QuerySet[Item], bool]:
        """By item number in any writing or its first digits, else by the words the shop searches."""
        if number := read_number(search_term):
            return queryset.filter(number=number), False
        if not search_term.strip():
            return queryset, False
        if begun := BEGUN_NUMBER.match(search_term):
            return queryset.filter(number__startswith=f"P-{begun[1]}"), False
        return queryset.filter(words=SearchQuery(plain(search_term), config=CONFIG)), False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The piece's log names who changed its grade."""
        acting(request.user)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Changed facts change what the piece is found by, and the photos that its card shows."""
        super().save_related(request, form, formsets, change)
        item = form.instance
        show_on_card(item)
        item.words = vector_of(item)
        item.save(update_fields=["words", "updated_at"])

    def has_change_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        """Also who may do nothing but photographs opens the form; each table on it asks for its own right."""
        return bool(super().has_change_permission(request, obj)) or request.user.has_perm("catalog.add_photo")

    def get_readonly_fields(self, request: HttpRequest, obj: Item | None = None) -> list[str]:
        """The facts are for those who may change them; the grade of a piece that was authenticated is confirmed."""
        if super().has_change_permission(request, obj):
            clearance = obj.clearance if obj else None
            confirmed = clearance is not None and clearance.kind == Clearance.Kind.AUTHENTICATION
            return [*self.readonly_fields, "grade"] if confirmed else self.readonly_fields
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A piece enters by import or intake, which give it its number and stock."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        """A piece is withdrawn, never deleted."""
        return False

    @display(description="Photo")
    def photo(self, item: Item) -> SafeString:
        return thumbnail(item.lead_photo, item.lead_widest, item.lead_alt)

    @display(
        description="State",
        ordering="state",
        label={"draft": "info", "listed": "success", "sold": "primary", "withdrawn": "warning"},
    )
    def state_label(self, item: Item) -> tuple[str, str]:
        return item.state, item.get_state_display()

    @display(description="Price", ordering="price")
    def price_label(self, item: Item) -> str:
        return dollars(item.price) if item.price is not None else "-"

    @display(description="On hold until", ordering="held_until")
    def held(self, item: Any) -> str:
        return moment(item.held_until) if item.held_until else "-"

    @display(description="Holds")
    def holds(self, item: Item) -> SafeString | str:
        """The last five, newest first: who held it, until when, how it ended."""
        rows = [
            (hold.get_kind_display(), hold.holder, moment(hold.expires_at), hold.release_reason or "open")
            for hold in item.holds.all()[:5]
        ]
        return format_html_join("", "<p>{} for {} until {}: {}</p>", rows) or "Never held."
