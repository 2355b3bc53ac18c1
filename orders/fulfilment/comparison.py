"""A piece as it left us beside the same piece as it came back, shot by shot and with its tag: returns and claims."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from orders.fulfilment.models import OutboundPhoto, ShipmentLine
from orders.fulfilment.outbound import outbound
from orders.fulfilment.shots import Shot, name_of, shots_of
from orders.fulfilment.uploads import field_of


@dataclass(frozen=True)
class Picture:
    """Where a picture is shown from, its size in pixels, and where it is to be had in full if that is elsewhere."""

    url: str
    width: int
    height: int
    full: str = ""


@dataclass(frozen=True)
class Pair:
    """One shot of both sets: as it left, as it came back, or what was wrong with the picture that was sent."""

    shot: Shot
    left: Picture | None
    back: Picture | None
    field: str
    problem: str = ""


@dataclass(frozen=True)
class Compared:
    """Both sets of one piece. `is_open`: pictures of what came back may still be taken."""

    line: ShipmentLine
    security_tag: str
    included: list[str]
    pairs: list[Pair] = field(default_factory=list)
    is_open: bool = False

    @property
    def has_left(self) -> bool:
        """Whether any picture was taken when it left."""
        return any(pair.left for pair in self.pairs)

    @property
    def to_take(self) -> list[Shot]:
        """Of what there is no picture yet as it came back."""
        return [pair.shot for pair in self.pairs if pair.back is None]


def same_tag(found: str, left_with: str) -> bool:
    """Whether a tag as scanned or typed is the one that the piece left with; case and spaces don't matter.

    A piece that left before tags were written down has none: nothing is the same as that.
    """
    return bool(left_with) and "".join(found.split()).upper() == "".join(left_with.split()).upper()


def outbound_picture(photo: OutboundPhoto) -> Picture:
    """A picture of the outbound set, for those who may see parcels."""
    return Picture(reverse("fulfilment:outbound-photo", args=[photo.pk]), photo.width, photo.height)


def compared(
    line: ShipmentLine,
    back: Mapping[str, Picture],
    *,
    is_open: bool = False,
    problems: Mapping[str, str] | None = None,
    left_as: Callable[[OutboundPhoto], Picture] = outbound_picture,
) -> Compared:
    """Both sets of a piece: what is asked for today, and whatever else either set holds.

    `back` are the pictures as it came back, by shot; `problems` say by field why one that was sent isn't kept;
    `left_as` shows an outbound picture to those who look. No query where the line came with `packed`,
    `item.category` and its `outbound_photos`.
    """
    left, said = outbound(line), problems or {}
    before = {one.photo.shot: left_as(one.photo) for one in left.pictures}
    pairs = []
    for shot in _shots(line, [*before, *back]):
        name = field_of(line.pk, shot.code)
        pairs.append(Pair(shot, before.get(shot.code), back.get(shot.code), name, said.get(name, "")))
    return Compared(line, left.security_tag, left.included, pairs, is_open)


def _shots(line: ShipmentLine, taken: list[str]) -> list[Shot]:
    asked = shots_of(line.item)
    known = {shot.code for shot in asked}
    return [*asked, *(Shot(code, name_of(code), "") for code in dict.fromkeys(taken) if code not in known)]
