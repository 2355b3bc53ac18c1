"""Canonical JSON: the RFC's own examples, and what we refuse although JSON would take it."""

from typing import Any

import pytest

from portero.core.sealing import NotCanonical, canonical


def test_names_are_ordered_by_utf_16_units() -> None:
    """RFC 8785, section 3.2.3: a smiley, which UTF-16 writes with two units, comes before U+FB33."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical(dict.fromkeys(names, 1)).decode()
    assert text == '{"\\r":1,"1":1,"\u0080":1,"\u00f6":1,"\u20ac":1,"\U0001f600":1,"\ufb33":1}'


def test_text_is_escaped_as_little_as_possible() -> None:
    assert canonical('\u20ac$\u000f\nA\'B"\\"/').decode() == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/"'


def test_the_order_of_writing_does_not_matter() -> None:
    assert canonical({"b": [1, True, None], "a": {}}) == b'{"a":{},"b":[1,true,null]}'


@pytest.mark.parametrize(
    "value", [1.5, 1.0, float("nan"), 2**53, -(2**53), {1: "x"}, {"x": {1, 2}}, b"x", "\ud800", [[object()]]]
)
def test_what_a_reader_could_misread_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_largest_whole_number_passes() -> None:
    assert canonical([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]"
