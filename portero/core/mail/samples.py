"""Every mail the shop can send, as its room declares it: who gets it, when, and samples of what it says.

A room declares its mails in `mail_samples.py` of its app, beside the code that sends them. The staff's page of all
mails shows the samples, the snapshot tests keep them, and a test refuses templates that nobody has declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.module_loading import autodiscover_modules
from django.utils.text import slugify

from portero.core.mail.composing import Letter, rendered

# The moment at which samples are told; a sample reads no clock and no database.
NOW = datetime(2026, 11, 17, 20, 18, tzinfo=UTC)

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """One case of a mail; `name` is empty for the only one, or says what is different: `of a wire`."""

    name: str
    context: Callable[[], Context]

    @property
    def slug(self) -> str:
        return slugify(self.name)


@dataclass(frozen=True)
class Declared:
    """A mail by its kind: under which topic staff find it, who gets it (`to`) and what makes us write it (`when`)."""

    kind: str
    topic: str
    to: str
    when: str
    samples: tuple[Sample, ...]

    def sample(self, slug: str) -> Sample | None:
        """The sample of this slug; None if there is none."""
        return next((sample for sample in self.samples if sample.slug == slug), None)


_declared: dict[str, Declared] = {}


def declare(
    kind: str,
    *,
    topic: str,
    to: str,
    when: str,
    samples: Callable[[], Context] | dict[str, Callable[[], Context]],
) -> None:
    """Declare the mail `emails/<kind>` with its sample, or with several by what is different in each.

    A sample makes the context that the code would post. Raises ValueError when the kind was declared before.
    """
    if kind in _declared:
        raise ValueError(f"The mail {kind} is declared twice.")
    cases = samples if isinstance(samples, dict) else {"": samples}
    _declared[kind] = Declared(kind, topic, to, when, tuple(Sample(*case) for case in cases.items()))


def all_declared() -> dict[str, Declared]:
    """Every declared mail by its kind, by topic in the order in which the rooms declare them."""
    autodiscover_modules("mail_samples")
    return dict(_declared)


def letter_of(kind: str, sample: Sample) -> Letter:
    """The sample as its reader would get it."""
    return rendered(kind, {"unsubscribe": "", **sample.context()})
