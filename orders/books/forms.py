"""Which report accounting wants."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from orders.tax.destination import state_names
from orders.tax.models import Registration


def _states() -> list[tuple[str, str]]:
    """Registered states first, then the others."""
    ours = set(Registration.objects.values_list("state", flat=True))
    names = sorted(state_names().items(), key=lambda state: (state[0] not in ours, state[1]))
    return [(code, name) for code, name in names]


class ReportForm(forms.Form):
    """A state and a period; the last day is not in it."""

    state = forms.ChoiceField(label="State", choices=_states)
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Until, not included", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and since >= until:
            self.add_error("until", "It has to be after the first day.")
        return told


def this_quarter() -> dict[str, date]:
    """The calendar quarter that runs now, as the form starts."""
    today = timezone.localdate()
    month = today.month - (today.month - 1) % 3
    after = date(today.year + month // 10, (month + 2) % 12 + 1, 1)
    return {"since": date(today.year, month, 1), "until": after}
