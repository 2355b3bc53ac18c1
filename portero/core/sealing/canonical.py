"""One text for one meaning: JSON by RFC 8785, of text, whole numbers, true, false, null, lists and objects."""

from typing import Any

import rfc8785

# A number beyond it is another number in a reader that takes every JSON number for a double (RFC 8785, appendix D).
LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """It can't be written as canonical JSON, or a reader could read another value than was written."""


def canonical(value: Any) -> bytes:
    """The canonical text of a value as UTF-8. Raises NotCanonical.

    Fractions are refused, though the RFC knows them: how a double is written is the one part of it that is hard to
    get right in another language. Money and measurements are whole numbers of a named unit.
    """
    _look_through(value)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError) as refused:
        raise NotCanonical(str(refused)) from refused


def _look_through(value: Any) -> None:
    if isinstance(value, dict):
        _look_through(list(value))
        _look_through(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            _look_through(part)
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"{value} is too large a number for JSON.")
    elif not (value is None or isinstance(value, str)):
        raise NotCanonical(f"{value!r} is neither text nor a whole number.")
