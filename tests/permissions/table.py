"""What the permission table of a room is made of: one row per address, four people, what each is answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

# Answers in the order: anonymous, another customer, staff in the wrong role, the right person.
Answers = tuple[int, int, int, int]
EVERYBODY: Answers = (200, 200, 200, 200)
ONLY_POST: Answers = (405, 405, 405, 405)
STAFF_ONLY: Answers = (302, 302, 403, 200)
NOBODY_ADDS: Answers = (302, 302, 403, 403)


@dataclass(frozen=True)
class World:
    """One owner with one order, one piece, and a row of every table that staff look at.

    `signed_in` keeps the browser of everybody who comes by: of "owner", of "other", and of one person for each role.
    """

    owner: Any
    order: Any
    token: str
    item: Any
    rows: dict[str, Any]
    signed_in: dict[str, Client]

    def browser(self, who: str) -> Client:
        """A browser with this person's sign-in and nothing else of what she did."""
        browser = Client()
        browser.cookies.load({name: kept.value for name, kept in self.signed_in[who].cookies.items()})
        return browser


@dataclass(frozen=True)
class Row:
    """One address: what a GET is answered, and what a POST is (None: the view takes none, 405 or the same).

    `right` names who belongs there: "owner" (the client of the world) or a role of the staff; `wrong` is a
    role that has no business there. `harmless` names, by position, whose POST may change something.
    """

    get: Answers
    post: Answers | None = None
    right: str = "owner"
    wrong: str = "Photographer"
    arguments: Callable[[World], list[Any]] = field(default=lambda world: [])
    form: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    may_change: tuple[int, ...] = (3,)

    def address(self, name: str, world: World) -> str:
        """The address of this row in a world."""
        return reverse(name, args=self.arguments(world))


Table = dict[str, Row]
