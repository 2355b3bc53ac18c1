"""The questions of the sell form: the piece, and how we reach her. Pictures come one by one (`pictures`)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from accounts.guard import GuardedForm, PlainText
from accounts.names import validate_name
from catalog.models import Designer
from consignment.models import Submission
from consignment.submissions.drafts import ANSWERS
from consignment.submissions.inclusions import INCLUDED
from portero.core.dollars import DollarField
from portero.core.focus import FocusMixin

EMAIL_WRONG = {
    "required": "Which e-mail may we write to?",
    "invalid": "An e-mail address looks like clara@example.com. Is something missing?",
}


def email_field() -> forms.EmailField:
    """Where we write to."""
    widget = forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "inputmode": "email"})
    return forms.EmailField(label="E-mail", max_length=254, widget=widget, error_messages=EMAIL_WRONG)


class QuestionsForm(FocusMixin):
    """What she knows of the piece; free text where she knows better than our vocabulary."""

    designer = PlainText("Designer", longest=120, required=True, list="designers", autocomplete="off")
    style = PlainText("Style", longest=120, autocomplete="off", placeholder="Kelly 28, Datejust 36 ...")
    condition = forms.CharField(
        label="Its condition, in your words",
        max_length=2000,
        help_text="What would a careful friend notice? Marks, scratches, a repair.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        error_messages={"required": "How would you describe it? A sentence is enough."},
    )
    included = forms.MultipleChoiceField(
        label="What comes with it", choices=INCLUDED, required=False, widget=forms.CheckboxSelectMultiple
    )
    asking_price = DollarField(
        label="What do you hope for?",
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal", "autocomplete": "off"}),
        help_text="In US dollars. Leave it open if you would rather hear ours.",
        error_messages={"invalid": "A sum is a number of dollars, such as 4,500."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["designer"].error_messages["required"] = "Which house made it?"

    @property
    def designers(self) -> list[str]:
        """The houses we know, for the list that opens while she types."""
        return list(Designer.objects.values_list("name", flat=True))


class ReachForm(GuardedForm):
    """How we reach her."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": "How should we address you?"},
    )
    email = email_field()
    phone = forms.CharField(
        label="Telephone",
        required=False,
        max_length=40,
        validators=[RegexValidator(r"^[\d\s().+x/-]+$", "A telephone number has digits only.")],
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_email(self) -> str:
        """Lower case, as we keep addresses."""
        return str(self.cleaned_data["email"]).lower()


class LaterForm(GuardedForm):
    """Where the link goes that she goes on with later."""

    email = email_field()

    def clean_email(self) -> str:
        """Lower case, as we keep addresses."""
        return str(self.cleaned_data["email"]).lower()


def answers_in(form: forms.Form) -> dict[str, Any]:
    """What of a form can be kept, be the rest right or wrong; a wrong answer leaves the one before it."""
    form.full_clean()
    return {name: value for name, value in form.cleaned_data.items() if name in ANSWERS}


def filled_in(submission: Submission, names: Iterable[str]) -> dict[str, Any]:
    """A draft's answers as the form shows them again."""
    told = {name: getattr(submission, name) for name in names}
    price = told.get("asking_price")
    if price is not None:
        told["asking_price"] = f"{price:,.0f}" if price == price.to_integral_value() else f"{price:,.2f}"
    return told
