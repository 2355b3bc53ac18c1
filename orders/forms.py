"""How to reach a buyer, and how a guest finds her order again."""

from typing import Any

import phonenumbers
from django import forms

from orders.addressing.fields import Words
from orders.tax.destination import HOME
from portero.core.focus import FocusMixin


class ContactForm(FocusMixin):
    """How we reach the buyer. The phone number is read as one of the delivery country unless it has a plus."""

    email = forms.EmailField(
        label="E-mail",
        error_messages={
            "required": "Where may we send the confirmation? Please give an e-mail address.",
            "invalid": "An e-mail address looks like clara@example.com. Is something missing?",
        },
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
    )
    phone = Words("tel", label="Phone", type="tel")

    def __init__(self, *args: Any, country: str = HOME, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.fields["phone"].error_messages["required"] = (
            "Carriers ask for a number. Which one may they call?"
        )

    def clean_phone(self) -> str:
        """The number in international form, +12125550118."""
        typed: str = self.cleaned_data["phone"]
        try:
            number = phonenumbers.parse(typed, self.country)
        except phonenumbers.NumberParseException:
            raise forms.ValidationError("A phone number has digits, like 212 555 0118.") from None
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                "This number has too few or too many digits. With another country's number, begin with + and its code."
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class FindForm(FocusMixin):
    """A guest's order number and e-mail address."""

    number = forms.CharField(
        label="Order number",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": "It is in the first line of our mail and begins with R."},
    )
    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={
            "required": "The address you gave with the order.",
            "invalid": "An e-mail address looks like clara@example.com. Is something missing?",
        },
    )
