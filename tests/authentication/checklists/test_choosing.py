"""Which list a piece gets: the closest kind first, in it the house's own; the newest published version of it."""

import pytest
from django.utils import timezone

from authentication.checklists.choosing import template_for
from authentication.models import ChecklistTemplate
from tests.factories import catalog as make
from tests.factories.checklists import a_checklist, a_draft

pytestmark = pytest.mark.django_db


def test_the_most_specific_list_counts() -> None:
    bags, hermes = make.a_category(), make.a_designer()
    totes = make.a_category("Totes", parent=bags)
    item = make.draft_item(designer=hermes, category=totes)
    general = ChecklistTemplate.objects.get(category=None, designer=None)
    assert template_for(item) == general
    for facts in ({"category": bags}, {"category": bags, "designer": hermes}, {"category": totes}):
        made = a_checklist(**facts)
        assert template_for(item) == made
    assert template_for(make.draft_item(designer=make.a_designer("Prada"), category=bags)).designer is None


def test_a_draft_isnt_in_force_and_a_new_version_takes_over() -> None:
    item = make.draft_item()
    first = a_checklist(category=item.category)
    draft = a_draft(category=item.category, version=2)
    assert template_for(item) == first
    draft.published_at = timezone.now()
    draft.save()
    assert template_for(item) == draft
