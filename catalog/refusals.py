"""A refusal of the database in words for people: rules above this room speak through their triggers."""

from django.db import IntegrityError


def told_by(error: IntegrityError, rule: str) -> str:
    """The sentence with which this rule of the database refused. Raises the error again if another one did."""
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is None or diagnostics.constraint_name != rule:
        raise error
    return str(diagnostics.message_primary)
