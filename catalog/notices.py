"""What higher rooms have to say of a piece on its page, the same for everybody: each registers one function.

A function gives a sentence or an empty text. It is called on every item page, so it asks the database for nothing
where the piece is an ordinary one.
"""

from collections.abc import Callable

from catalog.models import Item

Notice = Callable[[Item], str]
_notices: dict[str, Notice] = {}


def register(notice: Notice) -> None:
    """Add a function; a second one of the same name replaces the first."""
    _notices[f"{notice.__module__}.{notice.__qualname__}"] = notice


def notices_of(item: Item) -> list[str]:
    """What is said of this piece."""
    return [said for notice in _notices.values() if (said := notice(item))]
