"""An address in one country, and what we would ask about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from oscar.apps.address.models import Country

from accounts.names import validate_name
from orders.addressing import abroad
from orders.addressing.advice import Chosen, advice_for
from orders.addressing.fields import Region, Words
from orders.addressing.home import named
from orders.addressing.lines import is_po_box
from orders.addressing.suggestions import Advice, Suggestion
from orders.checkout import postcodes
from orders.checkout.draft import FIELDS
from orders.tax.destination import HOME, TERRITORIES, city_alone, state_code, state_names
from orders.tax.gazetteer import zip_of
from portero.core.focus import FocusMixin

SAID = {
    "first_name": "Who is it for? Please give a first name.",
    "last_name": "Please give a last name, as on the doorbell.",
    "line1": "Please give the street and house number.",
    "line4": "Please give the city.",
    "country": "Please choose a country.",
}
NO_BOX = "DHL delivers to doors, not to PO boxes. Which street address may it go to?"
# Where the region is chosen, not written.
CHOSEN_REGIONS = {"CA": "Province"}


class AddressForm(FocusMixin):
    """An address in one country; `kind` is `shipping` or `billing`, as autocomplete names them.

    `by_dhl`: a parcel to it travels by DHL, whatever the country.
    """

    country = forms.ChoiceField(label="Country", widget=forms.Select(attrs={"class": "input"}))
    first_name = Words("given-name", label="First name")
    last_name = Words("family-name", label="Last name")
    line1 = Words("address-line1", label="Street and number")
    line2 = Words("address-line2", label="Apartment, floor, company", required=False)
    line4 = Words("address-level2", label="City")
    state = Words("address-level1", label="State or region")
    postcode = Words("postal-code", label="Postal code")

    def __init__(self, *args: Any, kind: str, by_dhl: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": kind})
        self.kind, self.by_dhl = kind, by_dhl
        self.asked: dict[str, Advice] = {}
        self.kept: list[str] = []
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
            state = self._choose("State", "Choose a state", postcodes.us_states(), state_code)
            postcode.label = "ZIP code"
            postcode.widget.attrs["inputmode"] = "numeric"
            postcode.error_messages["required"] = "Which ZIP code? It has five digits, like 10021."
            state.error_messages["required"] = "Please choose the state: sales tax depends on it."
            return
        if name := CHOSEN_REGIONS.get(self.in_country):
            choices = tuple(abroad.regions(self.in_country).items())
            state = self._choose(
                name, f"Choose a {name.lower()}", choices, partial(abroad.region_code, self.in_country)
            )
        state.required = postcodes.needs_region(self.in_country)
        postcode.required = postcodes.needs_postcode(self.in_country)
        state.error_messages["required"] = "An address there needs its state or province."
        postcode.error_messages["required"] = "An address there needs its postal code."

    def _choose(
        self, label: str, nothing: str, choices: tuple[tuple[str, str], ...], code_of: Callable[[str], str]
    ) -> Region:
        field = Region(label, [("", nothing), *choices], code_of)
        self.fields["state"] = field
        if told := self.initial.get("state"):
            self.initial = {**self.initial, "state": code_of(told) or told}
        return field

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
        """The postal code must look like one of the country; a parcel by DHL needs a door."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        typed = (told.get("postcode") or "").upper()
        if typed and (wrong := postcodes.postcode_problem(self.in_country, typed)):
            self.add_error("postcode", self._with_zero(told.get("state") or "", typed) or wrong)
        else:
            told["postcode"] = self._as_written(typed)
            self._fill_from_zip(typed)
        if self.in_country == HOME and told.get("line4"):
            told["line4"] = city_alone(told["line4"], told.get("state") or "")
        by_dhl = self.by_dhl or (self.kind == "shipping" and self.in_country != HOME)
        if by_dhl and is_po_box(told.get("line1", ""), told.get("line2", "")):
            self.add_error("line1", NO_BOX)
        return told

    def _as_written(self, typed: str) -> str:
        home = self.in_country == HOME
        return postcodes.zip_as_written(typed) if home else abroad.written(self.in_country, typed)

    def _with_zero(self, state: str, typed: str) -> str:
        """The sentence for a ZIP without its leading zero, which one click gives back."""
        code = postcodes.with_zero(state, typed) if self.in_country == HOME else ""
        if not code:
            return ""
        use = Suggestion(f"Use {code}", {"postcode": code})
        self.asked["postcode"] = Advice("postcode", "", typed, (use,), insistable=False)
        return f"A ZIP code has five digits. Is it {code}?"

    def _fill_from_zip(self, typed: str) -> None:
        """Beside a city or state that is missing the ZIP's own is offered."""
        found = zip_of(typed[:5]) if self.in_country == HOME else None
        if found is None:
            return
        own = {"line4": (named(found), named(found)), "state": (state_names()[found.state], found.state)}
        for name, (label, text) in own.items():
            if name in self.errors and not self.data.get(self.add_prefix(name)):
                use = Suggestion(f"Use {label}", {name: text})
                self.asked[name] = Advice(name, "", typed, (use,), insistable=False)

    def ask(self, kept: set[str]) -> bool:
        """Ask what there is to ask but for what she insists on (`kept`, keys); True if a question is open."""
        advice = advice_for(self.told())
        self.asked = {a.field: a for a in advice if a.key not in kept}
        self.kept = [a.said for a in advice if a.key in kept]
        for name in self.asked:
            self.fields[name].widget.attrs["aria-describedby"] = f"id_{self.add_prefix(name)}_asked"
        return bool(self.asked)

    def focus_first_question(self) -> bool:
        """Mark the first field that something is asked about; True if there is one."""
        first = next((name for name in self.fields if name in self.asked), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True
        return first is not None

    @property
    def questions(self) -> dict[str, dict[str, Any]]:
        """What the page shows beside a field: the sentence, the buttons and the key of a question."""
        return {
            name: {
                "said": asked.said,
                "key": asked.key if asked.insistable else "",
                "buttons": [(s.label, str(Chosen(self.kind, s.changes))) for s in asked.suggestions],
            }
            for name, asked in self.asked.items()
        }

    def told(self) -> dict[str, str]:
        """The checked address by field name, as the draft keeps it; a territory is a state of the US."""
        told: dict[str, str] = {name: self.cleaned_data[name] for name in FIELDS}
        if told["country"] in TERRITORIES:
            told |= {"country": HOME, "state": told["country"]}
        return told
