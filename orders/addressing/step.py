"""The address step: three forms, what we would ask about them, and what she insists on."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from catalog.models import Item
from orders.addressing import county
from orders.addressing.advice import Chosen
from orders.addressing.forms import AddressForm
from orders.checkout.draft import FIELDS
from orders.forms import ContactForm
from orders.quote import line_of
from orders.tax.destination import HOME
from portero.core.focus import FocusMixin


class AddressStep:
    """The three forms of the address step, checked together; nothing typed is lost when one is wrong.

    `items` are the pieces in the bag: one that lies abroad travels by DHL wherever it goes, and what they are
    and cost decides whether the county matters.
    """

    def __init__(self, data: Any = None, *, initial: dict[str, Any], items: Sequence[Item] = ()) -> None:
        self.data = data
        self.kept_before: list[str] = initial.get("kept") or []
        self.lines = [line_of(item) for item in items]
        by_dhl = any(item.ships_from != HOME for item in items)
        shipping = initial.get("shipping") or {}
        self.same = data.get("same") == "on" if data is not None else not initial.get("billing")
        self.shipping = AddressForm(data, kind="shipping", by_dhl=by_dhl, initial=shipping)
        self.billing = AddressForm(
            None if self.same else data, kind="billing", initial=initial.get("billing") or {}
        )
        contact = {name: initial.get(name, "") for name in ("email", "phone")}
        self.contact = ContactForm(data, initial=contact, country=self.shipping.in_country)
        answered = shipping.get("county", "")
        self.county = county.question(shipping, self.lines, answered) if answered else None
        self.county_missing = False

    @property
    def forms(self) -> list[FocusMixin]:
        """The forms that count, in the order of the page."""
        return [self.contact, self.shipping, *([] if self.same else [self.billing])]

    @property
    def addresses(self) -> list[AddressForm]:
        """The addresses that count."""
        return [self.shipping, *([] if self.same else [self.billing])]

    def is_valid(self) -> bool:
        """Whether all is right and nothing is asked; else the first such field of the page has the focus."""
        checked = [form.is_valid() for form in self.forms]
        if not all(checked):
            any(form.focus_first_error() for form in self.forms)
            self._show_county_again()
            return False
        kept = set(self.kept_keys)
        asked = [form.ask(kept) for form in self.addresses]
        if any(asked):
            any(form.focus_first_question() for form in self.addresses)
        return not (self._ask_county() or any(asked))

    def _show_county_again(self) -> None:
        """Beside an error elsewhere her answer stays on the page."""
        if answered := self.data.get("shipping-county", ""):
            typed = {name: self.data.get(f"shipping-{name}", "") for name in FIELDS}
            self.county = county.question(typed, self.lines, answered)

    @property
    def kept_keys(self) -> list[str]:
        """The questions she has passed by: one that she kept, or all that she saw when she simply went on."""
        if not isinstance(self.data, QueryDict):
            return self.kept_before
        kept = [*self.data.getlist("kept"), *self.data.getlist("keep")]
        if "keep" in self.data or "use" in self.data:
            return kept
        return [*kept, *self.data.getlist("seen")]

    def _ask_county(self) -> bool:
        """Ask for the county where the tax depends on it; True while she hasn't said."""
        chosen = self.data.get("shipping-county", "")
        self.county = county.question(self.shipping.told(), self.lines, chosen)
        if self.county is None or not self.county.open:
            return False
        self.county_missing = self.data.get("county-asked") == self.county.zip5
        return True

    def told(self) -> dict[str, str]:
        """The delivery address as the draft keeps it, with the county if she said it."""
        return self.shipping.told() | {"county": self.county.answer if self.county else ""}

    @property
    def asks(self) -> str:
        """The first sentence of a page that asks something; empty if nothing is open."""
        open_questions = sum(len(form.asked) for form in self.addresses if not form.errors)
        open_questions += bool(self.county and self.county.open)
        if not open_questions:
            return ""
        return (
            "One question about the address." if open_questions == 1 else "Some questions about the address."
        )

    @property
    def kept(self) -> list[str]:
        """What she keeps as typed though we asked, as the sentences she was asked."""
        return [said for form in self.addresses for said in form.kept]


def with_suggestion(data: QueryDict) -> QueryDict:
    """What was posted, with the suggestion she took (the button `use`) in its place."""
    chosen = Chosen.read(data.get("use", ""))
    taken = data.copy()
    if chosen.form in ("shipping", "billing"):
        for name, text in chosen.changes.items():
            taken[f"{chosen.form}-{name}"] = text
    return taken


def typed_so_far(data: QueryDict) -> dict[str, Any]:
    """What stands in the address step's fields, unchecked, to draw them again for another country."""
    picked = {
        kind: {name: data.get(f"{kind}-{name}", "") for name in (*FIELDS, "county")}
        for kind in ("shipping", "billing")
    }
    if data.get("same") == "on":
        picked["billing"] = {}
    told = {name: data.get(name, "") for name in ("email", "phone")}
    return told | picked | {"kept": [*data.getlist("kept"), *data.getlist("seen")]}
