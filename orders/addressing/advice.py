"""What we would ask about an address that can be right as typed: a suggestion, never a refusal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from orders.addressing import abroad, home
from orders.addressing.suggestions import Advice
from orders.tax.destination import HOME

CHANGEABLE = {"line1", "line4", "state", "postcode"}


def advice_for(told: Mapping[str, str]) -> list[Advice]:
    """All that is worth asking about a complete address, by the fields of the form; the first per field counts."""
    asked: dict[str, Advice] = {}
    for advice in _all(told):
        asked.setdefault(advice.field, advice)
    return list(asked.values())


def _all(told: Mapping[str, str]) -> Iterator[Advice]:
    yield from home.advice(told) if told["country"] == HOME else abroad.advice(told)


@dataclass(frozen=True)
class Chosen:
    """A suggestion she took: `form` is shipping or billing, `changes` the new words by field."""

    form: str
    changes: dict[str, str]

    @classmethod
    def read(cls, value: str) -> "Chosen":
        """From the button's value; fields that no suggestion changes are ignored."""
        form, _, changes = value.partition("?")
        return cls(form, {name: text for name, text in parse_qsl(changes) if name in CHANGEABLE})

    def __str__(self) -> str:
        return f"{self.form}?{urlencode(self.changes)}"
