"""The page of a piece as it is kept: its own blocks, and all that has to stay as it is for them to be true."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse

from catalog.pages.clock import by_the_clock
from catalog.pages.frame import frame
from catalog.pages.holes import Cut, cut, filled
from catalog.pages.terms import terms
from catalog.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Standing:
    """What has to stay as it is: `shows` are the pieces on the page (primary keys).

    `until` (seconds since 1970) is the first moment at which it would be untrue, `terms` the stamp of what staff had
    set when it was made.
    """

    shows: tuple[int, ...]
    until: float
    terms: str

    @property
    def in_time(self) -> bool:
        """Whether nothing on it has run out, and what staff set is still what it says."""
        return time.time() < self.until and self.terms == terms()


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The blocks of a piece's page, with holes, and what they stand on."""

    blocks: Mapping[str, str]
    standing: Standing


class OwnAnswer(HttpResponse):
    """A piece's page, in the frame of this moment; `moment` is the shelf's before anything was read for it."""

    def __init__(self, page: OwnPage, moment: int) -> None:
        self.page, self.cutout, self.moment = page, Cutout(page.blocks), moment
        body, tag = self.cutout.framed()
        super().__init__(body, headers={"ETag": tag, "Content-Length": str(len(body))})


class Cutout:
    """The blocks of an own page, cut up for going out many times."""

    __slots__ = ("blocks", "size", "tag")

    def __init__(self, blocks: Mapping[str, str]) -> None:
        self.blocks: dict[str, Cut] = {name: cut(text) for name, text in blocks.items()}
        self.tag = hashlib.blake2b("".join(blocks.values()).encode(), digest_size=12).digest()
        self.size = sum(len(part) for parts in self.blocks.values() for part in parts)

    def framed(self) -> tuple[bytes, str]:
        """The whole page as it is now, and the ETag of it."""
        around, said = frame(), by_the_clock()
        values = {name: filled(parts, said) for name, parts in self.blocks.items()}
        digest = hashlib.blake2b(self.tag + around.tag, digest_size=12)
        digest.update(b"".join(part for parts in said.values() for part in parts))
        return b"".join(filled(around.parts, values)), f'"{digest.hexdigest()}"'


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An own page with the headers it went out with, in this process; `moment` is its shelf's when it was made."""

    standing: Standing
    cutout: Cutout
    headers: dict[str, str]
    moment: int

    @classmethod
    def of(cls, answer: OwnAnswer) -> "KeptPage":
        """What is kept of an answer."""
        return cls(answer.page.standing, answer.cutout, dict(answer.items()), answer.moment)

    @property
    def in_time(self) -> bool:
        """Whether it is worth a look at the shelf."""
        return self.standing.in_time

    def stands(self, shelf: Shelf) -> bool:
        """Whether every piece on it is as it was."""
        return shelf.unchanged(self.standing.shows, self.moment)

    def answer(self) -> HttpResponse:
        """The page in the frame of this moment."""
        body, tag = self.cutout.framed()
        return HttpResponse(body, headers=self.headers | {"ETag": tag, "Content-Length": str(len(body))})

    @property
    def size(self) -> int:
        """About how many bytes it takes up."""
        return self.cutout.size + sum(len(name) + len(value) for name, value in self.headers.items()) + 2_000
