"""What staff type to give money back."""

from django import forms

from portero.core.dollars import DollarField


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


class CancelForm(forms.Form):
    """A paid order is called off."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence for the client: her mail says it.",
        error_messages={"required": "Why? The client reads it in her mail."},
    )
    sure = forms.BooleanField(
        label="I have asked at the bench: nothing of it is packed.",
        error_messages={"required": "Ask at the bench first, so that nothing leaves."},
    )
