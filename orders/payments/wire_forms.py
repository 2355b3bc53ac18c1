"""The forms of the wires' desk; what was typed stays when something is wrong."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from orders.payments.statements import LARGEST
from orders.payments.wire_credits import Credit, tidy
from portero.core.dollars import DollarField
from portero.core.money import CURRENCY


class WireForm(forms.Form):
    """A credit typed from the bank's page."""

    amount = DollarField(label="Amount in US dollars")
    booked_on = forms.DateField(label="Booked on", widget=forms.DateInput(attrs={"type": "date"}))
    bank_reference = forms.CharField(
        label="The bank's reference",
        max_length=140,
        help_text="So that a statement with the same credit adds none.",
    )
    payer = forms.CharField(label="Who sent it", max_length=140, required=False)
    remittance = forms.CharField(
        label="What the payer wrote",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="With our reference in it (PW-...) the order is found by itself.",
    )
    another = forms.BooleanField(
        label="It is another credit than the one of the same sum and day", required=False
    )

    def clean_booked_on(self) -> Any:
        day = self.cleaned_data["booked_on"]
        if day > timezone.localdate():
            raise ValidationError("This day is still to come.")
        return day

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if not amount:
            raise ValidationError("How much arrived?")
        return amount

    def clean_bank_reference(self) -> str:
        if not (reference := tidy(self.cleaned_data["bank_reference"])):
            raise ValidationError("Copy the reference from the bank's page.")
        return reference

    def credit(self) -> Credit:
        """What was typed, as a credit."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "another"}
        return Credit(currency=CURRENCY, **told)


class StatementForm(forms.Form):
    """A statement file; its content is looked at, not its name."""

    file = forms.FileField(label="Statement", help_text="CSV, MT940 or CAMT.053, up to 5 MB.")

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError("The file is larger than 5 MB.")
        return bytes(upload.read())


class DecisionForm(forms.Form):
    """What is done with one wire, and why."""

    verb = forms.ChoiceField(choices=[(v, v) for v in ("match", "unmatch", "set_aside", "give_back")])
    order = forms.CharField(label="Order number or reference", max_length=40, required=False)
    reason = forms.CharField(label="Reason", max_length=300, required=False)
