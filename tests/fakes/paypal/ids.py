"""Identifiers that look like PayPal's."""

import secrets
import string

ALPHABET = string.ascii_uppercase + string.digits


def new_id(length: int = 17) -> str:
    """Return a random id such as ``5O190127TN364715T``; unguessable, so that an address can carry it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def debug_id() -> str:
    """Return what PayPal's support asks for."""
    return secrets.token_hex(6)
