"""Bank statements as files: CSV, MT940 and CAMT.053, read line by line; nothing in them is trusted.

`read` looks at the content, not at the name. It returns the credits and, for every line that can't be read, where
it stands and why; debits are left out. It writes nothing.
"""

from orders.payments.statements.reading import LARGEST, Statement, StatementRefused, Unreadable, read

__all__ = ["LARGEST", "Statement", "StatementRefused", "Unreadable", "read"]
