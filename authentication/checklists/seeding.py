"""Write the shipped checklists as version 1, where a kind of piece has none yet."""

from django.db import transaction
from django.utils import timezone

from authentication.checklists.shipped import ShippedList, all_shipped
from authentication.models import Check, ChecklistTemplate
from catalog.models import Category, Designer

WHY = "The list that the shop began with."


@transaction.atomic
def seed_checklists() -> list[str]:
    """Publish every shipped list whose category and designer are in the vocabulary; the names of those made.

    Safe to run again: a kind of piece that has any version of its list, also a draft, is left alone.
    """
    return [one.name for one in all_shipped() if _seed(one)]


def _seed(shipped: ShippedList) -> bool:
    category = Category.objects.filter(slug=shipped.category).first()
    designer = Designer.objects.filter(slug=shipped.designer).first()
    if (shipped.category and category is None) or (shipped.designer and designer is None):
        return False
    if ChecklistTemplate.objects.filter(category=category, designer=designer).exists():
        return False
    template = ChecklistTemplate.objects.create(category=category, designer=designer, why=WHY)
    Check.objects.bulk_create(
        Check(template=template, position=position, **check.fields)
        for position, check in enumerate(shipped.checks, 1)
    )
    template.published_at = timezone.now()
    template.save(update_fields=["published_at"])
    return True
