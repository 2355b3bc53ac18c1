"""What the bench types: the security tag, the carrier and the tracking number."""

from django import forms

from orders.fulfilment import tracking


class PackForm(forms.Form):
    security_tag = forms.CharField(
        max_length=40,
        label="Security tag",
        help_text="The number on the tag the piece now wears. A return must come back with it.",
        error_messages={"required": "Which number is on the tag?"},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


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
