"""The states in which Portero collects sales tax today, and the sentence that names them: never a list by hand."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from orders.tax.models import Registration
from orders.tax.snapshot import in_force


def states_with_tax(on: date | None = None) -> list[str]:
    """The names of the registered states on a day (today), in alphabetical order."""
    rows = in_force(Registration.objects.order_by("name"), on or timezone.localdate())
    return list(dict.fromkeys(row.name for row in rows))


def sentence(names: Sequence[str]) -> str:
    """`Sales tax is charged on deliveries to Florida and New York.`; empty where there is none."""
    if not names:
        return ""
    listed = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
    return f"Sales tax is charged on deliveries to {listed}."
