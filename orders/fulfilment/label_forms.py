"""What the bench types about a label: the packed box, the chosen rate, a label bought elsewhere, why one is voided."""

from decimal import Decimal
from typing import Any

from django import forms

from logistics.gateway import Parcel, Rate
from orders.fulfilment import tracking
from portero.core.money import dollars

ITN = r"(AES )?X\d{14}"


class BoxForm(forms.Form):
    """The box as it stands on the scales."""

    grams = forms.IntegerField(min_value=50, max_value=30_000, initial=1500, label="Weight in grams, packed")
    length_cm = forms.DecimalField(
        min_value=5, max_value=150, decimal_places=1, initial=38, label="Length in cm"
    )
    width_cm = forms.DecimalField(
        min_value=5, max_value=150, decimal_places=1, initial=30, label="Width in cm"
    )
    height_cm = forms.DecimalField(
        min_value=2, max_value=150, decimal_places=1, initial=20, label="Height in cm"
    )
    filing = forms.RegexField(
        ITN,
        strip=True,
        label="Export filing (AES ITN)",
        help_text="X and 14 digits, from the filing. Goods above $2,500 under one code need it.",
        error_messages={
            "required": "Which number has the export filing?",
            "invalid": "An ITN is X and 14 digits.",
        },
    )

    def __init__(self, *args: Any, filed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not filed:
            del self.fields["filing"]

    def box(self) -> Parcel:
        """The box that was typed."""
        sizes = {name: self.cleaned_data[name] for name in ("length_cm", "width_cm", "height_cm")}
        return Parcel(self.cleaned_data["grams"], **sizes)

    def number(self) -> str:
        """The export filing as customs read it; empty where none is asked for."""
        typed = self.cleaned_data.get("filing", "")
        return f"AES {typed.removeprefix('AES ')}" if typed else ""


class RateForm(forms.Form):
    """Which of the offered rates is bought; the one she paid for is chosen already."""

    rate = forms.ChoiceField(
        widget=forms.RadioSelect, label="Rate", error_messages={"required": "Which of them?"}
    )

    def __init__(self, *args: Any, rates: list[Rate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"].choices = [(rate.id, _words(rate)) for rate in rates]  # type: ignore[attr-defined]


class HandForm(forms.Form):
    """A label that was bought at the carrier."""

    carrier = forms.CharField(
        max_length=40, label="Carrier", widget=forms.TextInput(attrs={"list": "carriers"})
    )
    service = forms.CharField(max_length=60, label="Service", required=False)
    tracking_number = forms.CharField(
        max_length=60,
        label="Tracking number",
        error_messages={"required": "Which number is on the label?"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    cost = forms.DecimalField(
        min_value=Decimal(0),
        max_digits=8,
        decimal_places=2,
        label="What it cost in USD",
        error_messages={"required": "What did it cost? 0 if the account is billed later."},
    )

    def clean_tracking_number(self) -> str:
        """Refuse what can't be a tracking number beside its field."""
        try:
            return tracking.tidy(self.cleaned_data["tracking_number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class VoidForm(forms.Form):
    """Why a label is taken back."""

    reason = forms.CharField(
        max_length=200, label="Reason", error_messages={"required": "Why is it taken back?"}
    )


def _words(rate: Rate) -> str:
    days = f", {rate.days} day{'s' if rate.days != 1 else ''}" if rate.days else ""
    return f"{rate.carrier} {rate.service}, {dollars(rate.cost, cents=True)}{days}"
