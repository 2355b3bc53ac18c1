"""Appended rows: written again as they are, they pass; anything else the database refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from portero.core import audit
from portero.core.audit import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_same_row_may_be_written_again() -> None:
    entry = audit.record("test.happened", "something", amount="12.00")
    entry.save()
    assert AuditEntry.objects.get().data == {"amount": "12.00"}


@pytest.mark.parametrize("change", ["update core_auditentry set reason = 'x'", "delete from core_auditentry"])
def test_another_row_may_not(change: str) -> None:
    audit.record("test.happened", "something")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert AuditEntry.objects.get().reason == ""
