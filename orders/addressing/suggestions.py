"""A question about a field of an address, and what can be put in its place with one click."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    """`Use New York, NY`: the button's words and the new words by field."""

    label: str
    changes: dict[str, str]


@dataclass(frozen=True)
class Advice:
    """What is asked beside `field`. `about` names the typed words: asked again only when they change.

    `insistable`: she may keep what she typed; else the field's error says what is wrong.
    """

    field: str
    said: str
    about: str
    suggestions: tuple[Suggestion, ...] = ()
    insistable: bool = True

    @property
    def key(self) -> str:
        """What stands for this question in the form."""
        return f"{self.field}:{self.about}"
