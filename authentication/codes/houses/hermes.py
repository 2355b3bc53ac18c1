"""Hermès: the blind stamp's letter and its frame, the marks of skins, the horseshoe of a special order."""

import re

from authentication.codes.facts import Sign, Span, hermes_letters, signs
from authentication.codes.readings import Decoding, Reading, Status, impossible, unknown
from authentication.codes.texts import plain

HOUSE = "hermes"
_FRAMES = {"none": "alone", "circle": "in a circle", "square": "in a square"}
_CIRCLED = {chr(0x24B6 + at): chr(65 + at) for at in range(26)} | {
    chr(0x24D0 + at): chr(65 + at) for at in range(26)
}
_SQUARED = {chr(0x1F130 + at): chr(65 + at) for at in range(26)} | {
    chr(0x1F170 + at): chr(65 + at) for at in range(26)
}
_FORMS = (
    ("circle", re.compile(r"^(?:\(\s*([a-z])\s*\)|[○◯⚪]\s*([a-z])\b|([a-z])\s*[○◯⚪])")),
    ("square", re.compile(r"^(?:\[\s*([a-z])\s*\]|[□▢◻]\s*([a-z])\b|([a-z])\s*[□▢◻])")),
    ("circle", re.compile(r"^(?:([a-z])\s+(?:in\s+(?:a\s+)?)?circle|circled?\s+([a-z])\b)")),
    ("square", re.compile(r"^(?:([a-z])\s+(?:in\s+(?:a\s+)?)?square|squared?\s+([a-z])\b)")),
    ("none", re.compile(r"^([a-z])(?:\s+alone)?(?![a-z])")),
)
_BARE_AFTER_2014 = 2014


def decode(text: str) -> Decoding:
    """A stamp as seen: `A`, `(A)` or `Ⓐ` in a circle, `[A]` or `🄰` in a square; craftsmen's marks may follow."""
    if mark := _mark(plain(text)):
        return Decoding(readings=(_sign_reading(mark),))
    found = _letter(plain(_framed(text)))
    if found is None:
        return unknown(
            "A blind stamp begins with one letter: write A, (A) for a circle or [A] for a square, then the marks."
        )
    letter, frame, rest = found
    spans = hermes_letters().get((letter, frame), ())
    if not spans:
        return impossible(f"The letter {letter} {_FRAMES[frame]} has never stood for a year.")
    readings = tuple(_reading(letter, frame, span) for span in spans)
    mark = _mark(rest)
    return Decoding(readings=(*readings, _sign_reading(mark)) if mark else readings)


def _framed(text: str) -> str:
    """Letters that Unicode frames, written in brackets."""
    for framed, (opening, closing) in ((_CIRCLED, "()"), (_SQUARED, "[]")):
        text = "".join(f"{opening}{framed[sign]}{closing}" if sign in framed else sign for sign in text)
    return text


def _letter(text: str) -> tuple[str, str, str] | None:
    for frame, form in _FORMS:
        if seen := form.match(text):
            letter = next(group for group in seen.groups() if group)
            return letter.upper(), frame, text[seen.end() :].strip()
    return None


def _mark(text: str) -> Sign | None:
    return next((sign for sign in signs(HOUSE) if text and text in (sign.sign, *sign.also)), None)


def _reading(letter: str, frame: str, span: Span) -> Reading:
    says = f"The letter {letter} {_FRAMES[frame]} stands for {span.first}."
    if frame == "none" and span.first and span.first > _BARE_AFTER_2014:
        says += " Since 2015 the letters don't follow the alphabet."
    return Reading(
        "Blind stamp",
        says,
        span.status,
        span.first,
        span.last,
        slack=1 if span.status is Status.CONFLICT else 0,
        sources=span.sources,
    )


def _sign_reading(sign: Sign) -> Reading:
    """What a skin mark or the horseshoe tells."""
    if sign.scheme == "order":
        return Reading(
            "Order mark",
            "The horseshoe marks a special order.",
            sign.years.status,
            sources=sign.years.sources,
        )
    return Reading(
        "Skin mark",
        f"The mark {sign.sign} stands for {sign.meaning}.",
        sign.years.status,
        material=sign.material,
        other_materials=sign.other_materials,
        sources=sign.years.sources,
    )
