"""Identifiers that look like Stripe's."""

import secrets
import string

ALPHABET = (string.ascii_letters + string.digits).encode()
LETTERS = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))


def new_id(prefix: str, length: int = 24) -> str:
    """Return a random identifier such as ``pi_3Mtw...``; unguessable, so that an address can carry it."""
    return f"{prefix}_{secrets.token_bytes(length).translate(LETTERS).decode()}"
