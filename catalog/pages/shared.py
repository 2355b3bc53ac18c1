"""Pages of pieces that all processes share, in the cache: a piece is rendered once, not once in each of them.

What a process takes from here it checks first: the snapshot of the database that the page was made from is asked
whether any piece on it has changed since (catalog.shelf.unchanged_since).
"""

import hashlib
import json
import logging
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from redis import Redis
from redis.exceptions import RedisError

from catalog import shelf
from catalog.pages.own import OwnPage, Standing
from portero.core.templatetags.shop import absolute

# Pages share so many places, by a hash of their address: the latest of two that meet stays. 8,192 of about 7 kB.
PLACES = 8_192
SOURCES = ("components", "catalog", "orders", "portero")
logger = logging.getLogger(__name__)


def get(address: str) -> OwnPage | None:
    """The page of that address, if somebody made it and it still stands."""
    try:
        stored: Any = _memory().get(_place(address))
    except (RedisError, OSError):
        logger.warning("Pages can't be taken from the cache.")
        return None
    if stored is None:
        return None
    found = json.loads(zlib.decompress(stored))
    page = OwnPage(found["blocks"], Standing(tuple(found["shows"]), found["until"], found["terms"]))
    if found["address"] != address or not page.standing.in_time:
        return None
    return page if shelf.unchanged_since(found["snapshot"], page.standing.shows) else None


def put(address: str, page: OwnPage, snapshot: str | None) -> None:
    """Keep it for the others; `snapshot` is from before anything was read for it, None where it can't be shared."""
    if snapshot is None or not settings.PIECES_KEPT_SECONDS:
        return
    standing = page.standing
    said = {
        "address": address,
        "snapshot": snapshot,
        "shows": standing.shows,
        "until": standing.until,
        "terms": standing.terms,
        "blocks": page.blocks,
    }
    try:
        packed = zlib.compress(json.dumps(said).encode(), 1)
        _memory().set(_place(address), packed, ex=settings.PIECES_KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("Pages can't be put into the cache.")


def _place(address: str) -> str:
    prefix = settings.CACHES["default"].get("KEY_PREFIX", "")
    return f"{prefix}:piece:{_release()}:{zlib.crc32(address.encode()) % PLACES}"


@cache
def _memory() -> Redis:
    """One client for the process, with kept connections: Django's cache makes a new one for each question."""
    return Redis.from_url(settings.REDIS_URL)


@cache
def _release() -> str:
    """What else a page follows from: this release of the shop, and where its files are."""
    digest = hashlib.blake2b(digest_size=8)
    for room in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, room).rglob("*")):
            if path.suffix in (".py", ".html"):
                digest.update(path.read_bytes())
    for said in (absolute("/"), default_storage.url("-"), staticfiles_storage.url("css/item.css")):
        digest.update(said.encode())
    digest.update(settings.CARE_EMAIL.encode())
    return digest.hexdigest()
