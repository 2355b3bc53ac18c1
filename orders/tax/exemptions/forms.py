"""The forms of a resale certificate: what the client tells, and what staff decide."""

from typing import Any

from django import forms
from django.utils import timezone

from orders.tax.models import Registration

LINE = {"class": "input"}
LONGEST_YEARS = 10


class CertificateForm(forms.Form):
    """A certificate as its holder uploads it."""

    business = forms.CharField(
        label="Business name",
        max_length=120,
        widget=forms.TextInput(attrs={**LINE, "autocomplete": "organization"}),
        error_messages={"required": "Which business is named on the certificate?"},
    )
    number = forms.CharField(
        label="Certificate or permit number",
        max_length=40,
        help_text="As the state issued it.",
        widget=forms.TextInput(attrs={**LINE, "autocomplete": "off"}),
        error_messages={"required": "Please copy the number from the certificate."},
    )
    states = forms.MultipleChoiceField(
        label="States that it covers",
        widget=forms.CheckboxSelectMultiple,
        help_text="We charge sales tax in these states only.",
        error_messages={"required": "Please tick at least one state."},
    )
    expires_on = forms.DateField(
        label="Valid until",
        widget=forms.DateInput(attrs={**LINE, "type": "date"}),
        error_messages={
            "required": "Please give the last day it is valid. Without one on the paper: a year from today.",
            "invalid": "A date looks like 2027-06-30.",
        },
    )
    file = forms.FileField(
        label="The certificate",
        help_text="A PDF or a picture, up to 10 MB. Only our accountants see it.",
        widget=forms.FileInput(attrs={**LINE, "accept": "application/pdf,image/*"}),
        error_messages={
            "required": "Please choose the file.",
            "empty": "The file is empty. Please choose it again.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        registered = Registration.objects.filter(since__lte=today).exclude(until__lte=today)
        self.fields["states"].choices = list(registered.values_list("state", "name"))  # type: ignore[attr-defined]

    def clean_expires_on(self) -> Any:
        """Not over yet, and not a typing error of a century."""
        told, today = self.cleaned_data["expires_on"], timezone.localdate()
        if told < today:
            raise forms.ValidationError("This certificate has expired. Please upload its renewal.")
        if told.year > today.year + LONGEST_YEARS:
            raise forms.ValidationError("No state's certificate holds for so long. Is the year right?")
        return told
