"""How often somebody may try: counters in the cache, per purpose and per key."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def too_often(purpose: str, key: str, *, limit: int, within: timedelta) -> bool:
    """Count one more try and say whether it's beyond the limit; the count ends `within` after the first try.

    The key (an e-mail, an address) is hashed: the cache keeps no personal data.
    """
    name = _name(purpose, key)
    cache.add(name, 0, int(within.total_seconds()))
    try:
        return int(cache.incr(name)) > limit
    except ValueError:  # it expired between the two calls: this is the first try of a new count
        cache.set(name, 1, int(within.total_seconds()))
        return False


def is_over(purpose: str, key: str, *, limit: int) -> bool:
    """Whether the count is beyond the limit, without counting this look."""
    return int(cache.get(_name(purpose, key), 0)) > limit


def _name(purpose: str, key: str) -> str:
    return f"tries:{purpose}:{hashlib.sha256(key.casefold().encode()).hexdigest()[:32]}"


def client_address(request: HttpRequest) -> str:
    """The address a request came from; behind our proxy the one that the proxy itself appended."""
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return str(forwarded.rsplit(",", 1)[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))
