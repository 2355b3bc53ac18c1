"""The field in which staff type a number that stands on a piece."""

from typing import Any

from django import forms

from authentication.serials.keeping import LONGEST, normalised


class NumberField(forms.CharField):
    """A serial, date code or stamp as it is read; browsers don't remember it."""

    def __init__(self, label: str, *, required: bool = False, help_text: str = "") -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(
            label=label, required=required, help_text=help_text, max_length=LONGEST, widget=widget
        )

    def clean(self, value: Any) -> str:
        """In single blanks. Raises ValidationError for signs without a letter or digit."""
        told = " ".join(str(super().clean(value)).split())
        if told and not normalised(told):
            raise forms.ValidationError("A number has letters or digits.")
        return told
