"""Duties and import taxes: dated rows, each with its source; a row that staff change needs their reason."""

from typing import Any

from django import forms
from django.contrib import admin

from orders.tax.border.models import BorderCharge, BorderFee, CountryRule, DutyRate, ImportTax, TariffHeading
from portero.core.admin_base import ReadOnlyAdmin, StaffModelAdmin
from portero.core.admin_site import site

DATED = ["since", "until", "confidence", "source"]


class BorderForm(forms.ModelForm):
    """Asks why: a rate that is overridden by hand decides what clients pay."""

    def clean_reason(self) -> str:
        """A change needs a fresh reason; the trail keeps it."""
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError("Say why: which ruling, letter or tariff you read.")
        return reason


class BorderAdmin(StaffModelAdmin):
    menu = "Money"
    form = BorderForm
    list_filter: Any = ["confidence"]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """A row ends, it isn't deleted: past quotes stay explained."""
        return False


@admin.register(TariffHeading, site=site)
class TariffHeadingAdmin(BorderAdmin):
    """The code of a category by material; a piece's own code wins over it."""

    menu_title = "Tariff headings"
    list_display = ["category", "words", "country", "code", "position", *DATED]
    list_filter = ["category", "country", "confidence"]


@admin.register(DutyRate, site=site)
class DutyRateAdmin(BorderAdmin):
    """A rate that ends gets its last day; the new one begins that day."""

    menu_title = "Duty rates"
    list_display = ["country", "code", "made_in", "kind", "percent", *DATED]
    list_filter = ["country", "kind", "confidence"]
    search_fields = ["code", "made_in"]


@admin.register(CountryRule, site=site)
class CountryRuleAdmin(BorderAdmin):
    """How a destination counts. Without a row here we take no order across its border."""

    menu_title = "Customs by country"
    list_display = ["country", "union", "origins", "duty_on_freight", "duty_free", "tax_free", *DATED]
    list_filter = ["union", "confidence"]
    search_fields = ["country"]


@admin.register(ImportTax, site=site)
class ImportTaxAdmin(BorderAdmin):
    """VAT and its kin."""

    menu_title = "Import taxes"
    list_display = ["country", "region", "name", "percent", "codes", "over", *DATED]
    search_fields = ["country", "name"]


@admin.register(BorderFee, site=site)
class BorderFeeAdmin(BorderAdmin):
    """What carriers and customs ask for their work, per parcel."""

    menu_title = "Customs fees"
    list_display = ["name", "country", "on", "percent", "least", "most", "above", *DATED]


@admin.register(BorderCharge, site=site)
class BorderChargeAdmin(ReadOnlyAdmin):
    """What orders were charged for crossing a border; flagged where our tables stood in for the provider."""

    menu = "Money"
    menu_title = "Duties charged"
    list_display = [
        "order",
        "name",
        "code",
        "origin",
        "country",
        "percent",
        "amount",
        "guaranteed",
        "flagged",
        "at",
    ]
    list_select_related = ["order"]
    list_filter = ["flagged", "guaranteed", "kind", "country"]
    search_fields = ["order__number", "code"]
    date_hierarchy = "at"
