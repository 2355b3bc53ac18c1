"""What keeps robots and nuisances out of the forms that write to an e-mail address somebody typed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.names import NOT_IN_A_NAME
from accounts.throttle import client_address, too_often
from portero.core.focus import FocusMixin

WITHIN = timedelta(hours=1)
PER_ADDRESS, PER_EMAIL = 30, 6
WAIT = "That was often. Please wait an hour, or write to client care; a person answers there."


class GuardedForm(FocusMixin):
    """A form with a field that people don't see and robots fill in."""

    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def by_robot(self) -> bool:
        """Whether the hidden field was filled in; such a form gets the usual answer and is forgotten."""
        return bool(self.cleaned_data.get("website"))


class EmailForm(GuardedForm):
    """A guarded form of a guest or of somebody signed in, whose e-mail is known."""

    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": "Which e-mail may we write to?",
            "invalid": "An e-mail address looks like clara@example.com. Is something missing?",
        },
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user if user.is_authenticated else None
        if self.user:
            del self.fields["email"]

    @property
    def told_email(self) -> str:
        """Where we write to: her account's e-mail, else the one she typed; lower case."""
        return str(self.user.email if self.user else self.cleaned_data["email"]).strip().lower()


class PlainText(forms.CharField):
    """A line of hers that our mails repeat: it carries no web address to a mailbox that somebody else typed."""

    def __init__(self, label: str, *, longest: int, required: bool = False, **attrs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input", **attrs})
        super().__init__(label=label, max_length=longest, required=required, widget=widget)

    def clean(self, value: Any) -> str:
        """The line in single blanks. Raises ValidationError for an address or markup in it."""
        told = " ".join(str(super().clean(value)).split())
        if NOT_IN_A_NAME.search(told):
            raise forms.ValidationError("Please write it in words, without addresses or signs.")
        return told


def asked_too_often(request: HttpRequest, purpose: str, email: str) -> bool:
    """Count a form that was sent; beyond the limit per e-mail or per visitor's address it isn't taken."""
    by_email = too_often(purpose, email, limit=PER_EMAIL, within=WITHIN)
    return too_often(purpose, client_address(request), limit=PER_ADDRESS, within=WITHIN) or by_email
