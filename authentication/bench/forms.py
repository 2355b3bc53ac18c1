"""What the workbench and the outside authenticator's page send."""

from typing import Any

from django import forms

from authentication.bench.saving import LONGEST_NOTE, LONGEST_REASON, Told
from authentication.models import Finding, OutsideExpert, Review


class FindingForm(forms.Form):
    """One check: half of it may be missing, because it is kept while she types."""

    result = forms.ChoiceField(choices=[("", ""), *Finding.Result.choices], required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    entered = forms.CharField(required=False, max_length=60)

    @property
    def told(self) -> Told:
        """What she said."""
        return Told(**self.cleaned_data)


class VerdictForm(forms.Form):
    """The verdict as it is kept while she thinks about it."""

    verdict = forms.ChoiceField(choices=[("", ""), *Review.Verdict.choices], required=False)
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)

    @property
    def told(self) -> Told:
        """What she said."""
        return Told(self.cleaned_data["verdict"], self.cleaned_data["reason"])


class OutsideForm(forms.Form):
    """Whom to ask outside the house."""

    expert = forms.ModelChoiceField(
        OutsideExpert.objects.filter(is_active=True),
        label="Authenticator",
        empty_label="Choose one",
        help_text="Who isn’t here yet is added under Outside experts.",
    )
    said = forms.CharField(
        label="What she should know",
        help_text="It stands in her mail. Not who reviewed the piece, nor what they said.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )


def errors_of(form: Any) -> list[str]:
    """Every sentence that a form has to say."""
    return [sentence for errors in form.errors.values() for sentence in errors]
