"""A refusal of the database in words for people: rules above this room speak through their triggers."""

from django.db import IntegrityError


def told_by(error: IntegrityError, *rules: str) -> str:
    """The sentence with which one of these rules of the database refused. Raises the error again if another did."""
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is None or diagnostics.constraint_name not in rules:
        raise error
    return str(diagnostics.message_primary)
