"""What a client tells us when she opens a claim, and when she asks for an appointment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from accounts.guard import EmailForm
from orders.promise.pictures import MOST
from portero.core.focus import FocusMixin
from portero.core.words import day

LONGEST, LONGEST_WISH = 3000, 500
KINDS = {
    "authenticity": "I doubt that it is authentic",
    "condition": "Its condition differs from the report",
}


class Several(forms.FileInput):
    """As many files as she likes."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any]) -> None:
        super().__init__({**attrs, "multiple": True})


class ClaimForm(FocusMixin):
    """What she doubts and why; its pictures are taken in beside it (orders.promise.views.opening)."""

    kind = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Is it about the piece being authentic, or about its condition?",
            "invalid_choice": "This can’t be claimed any more. Choose one of these.",
        },
    )
    words = forms.CharField(
        label="What do you see?",
        help_text="Where on the piece, and what you expected instead. Your own words are best.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6}),
        error_messages={
            "required": "Tell us what you see, in a sentence or two.",
            "max_length": f"Please keep it under {LONGEST:,} characters. The pictures tell the rest.",
        },
    )
    photos = forms.Field(  # not a FileField: the intake judges what they are, each by itself
        label="Photographs",
        required=False,
        help_text=f"Of what you mean, up to {MOST}. Only the people who look into your claim see them.",
        widget=Several(attrs={"class": "input", "accept": "image/*,.heic,.heif"}),
    )
    appointment = forms.CharField(
        label="Would you like to go through it with an expert?",
        help_text="Say when we may call or see you, and we answer with a time. Leave it empty if you don’t.",
        required=False,
        max_length=LONGEST_WISH,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
        error_messages={"max_length": f"Please keep it under {LONGEST_WISH} characters."},
    )

    def __init__(
        self, *args: Any, kinds: Mapping[str, datetime | None], pictures: int = 0, **kwargs: Any
    ) -> None:
        """`kinds` are those that can be claimed, each with its last moment; `pictures`: how many we have of her."""
        super().__init__(*args, **kwargs)
        self.pictures = pictures
        self.fields["kind"].choices = [(kind, _label(kind, until)) for kind, until in kinds.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What differs from the report can be seen: at least one picture, from this try or from one before."""
        if self.cleaned_data.get("kind") == "condition" and not self.pictures:
            self.add_error("photos", "Please add a photograph of what differs. One is enough.")
        return self.cleaned_data


class AppointmentForm(FocusMixin):
    """When it suits her."""

    wish = forms.CharField(
        label="When may we call or see you?",
        max_length=LONGEST_WISH,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
        error_messages={
            "required": "Which days and hours suit you?",
            "max_length": f"Please keep it under {LONGEST_WISH} characters.",
        },
    )


class DoubtForm(FocusMixin):
    """What a later owner sees."""

    words = forms.CharField(
        label="What do you see?",
        help_text="Where on the piece, and what you expected instead.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6}),
        error_messages={
            "required": "Tell us what you see, in a sentence or two.",
            "max_length": f"Please keep it under {LONGEST:,} characters.",
        },
    )


class OwnerForm(EmailForm):
    """The e-mail under which a certificate's owner is known to us; nobody learns here whether it is."""


def _label(kind: str, until: datetime | None) -> str:
    return f"{KINDS[kind]} (until {day(until)})" if until else KINDS[kind]
