"""What each grade means, in the words the shop shows. Nothing below Good is accepted (domain.md, Words)."""

from typing import NamedTuple

from catalog.models import Grade


class GradeWord(NamedTuple):
    """A grade with its meaning: a short clause for the item page, sentences for the page about grades."""

    value: str
    label: str
    meaning: str
    detail: str


GRADES = (
    GradeWord(
        Grade.PRISTINE,
        "Pristine",
        "no sign of wear that we could find under daylight lamps.",
        "Corners, edges, hardware and lining look as they did when the piece left its maker. "
        "It may have been carried; if it never was, we say so as a fact of its own.",
    ),
    GradeWord(
        Grade.EXCELLENT,
        "Excellent",
        "light signs of wear that you find when you look for them.",
        "A hairline on a clasp, a corner lightly rubbed with its colour intact. "
        "Nothing that shows at arm's length.",
    ),
    GradeWord(
        Grade.VERY_GOOD,
        "Very Good",
        "worn with care, with signs of wear that show at a second look.",
        "Rubbed corners, fine scratches on metal, a handle a shade darker. Structure and closures are sound.",
    ),
    GradeWord(
        Grade.GOOD,
        "Good",
        "clearly used and sound, with wear that shows at once.",
        "Marks, softened shape or worn edges, each one in the report. Everything works. We accept nothing below this.",
    ),
)


def grade_word(value: str) -> GradeWord | None:
    """The words of a grade, or None for a piece that isn't graded yet."""
    return next((word for word in GRADES if word.value == value), None)
