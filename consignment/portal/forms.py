"""What a consignor types in her portal: her name under the agreement, a message, an e-mail to get her link."""

from typing import Any

from django import forms

from accounts.guard import GuardedForm
from accounts.names import validate_name
from portero.core.focus import FocusMixin


class SignForm(FocusMixin):
    """Her full name is the signature; the tick says that she has read what she signs."""

    name = forms.CharField(
        label="Your full name, as your signature",
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": "Please sign with your full name."},
    )
    read = forms.BooleanField(
        label="I have read the agreement and accept it",
        error_messages={"required": "Please tick that you have read and accept the agreement."},
    )
    terms = forms.CharField(widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """First and last name at least: one word is no signature. Raises ValidationError."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if " " not in name:
            raise forms.ValidationError("Please sign with your first and last name.")
        return name


class MessageForm(FocusMixin):
    """A few lines to our specialists."""

    said = forms.CharField(
        label="Write to us about this piece",
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        error_messages={"required": "What would you like to tell us?"},
    )

    def clean_said(self) -> str:
        """Without blanks around it."""
        return str(self.cleaned_data["said"]).strip()


class LinkForm(GuardedForm):
    """The e-mail that her pieces are under."""

    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": "Under which e-mail did you send us a piece?",
            "invalid": "An e-mail address looks like clara@example.com. Is something missing?",
        },
    )

    def clean_email(self) -> Any:
        """Lower case, as we keep it."""
        return str(self.cleaned_data["email"]).strip().lower()
