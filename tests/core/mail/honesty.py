"""Whether the mails that code writes are told by the samples that were declared of them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from portero.core.mail import composing, outbox
from portero.core.mail.composing import Letter
from portero.core.mail.samples import all_declared

ALWAYS = {"unsubscribe"}


def strangers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that fills with what mails say otherwise than each of their samples: facts more, or fewer."""
    found: list[str] = []

    def rendered(kind: str, context: dict[str, Any]) -> Letter:
        found.extend(unlike(kind, set(context) - ALWAYS))
        return original(kind, context)

    original = composing.rendered
    monkeypatch.setattr(outbox, "rendered", rendered)
    monkeypatch.setattr(composing, "rendered", rendered)
    return found


def unlike(kind: str, told: set[str]) -> Iterator[str]:
    """A sentence if no sample of the mail has exactly these facts."""
    samples = _facts_of(kind)
    if not samples:
        yield f"The mail {kind} is declared nowhere."
    elif told not in samples:
        nearest = min(samples, key=lambda keys: len(keys ^ told))
        yield f"The mail {kind} says {sorted(told - nearest)} and not {sorted(nearest - told)}."


@cache
def _facts_of(kind: str) -> list[set[str]]:
    declared = all_declared().get(kind)
    return [set(sample.context()) - ALWAYS for sample in declared.samples] if declared else []
