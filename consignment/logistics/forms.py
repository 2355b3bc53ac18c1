"""Where a consignor sends her piece from."""

from typing import Any

from django import forms

from accounts.guard import PlainText
from consignment.models import Submission
from logistics.gateway import Address
from portero.core.focus import FocusMixin

_CODES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY"
)
STATES = _CODES.split()


class AddressForm(FocusMixin):
    """An address in the United States: a label from abroad needs customs papers, and a person writes those."""

    name = PlainText("Your name", longest=60, required=True, autocomplete="name")
    street1 = PlainText("Street and number", longest=60, required=True, autocomplete="address-line1")
    street2 = PlainText("Apartment, floor", longest=60, autocomplete="address-line2")
    city = PlainText("City", longest=40, required=True, autocomplete="address-level2")
    state = forms.ChoiceField(
        label="State",
        choices=[("", "Choose"), *((code, code) for code in STATES)],
        widget=forms.Select(attrs={"class": "input", "autocomplete": "address-level1"}),
    )
    postcode = forms.RegexField(
        r"^\d{5}(-\d{4})?$",
        label="ZIP code",
        widget=forms.TextInput(
            attrs={"class": "input", "inputmode": "numeric", "autocomplete": "postal-code"}
        ),
        error_messages={"invalid": "A ZIP code has five digits: 10012."},
    )
    phone = PlainText("Telephone, for the carrier", longest=20, required=True, autocomplete="tel")

    def address(self, submission: Submission) -> Address:
        """What she told, as carriers want it."""
        told: dict[str, Any] = self.cleaned_data
        return Address(country="US", email=submission.email, **told)
