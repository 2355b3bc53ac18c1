"""What staff type about numbers: a number, why it is withdrawn, a decision, a list."""

from typing import Any

from django import forms

from authentication.models import Serial, SerialAlarm
from authentication.serials.deciding import choices_of
from authentication.serials.fields import NumberField
from authentication.serials.lists import MOST_BYTES


def _why(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class RecordForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", choices=Serial.Kind.choices)
    text = NumberField("Number as it stands on the piece", required=True)


class WithdrawForm(forms.Form):
    why = _why("Why it is withdrawn")


class DecideForm(forms.Form):
    """A person's word about an alarm."""

    state = forms.ChoiceField(label="What it is", widget=forms.RadioSelect)
    reason = _why("Why", "What you saw or whom you asked. It stays on record.")

    def __init__(self, *args: Any, alarm: SerialAlarm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        if isinstance(state, forms.ChoiceField):
            state.choices = list(choices_of(alarm).items())


class ListForm(forms.Form):
    """A list that somebody sent us."""

    name = forms.CharField(label="Who sent it, and of when it is", max_length=120)
    file = forms.FileField(
        label="CSV file",
        help_text="A line of column names: number, and why (stolen or counterfeit); designer and reference if known.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        """The bytes of the file. Raises ValidationError for one that is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB: send it in parts.")
        return bytes(file.read())
