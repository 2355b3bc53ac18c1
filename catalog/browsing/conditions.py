"""What each filter means in the database."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from catalog.browsing.selection import Selection
from portero.core.figures import Figures

COLUMN = {
    "designer": "designer__slug",
    "category": "category__slug",
    "style": "style__slug",
    "grade": "grade",
    "colour": "colour__family",
    "material": "material__family",
    "hardware": "hardware__slug",
    "ships": "ships_from",
}


def flag_conditions(figures: Figures) -> dict[str, Q]:
    """Never carried, listed within the days that count as new, offered below the former price."""
    newest = timezone.now() - timedelta(days=int(figures["new_arrival_days"]))
    return {
        "never": Q(never_carried=True),
        "new": Q(listed_at__gte=newest),
        "reduced": Q(previous_price__gt=F("price")),
    }


def conditions(selection: Selection, figures: Figures) -> dict[str, Q]:
    """One condition per filter in use, by its name; a facet counts with all of them but its own."""
    named = {
        name: Q(**{f"{COLUMN[name]}__in": values}) for name, values in selection.chosen.items() if values
    }
    named |= {flag: rule for flag, rule in flag_conditions(figures).items() if flag in selection.flags}
    if selection.price_from is not None:
        named["from"] = Q(price__gte=selection.price_from)
    if selection.price_to is not None:
        named["to"] = Q(price__lte=selection.price_to)
    return named


def all_of(named: dict[str, Q], *, but: str = "") -> Q:
    """All conditions at once, except the one of that name."""
    whole = Q()
    for name, condition in named.items():
        if name != but:
            whole &= condition
    return whole
