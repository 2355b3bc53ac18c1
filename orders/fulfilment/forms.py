"""What the bench types: tags, weight and what lies in the box; the carrier and the tracking number."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField

from orders.fulfilment import tracking
from orders.fulfilment.models import ShipmentLine
from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.fulfilment.packing import Tagged

SCANNED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-scan": True}


class PackForm(forms.Form):
    """The packed parcel: for each piece its tag and what lies beside it; the pictures come in by themselves."""

    weight_g = forms.IntegerField(
        min_value=50,
        max_value=30_000,
        label="Weight in grams, packed",
        help_text="The closed box on the scales. The label is bought for it.",
        error_messages={"required": "What does the packed box weigh?"},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, lines: Iterable[ShipmentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"tag-{line.pk}"] = _tag()
            for inclusion in line.item.inclusions.all():
                if inclusion.present:
                    self.fields[f"in-{line.pk}-{inclusion.pk}"] = _tick(inclusion.name)
        self.order_fields([*(name for name in self.fields if name != "weight_g"), "weight_g"])

    def tag_of(self, line: ShipmentLine) -> BoundField:
        """The field of a piece's tag."""
        return self[f"tag-{line.pk}"]

    def ticks_of(self, line: ShipmentLine) -> list[BoundField]:
        """The fields of what must lie beside a piece."""
        return [self[name] for name in self.fields if name.startswith(f"in-{line.pk}-")]

    def pieces(self) -> dict[int, Tagged]:
        """What was typed, as `orders.fulfilment.packing.mark_packed` wants it."""
        return {line.pk: self._tagged(line) for line in self.lines}

    def _tagged(self, line: ShipmentLine) -> Tagged:
        ticked = [str(field.label) for field in self.ticks_of(line) if self.cleaned_data[field.name]]
        return Tagged(self.cleaned_data[f"tag-{line.pk}"], ticked)


def _tag() -> forms.CharField:
    return forms.CharField(
        max_length=TAG_LENGTH,
        label="Security tag",
        help_text="Scan or type the number on the tag that the piece now wears. A return must come back with it.",
        error_messages={"required": "Which number is on the tag?"},
        widget=forms.TextInput(attrs=SCANNED),
    )


def _tick(name: str) -> forms.BooleanField:
    return forms.BooleanField(label=name, error_messages={"required": "It was sold with the piece."})


class HandOverForm(forms.Form):
    carrier = forms.CharField(
        max_length=40, label="Carrier", widget=forms.TextInput(attrs={"list": "carriers"})
    )
    tracking_number = forms.CharField(
        max_length=60,
        label="Tracking number",
        help_text="As on the label; spaces don't matter. The buyer gets it by mail at once.",
        error_messages={"required": "Which number is on the label?"},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )

    def clean_tracking_number(self) -> str:
        """Refuse what can't be a tracking number beside its field, before anything is written."""
        try:
            return tracking.tidy(self.cleaned_data["tracking_number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
