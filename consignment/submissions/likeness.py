"""Which pictures are the same one: the uploaded bytes, or 64 bits of how light and dark lie beside each other.

The difference hash outlives scaling and another encoding. Two pictures count as one where at most three bits differ:
then at least one quarter of the hash is equal, and the four quarters are indexed.
"""

from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from PIL import Image

from consignment.models import SubmissionPhoto

SIDE = 8
NEAR = 3
QUARTERS = (1, 5, 9, 13)
PLAIN = 6  # so few lines in a picture that every other plain one looks like it


def likeness_of(image: Image.Image) -> str:
    """Sixteen hexadecimal digits: whether each of 8 x 8 places is lighter than the one at its right."""
    grey = image.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    seen = list(grey.tobytes())
    rows = [seen[start : start + SIDE + 1] for start in range(0, len(seen), SIDE + 1)]
    bits = [left > right for row in rows for left, right in pairwise(row)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def alike(one: str, other: str) -> bool:
    """Whether two likenesses are of the same picture; plain ones never are."""
    if min(_lines(one), _lines(other)) < PLAIN:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= NEAR


def seen_elsewhere(
    photos: Iterable[SubmissionPhoto], among: QuerySet[SubmissionPhoto]
) -> list[SubmissionPhoto]:
    """Those `among` others that are the same picture as one of these: one query by indexes, then the bits counted."""
    mine = list(photos)
    if not mine:
        return []
    asked = Q(digest__in=[photo.digest for photo in mine])
    for start in QUARTERS:
        quarters = {photo.likeness[start - 1 : start + 3] for photo in mine}
        asked |= Q(**{f"quarter_{start}__in": quarters})
    annotated = among.alias(**{f"quarter_{start}": quarter(start) for start in QUARTERS})
    return [other for other in annotated.filter(asked) if any(same(photo, other) for photo in mine)]


def same(one: SubmissionPhoto, other: SubmissionPhoto) -> bool:
    """The same bytes, or the same picture in another file."""
    return one.digest == other.digest or alike(one.likeness, other.likeness)


def quarter(start: int) -> Substr:
    """Four digits of the likeness, as the index has them."""
    return Substr("likeness", start, 4)


def _lines(likeness: str) -> int:
    ones = int(likeness, 16).bit_count()
    return min(ones, SIDE * SIDE - ones)
