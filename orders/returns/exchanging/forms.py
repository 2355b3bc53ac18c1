"""What she is asked for an exchange: which of her pieces, why, and for which one; nothing that she typed is lost."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from catalog.models import Item
from orders.order.models import Order
from orders.returns.asking import Wanted
from orders.returns.exchanging import offering
from orders.returns.exchanging.asking import Shown
from orders.returns.models import Return, ReturnPiece
from orders.returns.windows import Returnable
from portero.core.focus import FocusMixin

Reason = ReturnPiece.Reason
# What isn't as described, or damaged, is for the Promise and costs her nothing.
REASONS = [(one.value, one.label) for one in Reason if one not in {Reason.NOT_AS_DESCRIBED, Reason.DAMAGED}]


class ExchangeForm(FocusMixin):
    """One piece of hers for one of ours."""

    line = forms.ChoiceField(label="Your piece", widget=forms.RadioSelect)
    wanted = forms.CharField(
        label="Item number of the piece you want",
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        error_messages={"required": "Which piece would you like for it?"},
    )
    reason = forms.ChoiceField(
        label="Why yours comes back",
        choices=[("", "Choose"), *REASONS],
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"required": "Why does it come back?"},
    )
    note = forms.CharField(
        label="A word to us",
        required=False,
        max_length=Return._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
    back = forms.DecimalField(required=False, max_digits=12, decimal_places=2)
    cost = forms.DecimalField(required=False, max_digits=12, decimal_places=2)

    def __init__(
        self, data: Any = None, *, order: Order, returnable: Sequence[Returnable], meant: Mapping[str, str]
    ) -> None:
        """`meant` is what the address said: `line` of her piece, and the `wanted` one's number."""
        self.order, self.returnable = order, {str(one.line.pk): one for one in returnable}
        line = meant["line"] if meant["line"] in self.returnable else str(returnable[0].line.pk)
        super().__init__(data, initial={"line": line, "wanted": meant["wanted"]})
        choices: Any = self.fields["line"]
        choices.choices = [
            (pk, f"{one.item.designer.name} {one.item.title}") for pk, one in self.returnable.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The wanted piece is one that she can have for hers."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if "wanted" in told and "line" in told:
            self.item = offering.find(told["wanted"])
            if problem := offering.why_not(self.order, self.chosen.line, self.item):
                self.add_error("wanted", problem)
        return told

    item: Item | None = None

    @property
    def chosen(self) -> Returnable:
        """Her piece; before she has chosen, the first."""
        return self.returnable[self.cleaned_data["line"]]

    @property
    def asked(self) -> Wanted:
        """Her line and why it comes back, once the form is valid."""
        return Wanted(self.chosen.line.pk, self.cleaned_data["reason"])

    @property
    def shown(self) -> Shown | None:
        """The sums that stood on her page when she asked; None if there were none."""
        back, cost = self.cleaned_data.get("back"), self.cleaned_data.get("cost")
        return Shown(Decimal(back), Decimal(cost)) if back is not None and cost is not None else None
