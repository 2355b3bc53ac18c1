"""The two fields of an estimate: a country and a ZIP or postal code."""

from typing import Any

from django import forms
from oscar.apps.address.models import Country

from orders.estimate.where import LONGEST, Where, problem_of
from orders.tax.destination import HOME


class WhereForm(forms.Form):
    """Where a piece would go; the code is needed in the United States alone."""

    code = forms.CharField(label="ZIP or postal code", required=False, max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = Country.objects.filter(is_shipping_country=True)
        names = [(c.pk, c.printable_name) for c in countries]
        self.fields["country"] = forms.ChoiceField(
            label="Country",
            choices=names,
            required=False,
            initial=HOME,
            widget=forms.Select(attrs={"class": "input", "autocomplete": "country"}),
        )
        attrs = {"class": "input", "autocomplete": "postal-code"}
        self.fields["code"].widget = forms.TextInput(attrs=attrs)

    def clean(self) -> dict[str, Any]:
        """The code must be one of that country."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and (problem := problem_of(self.where)):
            self.add_error("code", problem)
        return told

    @property
    def where(self) -> Where:
        """What she told, once it is checked."""
        told = self.cleaned_data
        return Where(told.get("country") or HOME, " ".join((told.get("code") or "").upper().split()))
