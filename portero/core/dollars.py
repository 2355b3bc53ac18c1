"""A sum in US dollars as people type it: with or without the sign and the commas that our pages show."""

import re
from typing import Any

from django import forms

GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")


class DollarField(forms.DecimalField):
    """Cents at most, never below zero. A comma that groups no thousands ("12,5") is refused, not guessed at."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("min_value", 0)
        super().__init__(max_digits=12, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The sum as a Decimal, None if nothing was typed. Raises ValidationError for what isn't one."""
        if isinstance(value, str):
            value = value.strip().removeprefix("$").strip()
            value = value.replace(",", "") if GROUPED.fullmatch(value) else value
        return super().to_python(value)
