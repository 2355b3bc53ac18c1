"""A published checklist never changes: not by a model, not by SQL."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from authentication.models import Check, ChecklistTemplate
from tests.factories.checklists import a_checklist, a_draft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "update authentication_checklisttemplate set why = 'other' where id = {0}",
        "update authentication_checklisttemplate set published_at = null where id = {0}",
        "delete from authentication_checklisttemplate where id = {0}",
        "update authentication_check set title = 'other' where template_id = {0}",
        "update authentication_check set template_id = {1} where template_id = {0}",
        "update authentication_check set template_id = {0}, position = 9, code = 'new' where template_id = {1}",
        "delete from authentication_check where template_id = {0}",
        """insert into authentication_check (template_id, position, code, title, "where", how, evidence, asks)
        values ({0}, 9, 'new', 'New', '', 'Look.', 'always', '')""",
    ],
)
def test_sql_cant_change_it(statement: str) -> None:
    published, draft = a_checklist("stamp", version=2), a_draft("other", version=3)
    before = list(Check.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(published.pk, draft.pk))
    assert list(Check.objects.order_by("pk").values()) == before
    published.refresh_from_db()
    assert (published.why, published.published_at is None) == ("", False)


def test_it_begins_as_a_draft() -> None:
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        ChecklistTemplate.objects.create(version=5, published_at=timezone.now())
    assert not ChecklistTemplate.objects.filter(version=5).exists()


def test_without_checks_it_isnt_published() -> None:
    draft = ChecklistTemplate.objects.create(version=5)
    draft.published_at = timezone.now()
    with pytest.raises(IntegrityError, match="without checks"), transaction.atomic():
        draft.save()
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_draft_may_be_thrown_away() -> None:
    draft = a_draft(version=5)
    draft.delete()
    assert not Check.objects.filter(template_id=draft.pk).exists()
