"""What a client tells us of the piece she is looking for, and what staff answer."""

import re
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from accounts.guard import EmailForm, PlainText
from accounts.names import validate_name
from catalog.models import Designer, Grade, Item, ListingState
from catalog.numbers import read_number

BUDGET = re.compile(r"^\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,8})(?:\.00?)?$")
LEAST, MOST = Decimal(100), Decimal(5_000_000)
FACTS = (
    "name",
    "designer",
    "style",
    "colours",
    "material",
    "hardware",
    "size",
    "grade",
    "budget",
    "needed_by",
    "note",
)


class FindForm(EmailForm):
    """The piece, what she would pay and by when, and how we reach her."""

    # As they stand on the page: the first wrong one is where she goes on.
    field_order = (
        "designer", "style", "size", "material", "hardware", "colours", "note",
        "budget", "grade", "needed_by", "name", "email",
    )  # fmt: skip

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    at = forms.CharField(max_length=2200, required=False, widget=forms.HiddenInput)
    designer = PlainText("Designer", longest=120, required=True, list="designers", autocomplete="off")
    style = PlainText("Style", longest=120, autocomplete="off")
    size = PlainText("Size", longest=60, autocomplete="off")
    colours = PlainText("Colours you would accept", longest=200, autocomplete="off")
    material = PlainText("Material", longest=120, autocomplete="off")
    hardware = PlainText("Hardware", longest=120, autocomplete="off")
    note = forms.CharField(
        label="Anything else",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    grade = forms.ChoiceField(
        label="At least in grade",
        choices=[(grade.value, grade.label) for grade in reversed(Grade)],
        initial=Grade.VERY_GOOD.value,
        widget=forms.Select(attrs={"class": "input"}),
    )
    budget = forms.CharField(
        label="At most, before tax",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "autocomplete": "off"}),
    )
    needed_by = forms.DateField(
        label="By",
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "A date looks like 2027-06-30."},
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": "How should we address you?"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["designer"].error_messages["required"] = "Which house made it?"
        self.designers = list(Designer.objects.values_list("name", flat=True))

    def clean_budget(self) -> Decimal | None:
        """Whole dollars, as people write them."""
        typed = str(self.cleaned_data["budget"]).strip()
        if not typed:
            return None
        found = BUDGET.match(typed)
        if not found:
            raise forms.ValidationError("A sum is a number of dollars, such as 22,000.")
        amount = Decimal(found[1].replace(",", ""))
        if not LEAST <= amount <= MOST:
            raise forms.ValidationError(f"Is it ${amount:,}? Please look at the sum again.")
        return amount

    def clean_needed_by(self) -> date | None:
        """A day that is still to come."""
        told: date | None = self.cleaned_data["needed_by"]
        if told and told < timezone.localdate():
            raise forms.ValidationError("This day has passed. By when would you need it?")
        return told

    @property
    def facts(self) -> dict[str, Any]:
        """What the request keeps of the form."""
        return {name: self.cleaned_data[name] for name in FACTS}


class AnswerForm(forms.Form):
    """What staff write, and the piece if they propose one."""

    said = forms.CharField(
        label="What you saw, or why",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "What did you see, or why? It is kept in the log."},
    )
    public = forms.BooleanField(label="The client reads what I saw", required=False, initial=True)
    number = forms.CharField(label="Item number, to propose a piece", max_length=20, required=False)

    def __init__(self, *args: Any, proposing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposing = proposing

    @property
    def typed(self) -> list[forms.BoundField]:
        """The fields that are typed into; the tick stands apart."""
        return [self["number"], self["said"]]

    def clean_number(self) -> Item | None:
        """The listed piece of that number, where one is to be proposed."""
        if not self.proposing:
            return None
        number = read_number(str(self.cleaned_data["number"]))
        item = (
            Item.objects.select_related("designer")
            .filter(number=number or "", state=ListingState.LISTED)
            .first()
        )
        if item is None:
            raise forms.ValidationError("Which listed piece? Its number begins with P.")
        return item
