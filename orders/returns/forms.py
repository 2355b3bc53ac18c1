"""What she is asked for a return: which pieces, why each, and a note; nothing that she typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from catalog.models import Item
from orders.returns.asking import Wanted
from orders.returns.models import Return, ReturnPiece
from orders.returns.windows import Returnable
from portero.core.focus import FocusMixin

Reason = ReturnPiece.Reason
DOUBT = "doubt"
# What a claim under the Promise is for; of these only the first may come back as a return all the same.
PROMISED = frozenset({Reason.NOT_AS_DESCRIBED, Reason.DAMAGED, DOUBT})
REASONS = [("", "Choose"), *Reason.choices[:-1], (DOUBT, "I doubt that it is authentic"), Reason.choices[-1]]
NOTHING = "Which piece comes back? Choose one."
WHY = "Why does it come back?"


@dataclass(frozen=True)
class Piece:
    """One piece that can come back, with its two fields."""

    line_pk: int
    item: Item
    until: datetime | None
    taken: forms.BoundField
    reason: forms.BoundField
    is_taken: bool
    doubt: bool

    @property
    def name(self) -> str:
        """`Hermès Birkin 30`."""
        return f"{self.item.designer.name} {self.item.title}"


class AskForm(FocusMixin):
    """One checkbox and one reason per piece; the only piece of an order is taken from the start."""

    note = forms.CharField(
        label="A word to us",
        required=False,
        max_length=Return._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    anyway = forms.BooleanField(label="Return it all the same, with the fee", required=False)
    shown = forms.DecimalField(required=False, max_digits=12, decimal_places=2)

    def __init__(self, data: Any = None, *, returnable: Sequence[Returnable]) -> None:
        super().__init__(data)
        self.returnable = list(returnable)
        for one in self.returnable:
            only = len(self.returnable) == 1
            self.fields[f"piece-{one.line.pk}"] = forms.BooleanField(required=False, initial=only)
            select = forms.Select(attrs={"class": "input"})
            self.fields[f"reason-{one.line.pk}"] = forms.ChoiceField(
                choices=REASONS, required=False, widget=select
            )

    def clean(self) -> dict[str, Any]:
        """Something is chosen, and every chosen piece has its reason."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        taken = self._taken(told)
        if not taken:
            self.add_error(None, NOTHING)
        for pk in taken:
            if not told.get(f"reason-{pk}"):
                self.add_error(f"reason-{pk}", WHY)
        return told

    @property
    def pieces(self) -> list[Piece]:
        """The pieces as the page shows them."""
        return [self._piece(one) for one in self.returnable]

    @property
    def promised(self) -> list[Piece]:
        """The chosen pieces whose reason is one for the Promise."""
        return [piece for piece in self.pieces if piece.is_taken and piece.reason.value() in PROMISED]

    @property
    def may_insist(self) -> bool:
        """Whether a return is still hers to ask for: not where authenticity is doubted."""
        return bool(self.promised) and not any(piece.doubt for piece in self.promised)

    @property
    def is_held_back(self) -> bool:
        """The Promise serves her better, and she hasn't said that she would rather return it."""
        return bool(self.promised) and not (self.may_insist and self.cleaned_data.get("anyway"))

    @property
    def lines(self) -> list[Any]:
        """The order's lines that are chosen, also while a reason is missing."""
        return [one.line for one in self.returnable if self._is_taken(one.line.pk)]

    @property
    def wanted(self) -> list[Wanted]:
        """What is asked for, once the form is valid."""
        told = self.cleaned_data
        return [Wanted(pk, told[f"reason-{pk}"]) for pk in self._taken(told)]

    @property
    def shown_total(self) -> Decimal | None:
        """The sum that stood on her page when she asked; None if there was none."""
        shown: Decimal | None = self.cleaned_data.get("shown")
        return shown

    def _taken(self, told: dict[str, Any]) -> list[int]:
        return [one.line.pk for one in self.returnable if told.get(f"piece-{one.line.pk}")]

    def _is_taken(self, pk: int) -> bool:
        return bool(self[f"piece-{pk}"].value())

    def _piece(self, one: Returnable) -> Piece:
        reason = self[f"reason-{one.line.pk}"]
        doubt = reason.value() == DOUBT
        taken = self[f"piece-{one.line.pk}"]
        return Piece(one.line.pk, one.item, one.until, taken, reason, self._is_taken(one.line.pk), doubt)
