"""What each filter means in the database, for what asks it and not the shelf: saved searches, feeds.

The lists themselves are answered by `catalog.shelf`; a test compares the two.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from catalog.browsing.selection import Selection
from catalog.models import Category
from portero.core.figures import Figures, figures_in_force

COLUMN = {
    "designer": "designer__slug",
    "style": "style__slug",
    "grade": "grade",
    "colour": "colour__family",
    "shade": "colour__slug",
    "material": "material__family",
    "finish": "material__slug",
    "hardware": "hardware__slug",
    "size": "size",
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


def condition(name: str, values: tuple[str, ...]) -> Q:
    """The pieces that have one of these values of a facet; a category includes its children.

    Of a category and a child of it the child alone is meant, as on the shelf.
    """
    if name == "category" and len(values) > 1:
        meant = Category.objects.filter(slug__in=values).exclude(children__slug__in=values)
        return Q(category__in=meant) | Q(category__parent__in=meant)
    if name == "category":
        return Q(category__slug__in=values) | Q(category__parent__slug__in=values)
    if name == "year":
        return Q(year__in=[value for value in values if value.isascii() and value.isdigit()])
    return Q(**{f"{COLUMN[name]}__in": values})


def fixed_condition(fixed: Mapping[str, tuple[str, ...]]) -> Q:
    """The pieces of a scope."""
    whole = Q()
    for name, values in fixed.items():
        flags = flag_conditions(figures_in_force())
        whole &= flags[name] if name in flags else condition(name, values)
    return whole


def conditions(selection: Selection, figures: Figures) -> dict[str, Q]:
    """One condition per filter in use, by its name; a facet counts with all of them but its own."""
    named = {name: condition(name, values) for name, values in selection.chosen.items() if values}
    named |= {flag: rule for flag, rule in flag_conditions(figures).items() if flag in selection.flags}
    if selection.price_from is not None:
        named["from"] = Q(price__gte=selection.price_from)
    if selection.price_to is not None:
        named["to"] = Q(price__lte=selection.price_to)
    return named


def all_of(named: dict[str, Q], *, but: str = "") -> Q:
    """All conditions at once, except the one of that name."""
    whole = Q()
    for name, rule in named.items():
        if name != but:
            whole &= rule
    return whole
