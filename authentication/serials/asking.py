"""Does the number on her piece match? Everybody may ask; the answer is yes or no, and takes the same way to either.

A hit, a miss, a piece without numbers and one that doesn't exist ask the database the same questions and digest once.
"""

import hmac
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from authentication.models import MatchAttempt, Serial
from authentication.serials.keeping import normalised, slow_digest
from authentication.serials.limits import admitted

# A stamp of one letter is no number: it would be guessed.
SHORTEST = 5
_COMPARED = 8  # so many comparisons at least, however few numbers a piece has
_NOTHING = "0" * 64


class Answer(StrEnum):
    MATCH = "match"
    NO_MATCH = "no match"
    LATER = "later"


def ask(item_number: str, text: str, address: str, *, now: datetime | None = None) -> Answer:
    """Whether this is a number of that piece, which was offered here at least once.

    `item_number` is in its written form. Answers LATER beyond a limit; then nothing was looked up or digested. The
    journal keeps the time, the item number and keyed digests, never the text.
    """
    now = now or timezone.now()
    told = normalised(text)
    attempt = admitted(item_number, told, address, now)
    if attempt is None:
        return Answer.LATER
    kept = list(_kept(item_number))
    asked = slow_digest(told)
    same = [hmac.compare_digest(asked, one) for one in [*kept, *[_NOTHING] * (_COMPARED - len(kept))]]
    matched = any(same) and len(told) >= SHORTEST
    MatchAttempt.objects.filter(pk=attempt.pk).update(matched=matched)
    return Answer.MATCH if matched else Answer.NO_MATCH


def _kept(item_number: str) -> list[str]:
    live = Serial.objects.filter(
        item__number=item_number, item__listed_at__isnull=False, withdrawn_at__isnull=True
    )
    return list(live.values_list("digest", flat=True))
