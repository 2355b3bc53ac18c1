import uuid

import pytest
from pytest_django import Settings

LOCAL = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture(autouse=True)
def _own_counters(settings: Settings) -> None:
    """Tries are counted in the cache: a test has one of its own, so that no other's tries count."""
    settings.CACHES = {"default": {"BACKEND": LOCAL, "LOCATION": uuid.uuid4().hex}}
