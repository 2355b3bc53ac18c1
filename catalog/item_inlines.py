"""What belongs to a piece, as the tabs of its form on the staff site."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import display

from catalog.models import ConditionReport, Defect, Inclusion, Measurement, Photo, PriceChange
from catalog.photography.forms import PhotoForm, PhotoFormSet
from catalog.photography.picture import photo_url
from catalog.photography.progress import words


class ConditionReportInline(StackedInline):
    model = ConditionReport
    tab = True
    extra = 0
    fields = ["summary"]


class DefectInline(TabularInline):
    model = Defect
    tab = True
    extra = 0
    fields = ["position", "kind", "place", "zone", "size_mm", "severity", "note", "photo", "x", "y"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A pin stands on a photo of this piece, not on one of another's."""
        if db_field.name == "photo":
            match = request.resolver_match
            piece = match.kwargs.get("object_id", "") if match else ""
            kwargs["queryset"] = Photo.objects.filter(item_id=piece)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(field.choices)  # asked once, not once per row
        return field


class InclusionInline(TabularInline):
    model = Inclusion
    tab = True
    extra = 0
    fields = ["position", "name", "present"]


class MeasurementInline(TabularInline):
    model = Measurement
    tab = True
    extra = 0
    fields = ["position", "key", "label", "value", "unit", "tolerance"]


class PhotoInline(TabularInline):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    ordering_field = "position"  # rows are dragged
    tab = True
    extra = 0
    fields = ["picture", "position", "view", "file", "alt", "progress"]
    readonly_fields = ["picture", "progress"]

    @display(description="Photo")
    def picture(self, photo: Photo) -> SafeString:
        return thumbnail(photo.file.name or "", photo.widest, photo.alt)

    @display(description="Sizes")
    def progress(self, photo: Photo) -> str:
        return words(photo) if photo.pk else "-"


class PriceChangeInline(TabularInline):
    """Every price it ever had; the database refuses to change one."""

    model = PriceChange
    tab = True
    extra = 0
    can_delete = False
    fields = readonly_fields = ["at", "kind", "previous", "amount", "actor", "note"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceChange]:
        rows: QuerySet[PriceChange] = super().get_queryset(request)
        return rows.select_related("actor")


def thumbnail(name: str, widest: int, alt: str) -> SafeString:
    """A small photo, or a dash where there is none."""
    if not name:
        return SafeString("-")
    return format_html(
        '<img class="thumb" src="{}" alt="{}" width="44" height="55" loading="lazy">',
        photo_url(name, widest, 160, "webp"),
        alt,
    )
