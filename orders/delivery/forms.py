"""What staff ask of the charge tables: one parcel."""

from typing import Any

from django import forms
from django.utils import timezone
from oscar.apps.address.models import Country

from orders.checkout.postcodes import us_states
from orders.delivery.offers import HOME
from portero.core.dollars import DollarField


class ParcelForm(forms.Form):
    value = DollarField(label="Price of its pieces in USD")
    origin = forms.ChoiceField(label="Leaves from")
    country = forms.ChoiceField(label="Goes to")
    state = forms.ChoiceField(required=False, label="State", help_text="Within the United States")
    on = forms.DateField(label="Ordered on", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = [(c.pk, c.printable_name) for c in Country.objects.all()]
        for name in ("origin", "country"):
            self.fields[name].choices = countries  # type: ignore[attr-defined]
            self.fields[name].initial = HOME
        self.fields["state"].choices = [("", "none"), *us_states()]  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate
