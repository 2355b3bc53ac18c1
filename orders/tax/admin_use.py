"""What staff see of a tax row: whether its state is charged today, and how sure the rows of a state are."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from orders.tax import snapshot
from orders.tax.models import Rate, Registration, RoundingRule, ShippingRule, TaxRule
from orders.tax.models.dated import Confidence
from portero.core.admin_base import StaffModelAdmin

ON, OFF = "on", "off"
TONES = {"In use": "success", "Off: not registered": "info"}
WORDS = {ON: "In use", OFF: "Off: not registered"}


class InUseAdmin(StaffModelAdmin):
    """Shows of each row whether Portero is registered in its state today: without that no row of it is charged."""

    @display(description="Charged", label=TONES)
    def in_use(self, row: Any) -> str:
        """From the tables in memory, without a query."""
        state = row.jurisdiction.state if isinstance(row, Rate) else row.state
        return WORDS[ON if snapshot.current().registered(state, timezone.localdate()) else OFF]


class RegistrationWarning(StaffModelAdmin):
    """Says with a saved registration what nobody has checked yet."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if found := unverified_in(obj):
            words = f"{obj.name}: {found} rates and rules are unverified. Have them checked before the first sale."
            messages.warning(request, words)


def unverified_in(registration: Registration) -> int:
    """How many rows of the state nobody has checked."""
    unsure = {"confidence": Confidence.UNVERIFIED}
    rules = (
        model.objects.filter(state=registration.state, **unsure)
        for model in (TaxRule, ShippingRule, RoundingRule)
    )
    rates = Rate.objects.filter(jurisdiction__state=registration.state, **unsure)
    return rates.count() + sum(rows.count() for rows in rules)
