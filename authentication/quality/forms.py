"""What is typed on the pages of quality."""

from typing import Any

from django import forms

from authentication.condition.forms import NOT_THERE, SUB_GRADES
from catalog.condition.zones import ZONES
from catalog.models import Grade, Item
from catalog.numbers import read_number


class FakeForm(forms.Form):
    """A piece that is kept for training from now on."""

    number = forms.CharField(label="Item number", max_length=20)
    why = forms.CharField(
        label="What gives it away", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def clean_number(self) -> Item:
        """The piece of that number. Raises ValidationError without one."""
        item = Item.objects.filter(number=read_number(self.cleaned_data["number"]) or "").first()
        if item is None:
            raise forms.ValidationError("No piece has this number.")
        return item


class BlindForm(forms.Form):
    """A grade for the piece and one for each of its zones."""

    grade = forms.ChoiceField(
        label="Grade of the piece", choices=[("", "Choose"), *Grade.choices, (NOT_THERE, "Below Good")]
    )
    note = forms.CharField(
        label="What decided it", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {f"zone-{zone.slug}": zone for zone in ZONES[kind]}
        for name, zone in self.named.items():
            self.fields[name] = forms.ChoiceField(label=zone.label, choices=SUB_GRADES)

    def zone_fields(self) -> list[Any]:
        """The fields of the zones, in order."""
        return [self[name] for name in self.named]

    @property
    def chosen(self) -> str:
        """The grade; empty: below Good."""
        grade = self.cleaned_data["grade"]
        return "" if grade == NOT_THERE else str(grade)

    @property
    def zones(self) -> dict[str, str]:
        """The sub-grade of each zone; empty where the piece has no such zone."""
        told = {zone.slug: self.cleaned_data[name] for name, zone in self.named.items()}
        return {slug: "" if grade == NOT_THERE else grade for slug, grade in told.items()}
