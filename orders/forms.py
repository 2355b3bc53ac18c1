"""The address step: how to reach her, where the pieces go, where the bill goes."""

from typing import Any

import phonenumbers
from django import forms
from oscar.apps.address.models import Country

from accounts.names import validate_name
from orders.checkout import postcodes
from orders.checkout.draft import FIELDS

HOME = "US"
SAID = {
    "first_name": "Who is it for? Please give a first name.",
    "last_name": "Please give a last name, as on the doorbell.",
    "line1": "Please give the street and house number.",
    "line4": "Please give the city.",
    "country": "Please choose a country.",
}


class Words(forms.CharField):
    """A line of text with the browser's own idea of what it is (`autocomplete`)."""

    def __init__(self, autocomplete: str, *, required: bool = True, label: str, **attrs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input", "autocomplete": autocomplete, **attrs})
        super().__init__(required=required, label=label, max_length=120, widget=widget)


class FocusMixin(forms.Form):
    """The first field with an error gets the focus when the page comes back; it works without a script."""

    def focus_first_error(self) -> bool:
        """Mark the first wrong field; True if there was one."""
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True
        return first is not None


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


class AddressForm(FocusMixin):
    """An address in one country; `kind` is `shipping` or `billing`, as autocomplete names them."""

    country = forms.ChoiceField(label="Country", widget=forms.Select(attrs={"class": "input"}))
    first_name = Words("given-name", label="First name")
    last_name = Words("family-name", label="Last name")
    line1 = Words("address-line1", label="Street and number")
    line2 = Words("address-line2", label="Apartment, floor, company", required=False)
    line4 = Words("address-level2", label="City")
    state = Words("address-level1", label="State or region")
    postcode = Words("postal-code", label="Postal code")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": kind})
        countries = Country.objects.filter(**({"is_shipping_country": True} if kind == "shipping" else {}))
        self.fields["country"].choices = [(c.pk, c.printable_name) for c in countries]  # type: ignore[attr-defined]
        self.in_country = self._country()
        self._fit_country()
        for name, field in self.fields.items():
            field.error_messages["required"] = SAID.get(name, field.error_messages["required"])
            said = "country" if name == "country" else field.widget.attrs["autocomplete"]
            field.widget.attrs["autocomplete"] = f"{kind} {said}"

    def _country(self) -> str:
        told = self.data.get(self.add_prefix("country")) if self.is_bound else self.initial.get("country")
        choices = dict(self.fields["country"].choices)  # type: ignore[attr-defined]
        return str(told) if told in choices else HOME

    def _fit_country(self) -> None:
        state, postcode = self.fields["state"], self.fields["postcode"]
        self.fields["country"].initial = self.in_country
        if self.in_country == HOME:
            choices = [("", "Choose a state"), *postcodes.us_states()]
            attrs = {"class": "input", "autocomplete": "address-level1"}
            state = forms.ChoiceField(label="State", choices=choices, widget=forms.Select(attrs=attrs))
            self.fields["state"] = state
            postcode.label = "ZIP code"
            postcode.widget.attrs["inputmode"] = "numeric"
            postcode.error_messages["required"] = "Which ZIP code? It has five digits, like 10021."
            state.error_messages["required"] = "Please choose the state: sales tax depends on it."
            return
        state.required = postcodes.needs_region(self.in_country)
        postcode.required = postcodes.needs_postcode(self.in_country)
        state.error_messages["required"] = "An address there needs its state or province."
        postcode.error_messages["required"] = "An address there needs its postal code."

    def clean_first_name(self) -> str:
        """The name she is greeted with in mails."""
        return self._a_name("first_name")

    def clean_last_name(self) -> str:
        """The name on the label."""
        return self._a_name("last_name")

    def _a_name(self, field: str) -> str:
        name: str = self.cleaned_data[field]
        validate_name(name)
        return name

    def clean(self) -> dict[str, Any]:
        """The postal code must be one of the country and, in the United States, of the state."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        typed = (told.get("postcode") or "").upper()
        if typed and (wrong := postcodes.postcode_problem(self.in_country, self._us_state(told), typed)):
            self.add_error("postcode", wrong)
        else:
            told["postcode"] = typed
        return told

    def _us_state(self, told: dict[str, Any]) -> str:
        return told.get("state") or "" if self.in_country == HOME else ""

    def told(self) -> dict[str, str]:
        """The checked address by field name, as the draft keeps it."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class AddressStep:
    """The three forms of the address step, checked together; nothing typed is lost when one is wrong."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        self.same = data.get("same") == "on" if data is not None else not initial.get("billing")
        self.shipping = AddressForm(data, kind="shipping", initial=initial.get("shipping"))
        self.billing = AddressForm(
            None if self.same else data, kind="billing", initial=initial.get("billing") or {}
        )
        contact = {name: initial.get(name, "") for name in ("email", "phone")}
        self.contact = ContactForm(data, initial=contact, country=self.shipping.in_country)

    @property
    def forms(self) -> list[FocusMixin]:
        """The forms that count, in the order of the page."""
        return [self.contact, self.shipping, *([] if self.same else [self.billing])]

    def is_valid(self) -> bool:
        """Whether all is right; else the first wrong field of the page has the focus."""
        checked = [form.is_valid() for form in self.forms]
        if all(checked):
            return True
        any(form.focus_first_error() for form in self.forms)
        return False


def typed_so_far(data: Any) -> dict[str, Any]:
    """What stands in the address step's fields, unchecked, to draw them again for another country."""
    picked = {
        kind: {name: data.get(f"{kind}-{name}", "") for name in FIELDS} for kind in ("shipping", "billing")
    }
    if data.get("same") == "on":
        picked["billing"] = {}
    return {"email": data.get("email", ""), "phone": data.get("phone", ""), **picked}
