"""Photographs from outside into the storage: encoded anew in a process of their own, under a name of ours."""

import hashlib
import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.photography.containers import SAVE_ANEW
from catalog.photography.refusals import BadPicture
from catalog.photography.results import Encoded

logger = logging.getLogger(__name__)
MOST_BYTES = 25_000_000
WALL_SECONDS = 45  # a busy machine is slow; the processor's time is bounded by darkroom
TOO_SLOW = f"It takes too long to open. {SAVE_ANEW}"
UNREADABLE = f"It can't be read as a picture. {SAVE_ANEW}"
START = "import sys; sys.path.insert(0, {root!r}); from catalog.photography.darkroom import main; main()"


@dataclass(frozen=True)
class Stored:
    """A photograph in the storage, as Photo wants it."""

    name: str
    width: int
    height: int


def name_for(folder: str, path: Path) -> str:
    """A name that follows from the file's content: the same picture is never stored twice, and nobody can guess it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"items/{folder}/{digest[:24]}.webp"


def store(path: Path, name: str) -> Stored:
    """Encode a picture anew and put it into the default storage under `name`. Raises BadPicture."""
    encoded = inspect(path)
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(encoded.data))
    return Stored(name, encoded.width, encoded.height)


def inspect(path: Path) -> Encoded:
    """What `store` would store. Raises BadPicture when it would."""
    with path.open("rb") as file:
        return encode(file, path.name)


def encode(file: IO[bytes], name: str = "") -> Encoded:
    """A file from outside, and what its sender called it, as a photograph of ours. Raises BadPicture."""
    size = file.seek(0, io.SEEK_END) or file.tell()  # an uploaded file's `seek` tells nothing
    if size > MOST_BYTES:
        raise BadPicture(
            f"It has {size / 1_000_000:,.0f} MB; at most {MOST_BYTES // 1_000_000} MB are taken. "
            "Export it as JPEG."
        )
    file.seek(0)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", START.format(root=str(settings.BASE_DIR))],
            input=json.dumps(Path(name).name).encode() + b"\n" + file.read(),
            capture_output=True,
            timeout=WALL_SECONDS,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise BadPicture(TOO_SLOW) from None
    if done.returncode < 0:  # ended by a limit
        raise BadPicture(TOO_SLOW)
    if done.returncode:  # a decoder stumbled over it in a way of its own
        logger.warning("A photograph broke the darkroom: %s", done.stderr.decode(errors="replace")[-2_000:])
        raise BadPicture(UNREADABLE)
    return _answer(done.stdout)


def _environment() -> dict[str, str]:
    """Nothing of ours: no keys, no addresses. Few arenas, because the address space is what is bounded."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}


def _answer(output: bytes) -> Encoded:
    head, _, data = output.partition(b"\n")
    facts: dict[str, Any] = json.loads(head)
    if "refused" in facts:
        raise BadPicture(facts["refused"])
    return Encoded(data, facts["width"], facts["height"])
