"""What the forms of the address step share: a line of text, and a state or province."""

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
