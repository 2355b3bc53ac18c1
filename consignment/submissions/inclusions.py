"""What may come with a piece, as the sell form asks: a code that is kept, and its name."""

from collections.abc import Iterable

INCLUDED = (
    ("box", "Box"),
    ("dust_bag", "Dust bag"),
    ("receipt", "Receipt"),
    ("card", "Authenticity card or papers"),
    ("accessories", "Strap, lock, links or other parts"),
)


def named(included: Iterable[str]) -> list[str]:
    """What she says comes with it, from the codes of the sell form: `Dust bag`."""
    names = dict(INCLUDED)
    return [names.get(code, code.replace("_", " ").capitalize()) for code in included]
