"""What staff type to have a code read: the code, and what is claimed of the piece."""

from typing import Any

from django import forms

from authentication.codes.plausibility import Claim
from authentication.codes.texts import LONGEST
from portero.core.words import country

# Where the houses whose codes we read make their pieces; any other ISO code may be typed into the address of a case.
MADE_IN = ("FR", "IT", "ES", "US", "CH", "DE", "GB", "PT")


def _line(label: str, *, longest: int = 120, required: bool = False, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


class CodeForm(forms.Form):
    """A code against a claim that is typed beside it."""

    designer = _line("Designer", required=True, list="code-designers")
    text = _line(
        "Code as it is seen", longest=LONGEST, required=True, autocapitalize="characters", spellcheck="false"
    )
    style = _line("Style")
    year = forms.IntegerField(label="Year", required=False, min_value=1800, max_value=2100)
    made_in = forms.ChoiceField(
        label="Made in",
        required=False,
        choices=[("", "Not said"), *((code, country(code)) for code in MADE_IN)],
    )
    material = _line("Material")

    def claim(self) -> Claim:
        """What the fields beside the code say."""
        told = self.cleaned_data
        return Claim(told["designer"], told["style"], told["year"], told["made_in"], told["material"])
