"""The bytes that a digest of the log is taken over: the one definition, which the database mirrors.

An entry is eight lines, joined by a line feed and without one at the end, in UTF-8:

    portero item log 1                    the version of this definition
    P-105001-9                            the piece
    4                                     the entry's number in its chain, from 1
    listed                                what happened
    2026-11-21T17:05:09.123456Z           when, in UTC, to the microsecond
    {"from":"draft","price":"12500.00"}   the rest, as canonical JSON (RFC 8785), which has no line feed
    81                                    the row's number in the database
    9f86d081...                           the digest of the entry before it, in hexadecimal; zeros for the first

Its digest is SHA-256 of that. In SQL it is `catalog_log_bytes` (migration 0024); a test compares both.
"""

import hashlib
from collections.abc import Sequence

VERSION = b"portero item log 1"
FIRST = b"0" * 64
# The seven lines after the version, as text, of a row `entry` joined with its piece `item`.
LINES = """
    item.number, entry.number, entry.kind,
    to_char(entry.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    entry.body, entry.id, encode(entry.previous, 'hex')
"""


def entry_bytes(lines: Sequence[bytes]) -> bytes:
    """What is hashed of an entry whose seven lines these are."""
    return b"\n".join((VERSION, *lines))


def digest_of(lines: Sequence[bytes]) -> bytes:
    """The digest of an entry, in hexadecimal."""
    return hashlib.sha256(entry_bytes(lines)).hexdigest().encode()
