"""Pictures of a claim while its form isn't sent: encoded anew, kept privately, named in the form by a signed word.

No row knows them before the claim does. Each lies in the folder of its day, so that `sweep` finds in a few looks what
no claim took up.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from typing import IO

from django.core import signing
from django.core.files.storage import storages
from django.utils import timezone

from catalog.photography import private
from catalog.photography.containers import RAW
from catalog.photography.intake import encode

MOST = 8
GOOD_FOR = timedelta(days=2)
LOOK_BACK = range(3, 10)  # days: a sweep that didn't run for a week misses nothing
FOLDER = "claims"

_signer = signing.TimestampSigner(salt="portero.claim-picture", sep="~")


@dataclass(frozen=True)
class Kept:
    """A picture in the private storage, as ClaimPhoto wants it."""

    file: str
    width: int
    height: int
    sha256: str


def keep(file: IO[bytes], name: str = "") -> Kept:
    """Take a picture in, whatever its sender calls it. Raises catalog.photography.refusals.BadPicture."""
    # Phones call a JPEG .heic and the other way round; only a raw file's ending says what its bytes don't.
    developed = encode(file, name if PurePath(name).suffix.casefold() in RAW else "")
    stored = private.keep(f"{FOLDER}/{_day(timezone.now()):%Y-%m-%d}", developed)
    return Kept(stored, developed.width, developed.height, hashlib.sha256(developed.data).hexdigest())


def word_for(kept: Kept, order: str) -> str:
    """What a form of this order names the picture by, for two days."""
    return _signer.sign_object({"order": order, **asdict(kept)})


def by_word(word: str, order: str) -> Kept | None:
    """The picture of that word; None for another order's, for one that is too old or that we didn't sign."""
    try:
        told = _signer.unsign_object(word, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return Kept(**told) if told.pop("order") == order else None


def sweep(taken: Iterable[str], now: datetime | None = None) -> int:
    """Delete the pictures of past days that no claim took up; `taken` are the files that claims have. How many went."""
    today, known, gone = _day(now or timezone.now()), set(taken), 0
    for days in LOOK_BACK:
        for name in _lying(f"{FOLDER}/{today - timedelta(days=days):%Y-%m-%d}"):
            if name not in known:
                private.discard(name)
                gone += 1
    return gone


def _day(at: datetime) -> date:
    """Of Greenwich, where every day has 24 hours: a word that is good for two of them outlives no picture."""
    return at.astimezone(UTC).date()


def _lying(folder: str) -> list[str]:
    """The pictures of a day without their previews."""
    try:
        _, names = storages["private"].listdir(folder)
    except FileNotFoundError:
        return []
    previews = tuple(f"-{size}.webp" for size in private.WIDTHS)
    return [f"{folder}/{name}" for name in names if not name.endswith(previews)]
