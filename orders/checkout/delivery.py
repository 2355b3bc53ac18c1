"""The delivery step's form: how it travels, a signature on request, wrapped as a gift with a note."""

from collections.abc import Sequence
from typing import Any

from django import forms

from orders.checkout.draft import CheckoutDraft
from orders.delivery.choices import Choice
from portero.core.figures import figure

NOTE = {"class": "input", "rows": 5, "autocomplete": "off", "aria-describedby": "note-hint note-left"}


class DeliveryForm(forms.Form):
    """Only offered speeds can be chosen; the note counts where it is a gift, and a line break is one character."""

    speed = forms.ChoiceField(
        error_messages={
            "required": "How should it travel? Please choose.",
            "invalid_choice": "This isn’t offered to your address. Please choose another.",
        }
    )
    signature = forms.BooleanField(required=False)
    gift = forms.BooleanField(required=False)
    gift_note = forms.CharField(
        required=False, label="A note, written by hand", widget=forms.Textarea(attrs=NOTE)
    )

    def __init__(self, *args: Any, offers: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(choice.speed.value, choice.speed.label) for choice in offers if choice.offered]
        self.fields["speed"].choices = offered  # type: ignore[attr-defined]
        self.note_limit = int(figure("gift_note_characters"))
        self.fields["gift_note"].widget.attrs["data-counted"] = self.note_limit

    def clean_gift_note(self) -> str:
        """The note with plain line breaks. Too long is an error; of what isn't a gift the rest is dropped."""
        note = "\n".join(self.cleaned_data["gift_note"].splitlines())
        over = len(note) - self.note_limit
        if over > 0 and self.cleaned_data.get("gift"):
            raise forms.ValidationError(
                f"The card has room for {self.note_limit} characters, and this is {over} more. "
                "Which words can go?"
            )
        return note[: self.note_limit]


def keep(draft: CheckoutDraft, form: DeliveryForm) -> None:
    """Put what was chosen into the draft; the note stays there also while it isn't a gift."""
    for name, chosen in form.cleaned_data.items():
        setattr(draft, name, chosen)


def chosen_so_far(draft: CheckoutDraft) -> dict[str, Any]:
    """What the fields start with."""
    return {name: getattr(draft, name) for name in DeliveryForm.base_fields}
