"""Bytes as text without padding, as JSON Web Keys write them (RFC 7515, section 2)."""

import base64
import binascii
import re

ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encoded(raw: bytes) -> str:
    """The text of these bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of this text. Raises ValueError for what `encoded` would not have written."""
    if not ALPHABET.fullmatch(text):
        raise ValueError("not base64url")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as refused:
        raise ValueError("not base64url") from refused
    if encoded(raw) != text:
        raise ValueError("not base64url")
    return raw
