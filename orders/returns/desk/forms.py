"""What the desk types about a return: the decision, what was found, a verdict, a way back, how a loss ends."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from orders.fulfilment import tracking
from orders.fulfilment.forms import SCANNED
from orders.fulfilment.models.outbound import TAG_LENGTH

REASON_LENGTH = 300


def _reason(label: str, missing: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        max_length=REASON_LENGTH,
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class ApproveForm(forms.Form):
    fault_ours = forms.BooleanField(
        label="It is our fault",
        required=False,
        help_text="Then the fee is forgiven, and so is the way back.",
    )
    reason = _reason("Why", "", required=False, help_text="Kept with the decision; she doesn’t read it.")


class DeclineForm(forms.Form):
    reason = _reason("Why it can’t come back; she reads it", "Why not? She reads the reason.")


class WhyForm(forms.Form):
    reason = _reason("Why; she reads it", "Why? She reads it.")


class PaidForm(forms.Form):
    reason = _reason("How, and with which reference", "How did she get it?")


class BackForm(forms.Form):
    carrier = forms.CharField(
        max_length=40,
        label="Carrier",
        widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"}),
        error_messages={"required": "Which carrier takes it?"},
    )
    tracking_number = forms.CharField(
        max_length=60,
        label="Tracking number",
        help_text="As on the label; spaces don’t matter. She gets it by mail at once.",
        widget=forms.TextInput(attrs=SCANNED),
        error_messages={"required": "Which number is on the label?"},
    )

    def clean_tracking_number(self) -> str:
        """Refuse what can't be a tracking number beside its field."""
        try:
            return tracking.scanned(self.cleaned_data["tracking_number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class FindingsForm(forms.Form):
    """What lies on the table: the tag as it is scanned, and a tick for everything that is as it should be."""

    tag = forms.CharField(
        max_length=TAG_LENGTH,
        required=False,
        label="Tag on the piece",
        help_text="Scan or type the number it wears now. Empty: it wears none.",
        widget=forms.TextInput(attrs=SCANNED),
    )
    unused = forms.BooleanField(required=False, label="Unused")
    undamaged = forms.BooleanField(required=False, label="Undamaged")
    packaging = forms.BooleanField(required=False, label="In its original packaging")

    def __init__(self, *args: Any, included: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(included):
            self.fields[f"in-{number}"] = forms.BooleanField(required=False, label=name)

    @property
    def ticks(self) -> list[BoundField]:
        """The three questions about the piece."""
        return [self["unused"], self["undamaged"], self["packaging"]]

    @property
    def inclusions(self) -> list[BoundField]:
        """What it was packed with, one tick each."""
        return [self[name] for name in self.fields if name.startswith("in-")]

    def checks(self) -> dict[str, bool]:
        """What was ticked, as `orders.returns.inspecting.found` wants it."""
        told = {name: bool(self.cleaned_data[name]) for name in ("unused", "undamaged", "packaging")}
        told["inclusions"] = all(self.cleaned_data[field.name] for field in self.inclusions)
        return told

    def gone(self) -> list[str]:
        """What it was packed with and isn't there."""
        return [str(field.label) for field in self.inclusions if not self.cleaned_data[field.name]]


class AcceptForm(forms.Form):
    reason = _reason("Why", "", required=False, help_text="Kept with the verdict.")


class OverrideForm(forms.Form):
    """A piece that comes back without the tag it left with: a second person says why it is ours all the same."""

    reason = _reason(
        "How you know that it is the piece we sent",
        "How do you know that it is ours?",
        help_text="Kept with the verdict.",
    )


class RefuseForm(forms.Form):
    reason = _reason("Why we don’t take it back; she reads it", "Why not? She reads the reason.")
