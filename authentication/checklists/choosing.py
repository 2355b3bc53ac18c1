"""Which checklist a piece is reviewed by: the newest published one that fits it most closely."""

from authentication.models import ChecklistTemplate
from catalog.models import Category, Item


class NoChecklist(Exception):
    """No published checklist fits, not even one for everything: a case can't be opened."""


def template_for(item: Item) -> ChecklistTemplate:
    """The version in force for this piece. Raises NoChecklist."""
    if found := closest(item.category, item.designer_id):
        return found
    raise NoChecklist(f"No checklist is published for {item.category}.")


def closest(category: Category | None, designer: int | None) -> ChecklistTemplate | None:
    """The version in force that fits such pieces best; `designer` by primary key, None for everybody's list.

    The own category comes before the one above it, and the house's list before everybody's; then the house's list for
    whatever it makes, then the list for whatever has none of its own.
    """
    published = ChecklistTemplate.objects.filter(published_at__isnull=False).order_by("version")
    newest = {(one.category_id, one.designer_id): one for one in published}
    wanted = [(kind, house) for kind in (*_upwards(category), None) for house in (designer, None)]
    return next((newest[kind] for kind in wanted if kind in newest), None)


def _upwards(category: Category | None) -> list[int]:
    found = []
    while category is not None:
        found.append(category.pk)
        category = category.parent
    return found
