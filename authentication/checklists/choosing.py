"""Which checklist a piece is reviewed by: the newest published one that fits it most closely."""

from authentication.models import ChecklistTemplate
from catalog.models import Category, Item


class NoChecklist(Exception):
    """No published checklist fits, not even one for everything: a case can't be opened."""


def template_for(item: Item) -> ChecklistTemplate:
    """The version in force for this piece. Raises NoChecklist.

    Its own category comes before the one above it, and its house's list before everybody's; then the house's list for
    whatever it makes, then the list for whatever has none of its own.
    """
    published = ChecklistTemplate.objects.filter(published_at__isnull=False).order_by("version")
    newest = {(one.category_id, one.designer_id): one for one in published}
    kinds = [*_upwards(item.category), None]
    for category in kinds:
        for designer in (item.designer_id, None):
            if found := newest.get((category, designer)):
                return found
    raise NoChecklist(f"No checklist is published for {item.category}.")


def _upwards(category: Category | None) -> list[int]:
    found = []
    while category is not None:
        found.append(category.pk)
        category = category.parent
    return found
