"""The house's own tables on the staff site: the trail, the figures, the keys; the mails stand in their own drawer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.decorators import display

from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site
from portero.core.audit import AuditEntry
from portero.core.figures import FIGURES, FigureValue
from portero.core.mail import admin as mail_admin  # noqa: F401  (register the outbox)
from portero.core.sealing.models import SigningKey


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what, when and why; nobody changes it, the database itself refuses."""

    menu = "House"
    list_display = ["at", "who", "action", "target_type", "target_key", "reason"]
    list_filter = ["action", "target_type"]
    search_fields = ["target_key", "actor__email", "action"]
    fields = ["at", "who", "action", "target_type", "target_key", "reason", "data"]
    list_select_related = ["actor"]

    @display(description="Who", ordering="actor__email")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.actor or "the shop itself")


class FigureForm(forms.ModelForm):
    """A figure is changed with a reason, which the trail keeps."""

    class Meta:
        model = FigureValue
        fields = ["name", "value", "reason"]


@admin.register(FigureValue, site=site)
class FigureValueAdmin(StaffModelAdmin):
    """The figures that differ from their default; without a row the default is in force."""

    menu = "House"
    also_saved = ("changed_by",)
    form = FigureForm
    list_display = ["name", "value", "unit", "default", "meaning", "changed_at", "changed_by", "reason"]
    list_select_related = ["changed_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["name"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        obj.changed_by = request.user
        super().save_model(request, obj, form, change)

    @display(description="Unit")
    def unit(self, row: FigureValue) -> str:
        return FIGURES[row.name].unit

    @display(description="Default")
    def default(self, row: FigureValue) -> str:
        return str(FIGURES[row.name].default)

    @display(description="What it means")
    def meaning(self, row: FigureValue) -> str:
        return FIGURES[row.name].meaning


@admin.register(SigningKey, site=site)
class SigningKeyAdmin(ReadOnlyAdmin):
    """The public keys of the house's seal; they are changed by commands (docs/certificates.md)."""

    menu = "House"
    list_display = ["kid", "valid_from", "valid_until", "compromised_since", "note"]
    fields = ["kid", "public_key", "valid_from", "valid_until", "compromised_since", "note"]
