"""Sentences of the landing pages. Each says only what the shop has today; what isn't known isn't said."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from catalog.landing.links import Group
from catalog.landing.subject import Subject
from portero.core.money import dollars
from portero.core.templatetags.shop import counted, lower_first
from portero.core.words import day

DESCRIPTION_LENGTH = 160
NAMED = 3


class Figures(Protocol):
    """How many pieces and at what prices (USD)."""

    @property
    def available(self) -> int: ...
    @property
    def sold(self) -> int: ...
    @property
    def lowest(self) -> Decimal | None: ...
    @property
    def highest(self) -> Decimal | None: ...


def title(subject: Subject) -> str:
    """`Pre-owned Chanel handbags | Portero`."""
    return f"Pre-owned {subject.in_sentence} | Portero"


def description(subject: Subject, found: Figures, groups: Sequence[Group]) -> str:
    """For search results: how many, at what prices, and as many names as fit."""
    if not found.available:
        return f"{nothing(subject)} New pieces arrive as soon as they have been examined."
    said = (
        f"{counted(found.available, 'piece')}, {prices(found)}, examined by hand, described fault by fault."
    )
    whole = f"Pre-owned {subject.in_sentence}: {said}"
    names = groups[-1].short[:NAMED] if groups else ()
    named = f"{whole} {in_a_row(names)}." if names else whole
    return named if len(named) <= DESCRIPTION_LENGTH else whole


def in_figures(subject: Subject, found: Figures, newest: datetime | None) -> str:
    """`42 pieces, $1,200 to $18,900, each one the only one. The newest came on Tue 17 Nov. 12 sold, kept as ...`."""
    if not found.available:
        said = [nothing(subject)]
    else:
        only = ", each one the only one" if found.available > 1 else ", the only one"
        said = [f"{counted(found.available, 'piece')}, {prices(found)}{only}."]
    if newest:
        said.append(f"The newest came on {day(newest)}.")
    if found.sold:
        said.append(f"{found.sold:,}\u00a0sold, kept as a price reference.")
    return " ".join(said)


def nothing(subject: Subject) -> str:
    """`No Chanel handbags are listed today.`"""
    kind = bool(subject.category)
    return f"No {subject.in_sentence} are listed today." if kind else f"No {subject.name} is listed today."


def known_for(groups: Sequence[Group]) -> str:
    """`Mostly handbags and jewelry. The styles seen most: Classic Flap, Boy and 2.55.`"""
    said = []
    for group in groups:
        names = list(group.short[:NAMED])
        if group.title == "Categories" and len(names) > 1:
            said.append(f"Mostly {in_a_row([lower_first(name) for name in names])}.")
        elif group.title == "Styles" and len(names) > 1:
            said.append(f"The styles seen most: {in_a_row(names)}.")
        elif group.title == "Designers" and len(names) > 1:
            said.append(f"The houses seen most: {in_a_row(names)}.")
    return " ".join(said)


def prices(found: Figures) -> str:
    """`$1,200 to $18,900`, or the one price (USD)."""
    lowest, highest = found.lowest or Decimal(0), found.highest or Decimal(0)
    return dollars(lowest) if lowest == highest else f"{dollars(lowest)} to {dollars(highest)}"


def in_a_row(names: Sequence[str]) -> str:
    """`Birkin, Kelly and Constance`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
