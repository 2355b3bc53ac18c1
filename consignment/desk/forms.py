"""What staff type to answer a submission."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from consignment.offers.making import Proposal
from portero.core.money import MoneyField, dollars

STEP = re.compile(r"^\s*(?:day\s*)?(\d{1,3})\s*[:=,]?\s+\$?\s*([\d,]+(?:\.\d\d)?)\s*$", re.IGNORECASE)
MOST = MoneyField().to_python("9999999.99")


class Sum(forms.DecimalField):
    """A sum in USD as people type it: 18,500 or $18,500.00."""

    def __init__(self, label: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(
            label=label, min_value=Decimal("0.01"), max_value=MOST, decimal_places=2, widget=widget
        )
        self.error_messages["required"] = f"{label}: how much, in dollars?"
        self.error_messages["invalid"] = "A sum looks like 18,500."

    def to_python(self, value: Any) -> Any:
        """Without the dollar sign and the commas."""
        return super().to_python(str(value or "").replace("$", "").replace(",", "").strip())


class OfferForm(forms.Form):
    """The proposal: range, start, floor, steps, and a word to the consignor."""

    range_low = Sum("List price range, from")
    range_high = Sum("to")
    start_price = Sum("Start price")
    floor_price = Sum("Floor price")
    steps = forms.CharField(
        label="Price steps, one a line: day after listing, price",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "60 17,500\n120 16,000"}),
    )
    said = forms.CharField(
        label="A word to the consignor",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_steps(self) -> tuple[tuple[int, Decimal], ...]:
        """Pairs of day and price. Raises ValidationError naming the line that isn't one."""
        found = []
        for line in filter(None, map(str.strip, str(self.cleaned_data["steps"]).splitlines())):
            if not (match := STEP.match(line)):
                raise forms.ValidationError(f"“{line}” isn't a step. A step looks like: 60 17,500")
            found.append((int(match[1]), Decimal(match[2].replace(",", ""))))
        return tuple(found)

    def proposal(self, basis: dict[str, Any]) -> Proposal:
        """What the verb takes."""
        return Proposal(**self.cleaned_data, basis=basis)


class ReasonForm(forms.Form):
    """Words that the consignor reads: why not, which pictures, or a message."""

    said = forms.CharField(
        label="What the consignor reads",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "What should she read?"},
    )


def suggested(low: Decimal | None, high: Decimal | None) -> dict[str, str]:
    """What the offer form begins with, from the range of what such pieces sold for."""
    if low is None or high is None:
        return {}
    told = {"range_low": low, "range_high": high, "start_price": high, "floor_price": low}
    return {name: dollars(price).lstrip("$") for name, price in told.items()}
