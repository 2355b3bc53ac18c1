"""What the forms of the address step share: a line of text, and where the focus goes after an error."""

from collections.abc import Callable
from typing import Any

from django import forms


class Words(forms.CharField):
    """A line of text with the browser's own idea of what it is (`autocomplete`)."""

    def __init__(self, autocomplete: str, *, required: bool = True, label: str, **attrs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input", "autocomplete": autocomplete, **attrs})
        super().__init__(required=required, label=label, max_length=120, widget=widget)


class Region(forms.ChoiceField):
    """A state or province to choose; its full name, as browsers and scripts fill it in, is understood too."""

    def __init__(self, label: str, choices: list[tuple[str, str]], code_of: Callable[[str], str]) -> None:
        widget = forms.Select(attrs={"class": "input", "autocomplete": "address-level1"})
        super().__init__(label=label, choices=choices, widget=widget)
        self.code_of = code_of

    def to_python(self, value: Any) -> str:
        """The code of what was told, or what was told."""
        told = super().to_python(value)
        return self.code_of(told) or told


class FocusMixin(forms.Form):
    """The first field with an error gets the focus when the page comes back; it works without a script."""

    def focus_first_error(self) -> bool:
        """Mark the first wrong field; True if there was one."""
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True
        return first is not None
