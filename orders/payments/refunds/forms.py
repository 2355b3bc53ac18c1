"""What staff type to give money back."""

from typing import Any

from django import forms

from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.part_cancellation import of_which_nothing_left, separable
from orders.payments.models import How
from orders.payments.refunds.by_hand import REFERENCE_LENGTH
from portero.core.dollars import DollarField


class ParcelField(forms.ModelChoiceField):
    """A parcel, told by what is in it."""

    def label_from_instance(self, obj: Any) -> str:
        """`R-4821-2: Hermès Bolide 35 in Rouge H`."""
        items = [line.item for line in obj.lines.select_related("item__designer")]
        return f"{obj.number}: {', '.join(f'{item.designer.name} {item.title}' for item in items)}"


class AskForm(forms.Form):
    """A refund of one payment, prefilled with all that is left of it."""

    amount = DollarField(
        label="Amount in US dollars",
        error_messages={"required": "How much goes back?", "invalid": "Type a sum like 120.00."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the refund; the client doesn't see it.",
        error_messages={"required": "Why? The reason is kept with the refund."},
    )


class PaidByHandForm(forms.Form):
    """What accounting has paid beside the payment's provider: how, how much, and under which number."""

    how = forms.ChoiceField(label="How", choices=How.choices)
    amount = DollarField(
        label="Sum in US dollars",
        error_messages={"required": "How much was paid?", "invalid": "Type a sum like 120.00."},
    )
    reference = forms.CharField(
        label="Number of the check, or the bank’s reference",
        help_text="She doesn’t read it. Empty only for a sum that another person approves before it is paid.",
        max_length=REFERENCE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CancelForm(forms.Form):
    """A paid order is called off."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence for the client: her mail says it.",
        error_messages={"required": "Why? The client reads it in her mail."},
    )
    parcel = ParcelField(Shipment.objects.none(), label="What", required=False, empty_label="The whole order")
    sure = forms.BooleanField(
        label="I have asked at the bench: nothing of it leaves, what is packed is taken apart.",
        error_messages={"required": "Ask at the bench first, so that nothing leaves."},
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parcels = separable(order, order.shipments.all(), even_packed=True)
        of_it: Any = self.fields["parcel"]
        of_it.queryset = order.shipments.filter(pk__in=[parcel.pk for parcel in parcels])
        if not parcels:
            del self.fields["parcel"]
        elif not of_which_nothing_left(order):
            of_it.required, of_it.empty_label = True, "Choose a parcel"
