"""What a piece's page says by the clock: until when it leaves if paid now, and whether care answers."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import escape

from portero.core import running, words
from portero.core.care import care_hours
from portero.core.figures import Figures, figures_in_force

QUARTER = timedelta(minutes=15)
Said = Mapping[str, Sequence[bytes]]


class _Kept:
    said: Said = {}
    figures: Figures | None = None
    second = 0


def by_the_clock() -> Said:
    """The values of the holes `leaves_by`, `leaves_on` and `care`; put into words once a second."""
    figures, second = figures_in_force(), int(time.time())
    if second != _Kept.second or figures is not _Kept.figures:
        _Kept.said, _Kept.figures, _Kept.second = _in_words(figures), figures, second
    return _Kept.said


def leaves_by(figures: Figures, at: datetime) -> datetime:
    """Until when a piece that is paid at that moment leaves, up to the next quarter of an hour.

    Not sooner than we promise anybody who pays a little later, and the same sentence for fifteen minutes.
    """
    promised = running.leaves_by(at, figures)
    return promised + -(promised - datetime.min.replace(tzinfo=promised.tzinfo)) % QUARTER


def _in_words(figures: Figures) -> Said:
    leaves = leaves_by(figures, timezone.now())
    said = {
        "leaves_by": words.moment(leaves),
        "leaves_on": words.day(leaves),
        "care": care_hours(figures).sentence,
    }
    return {name: (escape(sentence).encode(),) for name, sentence in said.items()}
