"""What staff type about a claim: a reason she reads, a time, what came out of the parcel, a decision, a way back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from consignment.desk.forms import Sum
from orders.fulfilment.forms import SCANNED
from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.payments.refunds.forms import PaidByHandForm

SHE_READS = "She reads it, as you write it."


def _area(label: str, *, help_text: str = SHE_READS, most: int = 2000, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Write it in a sentence or two."},
    )


class ReasonForm(forms.Form):
    """Why, in words for her."""

    reason = _area("Reason", most=300, rows=3)


class ByHandForm(PaidByHandForm):
    """What accounting has paid beside the payment's provider, and words for her."""

    reason = _area("Reason", most=300, rows=3)


class AnswerForm(forms.Form):
    """What we say to the doubt of a later owner."""

    text = _area("Our answer", most=3000, rows=6)


class AppointmentForm(forms.Form):
    """The time that an expert has for her, and where or how."""

    at = forms.DateTimeField(
        label="Time, US Eastern",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Which day and time?", "invalid": "Which day and time?"},
    )
    note = _area("Where or how", help_text="A call, a video, or our office. She reads it.", most=300, rows=2)

    def clean_at(self) -> Any:
        """A time that is still to come."""
        at = self.cleaned_data["at"]
        if at < timezone.now() + timedelta(minutes=30):
            raise forms.ValidationError("That is over, or too soon for her to read the mail.")
        return at


class InspectForm(forms.Form):
    """What came out of the parcel: the tag on the piece, and a tick for all that is as it was."""

    tag = forms.CharField(
        max_length=TAG_LENGTH,
        required=False,
        label="Security tag on the piece",
        help_text="Scan or type it. Leave it empty if the piece wears none.",
        widget=forms.TextInput(attrs=SCANNED),
    )
    note = forms.CharField(
        max_length=300,
        required=False,
        label="What the reviewer should look at",
        help_text="For us; she doesn’t read it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, checks: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = dict(checks)
        for name, label in checks.items():
            self.fields[name] = forms.BooleanField(label=label, required=False)

    def ticks(self) -> list[forms.BoundField]:
        """The fields to tick."""
        return [self[name] for name in self.names]

    def checks(self) -> dict[str, bool]:
        """What was ticked and what was not."""
        return {name: self.cleaned_data[name] for name in self.names}


class SpiteForm(forms.Form):
    """Why another tag, or none, doesn't stand in the way; left out where the piece wears the one that it left with."""

    in_spite_of_tag = _area(
        "Why the tag doesn’t stand in the way",
        help_text="It came back with another security tag, or none. Kept with the decision; she doesn’t read it.",
        most=300,
        rows=2,
    )

    def __init__(self, *args: Any, tag_matches: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tag_matches:
            del self.fields["in_spite_of_tag"]


class ReasonsForm(forms.Form):
    """The reasons of a decision, for her."""

    reasons = _area("Reasons", rows=6)


class RefundForm(SpiteForm, ReasonsForm):
    """A decision after which money goes back."""

    field_order: tuple[str, ...] = ("reasons", "in_spite_of_tag")


class MisdescribedForm(RefundForm):
    """The condition was misdescribed: the allowance she may take instead of everything."""

    allowance = Sum("Allowance off the price, USD before tax")
    field_order = ("allowance", "reasons", "in_spite_of_tag")

    def __init__(self, *args: Any, must_offer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not must_offer:
            self.fields["allowance"].required = False
            self.fields["allowance"].help_text = "Leave it empty to offer the full refund alone."


class BackForm(forms.Form):
    """The parcel back, with a label that was bought at the carrier's."""

    carrier = forms.CharField(max_length=40, label="Carrier")
    tracking = forms.CharField(
        max_length=60,
        label="Tracking number",
        help_text="As on the label. She gets it by mail at once.",
        widget=forms.TextInput(attrs=SCANNED),
        error_messages={"required": "Which number is on the label?"},
    )
