"""The parts of the page that writes a report, each a form with its own prefix."""

from typing import Any

from django import forms

from catalog.condition.zones import ZONES, label_of
from catalog.models import Defect, Grade, Measurement

NOT_THERE = "none"
SUB_GRADES = [("", "Not graded yet"), *Grade.choices, (NOT_THERE, "It has none")]


def _area(label: str, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget)


class FactsForm(forms.Form):
    """What is said about the whole piece, and what else came with it."""

    summary = _area("What was looked at and found in order", rows=3)
    never_carried = forms.BooleanField(label="Never carried", required=False)
    more = _area("Also here, one a line")
    missing = _area("Also not here, one a line")


class GradeForm(forms.Form):
    """The grade that she confirms."""

    grade = forms.ChoiceField(
        label="Grade",
        required=False,
        choices=[("", "As proposed"), *Grade.choices, (NOT_THERE, "Below Good, not taken")],
    )
    reason = _area("Why it is another grade than the proposed one")


class ZoneForm(forms.Form):
    grade = forms.ChoiceField(label="Grade", choices=SUB_GRADES, required=False)
    note = forms.CharField(label="Note", required=False, max_length=200)


class DefectForm(forms.Form):
    """One defect. Nothing typed but where it is pinned is a row that still has to be told."""

    number = forms.IntegerField(label="Number", required=False, min_value=1, max_value=999)
    photo = forms.ChoiceField(label="Photograph", required=False)
    x = forms.DecimalField(
        label="Across, per cent", required=False, min_value=0, max_value=99.9, decimal_places=1
    )
    y = forms.DecimalField(
        label="Down, per cent", required=False, min_value=0, max_value=99.9, decimal_places=1
    )
    kind = forms.CharField(label="What", max_length=60, widget=forms.TextInput(attrs={"list": "kinds"}))
    place = forms.CharField(label="Where", max_length=120)
    zone = forms.ChoiceField(label="Part")
    size_mm = forms.DecimalField(
        label="Size, mm", required=False, min_value=0, max_digits=6, decimal_places=1
    )
    severity = forms.ChoiceField(label="How severe", choices=[("", "Choose"), *Defect.Severity.choices])
    note = forms.CharField(label="Note", required=False, max_length=300)
    gone = forms.BooleanField(label="Remove", required=False)

    TOLD = ("photo", "x", "kind", "place", "size_mm", "note", "severity")

    def __init__(self, *args: Any, kind: str, photos: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # the page's own rows may be left empty
        chosen: Any = self.fields["photo"]
        chosen.choices = [("", "Not pinned"), *photos]
        part: Any = self.fields["zone"]
        part.choices = [("", "Choose"), *parts(kind)]
        if (older := self.data.get(self.add_prefix("zone"))) and older not in dict(parts(kind)):
            part.choices.append((older, older.capitalize()))  # an imported report's own word stays

    @property
    def is_empty(self) -> bool:
        """Whether nobody typed anything into it, or she removed it."""
        told = any(self.data.get(self.add_prefix(name), "").strip() for name in self.TOLD)
        return not told or bool(self.data.get(self.add_prefix("gone")))

    def clean(self) -> dict[str, Any]:
        """A pin is whole: a photograph, how far across and how far down."""
        told: dict[str, Any] = super().clean() or {}
        pin = [told.get("photo") or None, told.get("x"), told.get("y")]
        if any(value is not None for value in pin) and None in pin:
            raise forms.ValidationError("A pin needs its photograph, and how far across and down it is.")
        return told


class InclusionForm(forms.Form):
    here = forms.BooleanField(label="Here", required=False)
    note = forms.CharField(label="Note", required=False, max_length=80)


class MeasureForm(forms.Form):
    value = forms.DecimalField(
        label="Measured", required=False, min_value=0.01, max_digits=8, decimal_places=2
    )
    tolerance = forms.DecimalField(
        label="To within", required=False, min_value=0, max_value=100, max_digits=6, decimal_places=2
    )


class OtherMeasureForm(MeasureForm):
    """One more measurement than the kind of piece foresees."""

    label = forms.CharField(label="Another measure", required=False, max_length=60)
    unit = forms.ChoiceField(label="Unit", choices=Measurement.Unit.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """A name and a figure, or neither: half of it would be lost."""
        told: dict[str, Any] = super().clean() or {}
        if (
            bool(told.get("label", "").strip()) != (told.get("value") is not None)
            and "value" not in self.errors
        ):
            self.add_error("label", "Another measure has a name and a figure.")
        return told


def parts(kind: str) -> list[tuple[str, Any]]:
    """The parts of that kind of piece, grouped by the zone whose sub-grade they count for."""
    return [
        (
            zone.label,
            [
                (part, label_of(part) if part != zone.slug else zone.label)
                for part in (zone.slug, *zone.parts)
            ],
        )
        for zone in ZONES[kind]
    ]
