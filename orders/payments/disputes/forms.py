"""What staff type about a chargeback that came as a letter."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from orders.payments.disputes import by_hand
from orders.payments.models import Dispute, Payment

# Money that arrived, whatever became of its order.
CAPTURED = ["captured", "stray"]


class ChargebackForm(forms.ModelForm):
    """A chargeback as the letter tells it; the payment is found by order number or by the processor's id."""

    paid_by = forms.CharField(
        label="Payment",
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text="The order number, or the processor's transaction id from the letter.",
    )
    amount = forms.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, widget=UnfoldAdminDecimalFieldWidget, help_text="USD"
    )
    reason = forms.CharField(
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text="As the letter names it, with its code: “10.4 Other fraud, card absent”.",
    )
    reference = forms.CharField(
        max_length=120, widget=UnfoldAdminTextInputWidget, help_text="The case number of the letter."
    )
    due_on = forms.DateField(
        label="Answer by",
        widget=UnfoldAdminSingleDateWidget,
        help_text="The last day on which evidence is taken; staff are reminded three days and one day before.",
    )

    class Meta:
        model = Dispute
        fields = ["paid_by", "amount", "reason", "reference", "due_on"]

    def clean_paid_by(self) -> str:
        """Find the captured payment; the verb gets it from `payment`."""
        told = str(self.cleaned_data["paid_by"]).strip()
        captured = Payment.objects.filter(state__in=CAPTURED)
        found = captured.filter(reference=told) | captured.filter(order__number__iexact=told)
        self.payment: Any = found.order_by("state", "-pk").first()
        if self.payment is None:
            raise forms.ValidationError(
                "No captured payment has this number. Is it the order number, or the transaction id?"
            )
        return told

    def clean(self) -> dict[str, Any]:
        """Say beside the form what the verb would refuse."""
        told: dict[str, Any] = super().clean() or {}
        if "paid_by" in told and "amount" in told:
            problem = by_hand.problem_of(self.payment, told["amount"], told.get("reference", ""))
            if problem:
                raise forms.ValidationError(problem)
        return told

    def clean_due_on(self) -> datetime:
        """The end of that day in New York."""
        end = datetime.combine(self.cleaned_data["due_on"], time(23, 59))
        return timezone.make_aware(end)


class ReasonForm(BaseDialogForm):
    """What the letter says, or where the evidence went; the trail keeps it."""

    reason = forms.CharField(label="In words", max_length=300, widget=UnfoldAdminTextInputWidget)
