"""What somebody types to become the holder of a certificate."""

from django import forms

from portero.core.focus import FocusMixin


class TransferForm(FocusMixin):
    """The code from the last owner, and where to reach the new one."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Twelve letters and digits, from the last owner.",
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
        error_messages={"required": "Which code did the last owner give you?"},
    )
    email = forms.EmailField(
        label="Your e-mail",
        help_text="We write to it once, and keep it with the certificate. It is never shown.",
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={
            "required": "Where may we write to?",
            "invalid": "An e-mail address looks like clara@example.com. Is something missing?",
        },
    )
