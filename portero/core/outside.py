"""Calls to somebody else's server: never while a transaction is open."""

from django.db import connection


def no_transaction(whom: str) -> None:
    """Whoever is about to call `whom` ("a payment provider") asks first. Raises RuntimeError inside a transaction.

    A lock that waits for a stranger's server stops all others who want the row, and what a rolled back transaction
    had stored of a call (its key) is lost although the call was made. A test's own transaction doesn't count; Django's
    check for `durable` tells it apart the same way.
    """
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError(f"{whom} is called inside a database transaction.")
