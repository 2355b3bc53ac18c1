"""What people fill in: registering, signing in, profile. Texts follow the voice of the shop."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import sessions
from accounts.models import User
from accounts.names import validate_name

NOT_KNOWN = "This e-mail and password don’t belong together. Is it the e-mail you registered with?"
PASSWORD_HINT = "Eight characters or more, not only digits."  # noqa: S105  (a sentence)


class Dressed(forms.BaseForm):
    """Gives every widget the design system's class; Django itself adds the aria attributes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")


class ShopForm(Dressed, forms.Form):
    """A form in the shop's design."""


def email_field(autocomplete: str = "email") -> forms.EmailField:
    """An e-mail, lower case from here on."""
    return forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "inputmode": "email"}),
        error_messages={"required": "Which e-mail is yours?", "invalid": "Is the e-mail complete?"},
    )


def password_field(label: str, autocomplete: str, required: str, hint: str = "") -> forms.CharField:
    """A password, with blanks kept and the right suggestion of the password manager."""
    return forms.CharField(
        label=label,
        strip=False,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": required},
    )


class SignInForm(ShopForm):
    """E-mail and password; the names are those django-axes counts by."""

    username = email_field("username")
    password = password_field("Password", "current-password", "Enter your password.")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("username") and data.get("password"):
            found = authenticate(self.request, username=data["username"], password=data["password"])
            if not isinstance(found, User):
                sessions.note_refusal(data["username"])
                raise ValidationError(NOT_KNOWN, code="not_known")
            self.user = found
        return data


class RegisterForm(ShopForm):
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = email_field()
    password = password_field("Password", "new-password", "Choose a password.", PASSWORD_HINT)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        person = User(email=data.get("email", ""), first_name=data.get("name", ""))
        _judge(self, "password", person)
        return data


class ProfileForm(Dressed, forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def clean_first_name(self) -> str:
        return _a_name(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return _a_name(self.cleaned_data["last_name"])


def _a_name(name: str) -> str:
    validate_name(name)
    return name


class ResetRequestForm(ShopForm):
    email = email_field()


class NewPasswordForm(ShopForm):
    """A new password, asked for once: whoever slips resets again."""

    new_password = password_field("New password", "new-password", "Choose a password.", PASSWORD_HINT)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _judge(self, "new_password", self.user)
        return data


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody signed in, who proves the old one."""

    old_password = password_field("Present password", "current-password", "Enter your present password.")
    field_order = ["old_password", "new_password"]

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not self.user.check_password(old):
            raise ValidationError("That isn't your present password.")
        return old


class CodeForm(ShopForm):
    """The second factor: six digits, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the six digits that your app shows now."},
    )


def _judge(form: forms.Form, field: str, person: User) -> None:
    """Put what the password validators say beside the field."""
    if password := form.cleaned_data.get(field):
        try:
            password_validation.validate_password(password, person)
        except ValidationError as refusal:
            form.add_error(field, refusal)
