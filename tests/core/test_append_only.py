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


@pytest.mark.parametrize(
    "change",
    [
        "update core_auditentry set reason = 'x'",
        "delete from core_auditentry",
        "truncate core_auditentry",
    ],
)
def test_another_row_may_not(change: str) -> None:
    audit.record("test.happened", "something")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"set constraints all immediate; {change}")
    assert AuditEntry.objects.get().reason == ""


def test_no_append_only_table_can_be_emptied() -> None:
    """Triggers of rows don't see TRUNCATE: each table needs one of its own."""
    kept = "select tgrelid::regclass::text from pg_trigger where tgname = tgrelid::regclass || %s and tgenabled = 'O'"
    with connection.cursor() as cursor:
        cursor.execute(kept, ["_append_only"])
        tables = {name for (name,) in cursor.fetchall()}
        cursor.execute(f"{kept} and tgtype & 32 = 32", ["_emptied"])
        assert {name for (name,) in cursor.fetchall()} >= tables
    assert {"core_auditentry", "payments_paymentevent", "orders_orderevent", "catalog_itemlogentry"} < tables
    with connection.cursor() as cursor:
        for table in sorted(tables):
            with pytest.raises(IntegrityError, match=r"append-only"), transaction.atomic():
                cursor.execute(f"truncate {table} cascade")
